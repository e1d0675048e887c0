"""How people say that they never called the police: said by itself, it means that we have the wrong number."""

from __future__ import annotations

from domain.replies.phrases import PhraseTable

NEVER_CALLED = {
    "en": PhraseTable(
        clause="""
            no? i|we|me? have? never|not called|contacted|dialed|phoned|texted|rung you|police|cops|911|anyone|
                anybody|this|the|no? guys|police|cops|number|department?
            no? i|we|one|me? did not call|contact|dial|phone you|police|cops|911|anyone|anybody|this|the|no? guys|
                police|cops|number|department?
            i|we never filed|made|put|placed any|a|the|this|that? police? report|complaint|call, i|we did not file|
                make|put|place any|a|the|this|that? police? report|complaint|call
            i|we never|not made|make any|a|the|this|that|such phone? call|calls|report, i|we did not make any|a|the|
                this|that|such phone? call|calls|report
            no one here|at|in this? number|phone|house|home|address? called|dialed|phoned you|911|the? police|cops?
            no one called|dialed|phoned you|911|the? police|cops? from this|here number|phone|house|address?
            it|that was not me|us who|that? called|dialed?, i am not who|the one|person? who|that? called
        """,
    ),
    "es": PhraseTable(
        clause="""
            no? yo? nunca|jamas los|les|te|lo|he|hemos? llame|llamamos|llamado|marque|hable|contacte a|al|la|con|
                de? la? 911|policia|nadie|ustedes|usted|aqui?
            no? yo|nosotros no los|les|te|lo|he|hemos? llame|llamamos|llamado|marque|hable|contacte a|al|la|con|
                de? la? 911|policia|nadie|ustedes|usted|aqui?
            no los|les|te he|hemos? llamado|llamamos, no he|hemos llamado a|al|la? la? 911|policia|nadie|ustedes|
                usted?
            no? yo? no|nunca puse|hice|levante|hicimos|pusimos|presente un|una|ningun|ninguna|el|la? llamada|reporte|
                denuncia|queja, no fui yo quien? llamo?
            nadie aqui|de aqui|esta casa? llamo|ha|hablo llamado? a|al|la? la? 911|policia|ustedes?
            aqui nadie llamo|ha|hablo llamado? a|al|la? la? 911|policia|ustedes?
        """,
    ),
    "fr": PhraseTable(
        clause="""
            non? je|on|nous n|ne? vous|ai|avons|a jamais appele|appeles|appelee|appelees|contacte|contactes|contactee|
                telephone la|le|les? police|personne|911|17|vous?
            non? je|on|nous n|ne? vous? ai|avons|a pas|jamais appele|appeles|appelee|appelees|contacte|contactes|
                contactee|telephone la|le|les? police|personne|911|17|vous?
            non? je|nous n|ne? ai|avons pas|jamais porte plainte, non? je|nous n|ne? ai|avons pas|jamais fait|
                depose de|une? plainte|signalement|appel
            je n? ai appele|contacte personne, personne ici? n|ne? vous? a appele|appeles|appelee|appelees|contacte|
                contactes|contactee|telephone ici? la? police?
        """,
    ),
    "ar": PhraseTable(
        clause="""
            انا? لم|ما|مو|عمري ابدا|ما|قط? اتصل|اتصلت|نتصل|اتصلنا|دقيت|طلبت بكم|بالشرطة|الشرطة|فيكم|عليكم|911|ابدا|
                ابد|بأحد|بحدا|احد? ابدا|ابد|اصلا?
            انا? لم|ما|مو ابلغ|بلغت|اقدم|قدمت|اشتكي عن|اي|على|بلاغ|شكوى|شي|شيء? شيء|شي|احد|بلاغ|شكوى?
            ما|لم يتصل|اتصل احد|حدا|محد من? هنا|عندنا? بالشرطة|بكم?
        """,
    ),
    "sw": PhraseTable(
        clause="""
            mimi? sikupiga|sijapiga|hatukupiga|hatujapiga|sikuwapigia|sijawapigia|sijawahi|sikuwahi kupiga|
                kuwapigia? simu|polisi|kamwe|mtu|911? polisi|yoyote?
            mimi? sikuripoti|sijaripoti|sikutoa|sijatoa chochote|ripoti|taarifa? polisi?
            hakuna aliyepiga simu|polisi? hapa?, hakuna mtu aliyepiga simu? hapa?
        """,
    ),
    "fa": PhraseTable(
        clause="""
            نه? من? که? هرگز|هیچوقت|هیچ|اصلا? وقت? به|با? پلیس|شما|911|کسی? زنگ|تماس|تماسی|زنگی نزدم|نزده‌ام|نگرفتم|
                نگرفته‌ام|نزده|نگرفته|نداشتم ام?
            نه? من? هیچ|هرگز? گزارش|گزارشی|شکایت|شکایتی ندادم|نکردم|نداده نداده‌ام?
            کسی|هیچکس از? اینجا? به|با? پلیس|شما|911? زنگ|تماس نزد|نزده|نگرفته|نگرفت
        """,
    ),
}
"""Said of oneself it means a wrong number, unless a person tells what another did to them (`OTHERS`)."""

OTHERS = frozenset(
    """
    he she they him her them his hers husband wife boyfriend girlfriend ex mom dad son daughter brother sister kids
    before because but again yet until
    el ella ellos ellas mi esposo esposa marido novio novia hijo hija pero porque antes
    il elle ils elles mon ma mes mari femme copain fils fille mais parce avant
    هو هي زوجي زوجتي ابني لكن لان قبل
    yeye wao mume mke wangu mwanangu lakini kwa sababu kabla
    او اون اونا شوهرم همسرم پسرم دخترم اما ولی چون قبل
    """.split()
)
