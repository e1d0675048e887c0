"""How people say that a text reached another person than it was meant for; NAME stands for a person's name.

Who is believed hears nothing more of the case, so the words must say it: "I never called", not "who are you".
"""

from __future__ import annotations

from domain.replies.phrases import PhraseTable

NAME = "xname"
"""Stands where a person's name stood: a word with a capital within a sentence, or one of `GIVEN_NAMES`."""

GIVEN_NAMES = """
    maria mary ana anna jose juan carlos luis miguel jorge pedro pablo rosa carmen lupe guadalupe diego sofia lucia
    john james michael mike david robert bob william thomas tom daniel mark paul steve kevin brian jason eric peter
    jennifer jessica sarah sara lisa karen nancy linda susan emily ashley amanda laura michelle kim patricia barbara
    marie jean pierre sophie claire camille julien nicolas isabelle nathalie fatou moussa
    mohamed mohammed muhammad ahmed ahmad ali hassan hussein omar khaled fatima aisha amina mariam layla nour zahra
    juma asha neema baraka rehema zawadi otieno wanjiku mwangi kamau
    reza hossein mehdi maryam mina parisa neda shirin amir
    ماريا محمد احمد علي حسن حسين عمر خالد فاطمة عائشة مريم ليلى نور زهرا سارة
    رضا حسین مهدی مریم مینا پریسا ندا شیرین امیر ماریا سارا
"""

WRONG_NUMBER = {
    "en": PhraseTable(
        alone="""
            it|its|that|thats is? not xname, not xname, not xname at|on? this? number|
                phone?, not me, not i, not mine, not my case|report
            this|that|it is not mine|me, this|that|it is not my case|report, this|dis|dat|that not xname|me|mine
        """,
        clause="""
            a|the|its|is|this|that|it|you|sorry? is|have|got|reached? a|the? wrong|incorrect phone|cell|
                mobile? number|num|no|person|guy|lady|phone|contact|recipient
            no|nope|nah|sorry|hello|hi? wrong nmber|numbr|nubmer|numer|numbe|nbr|numbet|mumber|guy|dude|one|individual
            no xname here|at|on this? number|phone|address?, there is no xname here|at|on this? number|phone|address?
            no one by|with|of|called|named that|this? name|xname here|at|on? this? number|phone|address?
            there is no one by|with|of|called|named that|this? name|xname here|at|on? this? number|phone|address?
            there is? no one here|at|on this? number|phone? by|with|named|called that|this? name|xname
            no one here|at|on this? number|phone? by|with|named|called that|this? name|xname
        """,
        anywhere="""
            you|u|have|has|got|texting|texted|texts|messaged|messaging|contacting|contacted|calling|reached|
                dialed * wrong phone|cell|mobile? number|person|recipient|contact
            this|it is the|a|an wrong|incorrect phone|cell|mobile? number|person
            you|u|have|got|texting|texted|reached the|a wrong guy|lady|woman|man|phone, wrong phone|cell|mobile number
            this is not mr|mrs|ms|miss|dr? xname, i am not mr|mrs|ms|miss|dr? xname, this is not xname number|phone|
                cell
            my name is not|aint xname, i am not named|called xname
            this|it|these|those|message|messages|text|texts is|was|were|are|must be? meant|intended|sent for|
                to someone|another|somebody|a
            sent|went|going|goes|go|coming to the|a wrong person|number|phone
            this phone? number|phone|cell does|no not? longer? belong|belongs to
            number|phone was|has|got been? reassigned|assigned|given to me
            xname had|has|used it|this number|phone? before, this used to be someone|xname elses?|elses? number|phone
            i am not the|that|this|your person|one|guy|lady|woman|man|individual you|that|who you?, i am not the|that|
                this person|one $
            i am not who you|u, not the person you|u are|think|want|need
            this is not|no longer? the? her|his|their|xname|that persons|person? number|phone|cell
            xname is not at|on|reachable|available at|on? this number|phone, xname no longer|not have|has|uses|use|
                owns|own * this number|phone, xname does not have|use this number|phone
            do|does not know any|anyone|anybody|no named|called|by? xname
            me|us|i confused|mixed|mistaken up? with|for someone|another|somebody
            wrong|incorrect number please|pls|stop|dont|do|remove|delete|lose|sorry
            sorry|hey|hi|hello|yo|oops wrong number|person
            mistook|mistaking|mistake me|us, nothing to do with this|that|it|any, not have a|any case|report with|at|
                here
            you|u|have|got|contacting|texting|reached the|a wrong individual|one|dude|human|chick|fella
            received|got|getting this|these|your|the|a * in|by error|mistake, received|got this in|by error|mistake
            i am not the owner|person|one of
            confused|mixed|mistaken me|us up? with|for someone|another|somebody, mistaken identity
            this|my phone|number|cell now? belongs|belong to someone|somebody|another|different
            this number|phone is|was someone|somebody else|elses
            just got|bought|received|activated this new? number|phone|sim
            i|we have? got|have|had|bought this phone? number|phone recently|for|since|last
            new owner|user|holder of this|the number|phone
            you|u|was|were texted|texting|messaged|messaging|contacting|reached|getting me? by|in mistake|error|
                accident
            message|text|messages|texts|this|these|it is|are|was|were not meant|intended? for me|us
        """,
    ),
    "es": PhraseTable(
        alone="""
            no es xname, no soy yo, yo no soy, no xname, no soy quien llamo
            no? yo? no|nunca|jamas los|les|te? he llamado|hablado|marcado a|al|la|con? la? 911|policia|nadie|ustedes|
                usted?
        """,
        clause="""
            es|este|esta|al|a|el|la? es? numero|telefono|celular|persona|contacto equivocado|equivocada|incorrecto|
                incorrecta|erroneo|erronea
            usted|ustedes|tu? se|te equivoco|equivocaste|equivocaron|equivoca, equivocado|equivocada
            usted|ustedes|tu? esta|estan|estas equivocado|equivocada|equivocados
        """,
        anywhere="""
            se|te han|ha|has equivocado|equivocada de, no conozco|conocemos a? nadie con|de|que ese|este|se|
                llame nombre?
            esta|estan|estas|se|te|usted|ustedes|creo equivocado|equivocada|equivocados|equivoco|equivocaste|
                equivocaron|equivoca de numero|persona|telefono|celular
            numero|telefono|celular equivocado|incorrecto|erroneo, persona|contacto equivocada|equivocado
            este|ese|esta no es mi numero|caso|telefono|asunto, no es mi caso, me confunde|confunden|confundio|
                confundieron
            no vive aqui esa|ese|esta|este persona|senor|senora, mi nombre no es xname, no soy la|el? senora|senor|
                sra|sr xname
            no soy xname, no soy la|el|ninguna|ningun? senora|senor? xname, no me llamo xname, no habla xname
            este|esta no es la|el|de? senora|senor|numero|telefono|celular? de? xname
            aqui|aca no vive|hay|esta|trabaja|conocemos a? ningun|ninguna xname|persona
            no vive|hay|esta|trabaja|conozco|conocemos aqui|aca|a? a? ningun|ninguna xname
            ya? no es el|su? numero|telefono|celular de|xname xname|ella|esa|el|otra
            no soy esa|ese|la|el persona|senor|senora|indicada|dueno|duena que|quien|de|usted|indicada|buscan|busca
            no soy esa|ese|la persona|dueno|duena, no soy la|el dueno|duena
            este numero|telefono|celular no|ya * pertenece|le|es de|a|pertenece|suyo|xname
            este numero|telefono|celular es|pertenece ahora? de|a otra|otro persona
            mensaje|mensajes|texto|esto no|ni es|era|son|eran para mi
            me|nos|escriben|mandan|llego|llegan|texteo|textean * por error|equivocacion
            acabo|acabamos de recibir|comprar|sacar|adquirir|obtener este|el numero|telefono|chip
        """,
    ),
    "fr": PhraseTable(
        alone="""
            ici c|ce n? est pas xname, pas xname, pas moi, c|ce n? est pas moi, ce n? est pas xname, c est pas xname
        """,
        clause="""
            c|ce|vous|desole? est|avez|etes? le|un|au|a|la? mauvais|faux|mauvaise numero|destinataire|personne|contact
            erreur de numero|personne|destinataire, vous faites erreur
        """,
        anywhere="""
            vous|tu|vs|t vous|etes|es|avez|as? etes? trompez|trompe|trompes de numero|personne|destinataire
            vous|tu|c|ce avez|as|est|faites le|un|au|a|faites? mauvais|faux|mauvaise numero|destinataire
            erreur de numero|personne|destinataire, compose le|un mauvais|faux numero
            est|etes|ai pas le|la bon|bonne numero|personne|destinataire, me confondez|
                confond avec, mon nom n? est pas xname
            je n|ne? suis pas cette dame|femme|personne|monsieur
            je n|ne? suis pas|plus madame|monsieur|mme|mr? xname, je n|ne? m appelle pas xname
            ne? suis|est pas la|cette bonne personne, suis pas la|celle|celui|cette personne|que|bon|bonne que|vous|
                destinataire|numero|cherchez
            n|y a pas|aucun|aucune|personne de|d|du|nom|nomme|nommee? xname ici?
            nya pas|plus|aucun|aucune|personne de|d|du? xname|nom
            il? y a? pas|aucune|aucun de xname ici|a|sur, connais aucun|aucune xname, connais pas de|aucun|
                aucune xname, connais personne du|de|qui xname|nom|s
            n|ne? est pas|plus le telephone|portable de|d xname, n|ne? est pas|plus le numero de|d xname|elle|lui|
                cette
            ce numero|telephone n|ne? est|appartient pas|plus a|le|celui|la, ce numero appartient|est a|celui d|
                de? une? autre
            message|sms|texto|messages n? est|etait|sont pas pour|destine|adresse a? moi
            ecrivez|ecrit|envoye|envoyez|contactez|recois|contacte * par erreur
            viens d|de avoir|recevoir|prendre|acheter ce|cette numero|carte, ai ce numero depuis
        """,
    ),
    "ar": PhraseTable(
        alone="""
            لست|مو|مش|ليس|ماني انا|xname
        """,
        clause="""
            غلط بالرقم|بالنمرة|الرقم
            هذا|هاد|انت|انتم? الرقم|رقم|نمرة|النمرة غلط|خطأ|خاطئ|خطا
            انت|انتم|انتو? غلطان|غلطانين|غلطانة في|بالرقم|بالنمرة? الرقم|النمرة?
        """,
        anywhere="""
            الرقم|رقم|بالرقم|النمرة|بالنمرة|الشخص غلط|خطأ|خاطئ|خطا|الخطأ|الغلط|الخاطئ
            الشخص|بالشخص|لشخص|شخص الخطأ|الغلط|الخطا|خطأ|غلط, لست|مو|مش|ماني صاحب|صاحبة القضية|البلاغ|الشكوى
            اخطأت|اخطأتم|غلطان|غلطانين|غلطتوا|غلطت|مخطئ في|ب|بالرقم|بالنمرة الرقم|رقم|النمرة?
            انا|أنا|هذا|هذه|هاد|اني لست|مو|مش|ليس|ليست|ماني اسمي|انا? xname
            انا? لست|ماني|مو|مش انا? الشخص|صاحب|صاحبة المقصود|المطلوب|الرقم|الذي|اللي
            ليس|مو|مش|ليست هذا? رقم|هاتف|نمرة|رقمها|رقمه|رقمهم xname
            هذا|هاد|هذه ليس|مش|مو|ليست رقمي|نمرتي|رقمها|رقمه|رقم|انا
            لا|ما يوجد|توجد|في|عندنا xname هنا?, لا|ما يوجد|في|يعيش|يسكن احد|حدا|شخص|اي? بهذا|بهالاسم|اسمه|اسمها|xname
            الرسالة|الرسائل|رسالة ليست|مو|مش|ليس لي|الي|موجهة
            ana mish|mesh|mo|mu xname, raqam|ra2m|rakam|nemra ghalat|8alat|ghalt, ma itasalt|etasalt|ittasalt
        """,
    ),
    "sw": PhraseTable(
        alone="""
            si|sio|siyo mimi|xname
        """,
        clause="""
            umekosea|mmekosea|amekosea namba|nambari|simu, namba|nambari|simu si|sio|siyo|ni sahihi|yenyewe|makosa
            wrong namba|nambari, namba|nambari isiyo|mbaya|batili sahihi?
        """,
        anywhere="""
            hapa hakuna xname, hakuna xname hapa, huyu si|sio|siyo xname, mimi si|sio|siye|siyo mtu huyo, namba|
                nambari isiyo sahihi|yenyewe
            umekosea|mmekosea|umekosa namba|nambari|simu|mtu, namba|nambari si|sio|siyo sahihi
            mimi si|sio|siye|siyo huyo|xname|mnayemtafuta|unayemtafuta, siitwi xname
            namba|nambari|simu|laini hii? si|sio|siyo ya xname|yake|huyo
            hii|hiyo si|sio|siyo namba|nambari|simu|laini ya|yangu|yake yake|huyo|xname?
            hakuna mtu|anayeitwa|wa? anayeitwa|mwenye|jina|wa? xname|jina hapa|hilo|hili
            namba|nambari|simu hii sasa|imekuwa? ni? ya|ni mtu mwingine|mwengine
            ujumbe|meseji|jumbe huu|hii|hizi? si|sio|siyo wa|yangu|zangu|wangu, kwa makosa $
            ndio|ndiyo nimepata|nimenunua namba|nambari|laini hii
        """,
    ),
    "fa": PhraseTable(
        alone="""
            این xname نیست, اینجا xname نیست, من نیستم, xname نیستم, من? xname نیستم
        """,
        clause="""
            اشتباه گرفتید|گرفتین|گرفته‌اید|گرفتی|گرفته|فرستادید اید?, شماره اشتباه|اشتباهه|غلط|اشتباست است?
            eshtebah gereftid|gereftin
        """,
        anywhere="""
            شماره|شخص|فرد|آدم اشتباهی|اشتباه|غلط
            اشتباه گرفتید|گرفته|گرفتین|گرفتی|گرفته‌اید|تماس|پیام|فرستادید, شماره * اشتباه|اشتباهه|اشتباست|غلط
            من xname نیستم, من این|آن|اون|اونی? شخص|فرد|آدم|کسی نیستم|که
            این شماره|خط|گوشی|تلفن|موبایل دیگر|دیگه? مال|برای|شماره|متعلق? من|او|اون|ایشان|xname|به * نیست
            این شماره|گوشی الان|حالا? مال|متعلق کس|شخص|نفر|یک|به * دیگه|دیگر|دیگری|دیگه‌ایه|دیگریه
            کسی|شخصی|هیچکس به|با این? نام|اسم xname? اینجا? نیست|نداریم, اینجا xname نداریم
            پیام|پیامها برای|مال من نیست|نبود, تازه این شماره|خط|سیمکارت رو|را|و? گرفتم|خریدم|گرفته
            اشتباهی پیام|به دادید|فرستادید|من
        """,
    ),
}

NOT_WRONG_NUMBER = (
    PhraseTable(
        anywhere="""
            wrong number|phone|name|person|address on|for|in the|my|this|house|report|case|his|her|a
            gave|give|gives|giving|wrote|put|entered|typed|had|left|provided * * wrong|incorrect number|phone|cell|
                person
            arrested|arresting|arrest|took|grabbed|charged|blamed|blaming|identified|questioned|hit|hurt|shot|
                released * wrong person|guy|man|lady|woman
            he|she|they|someone|somebody|who|it called|texted|dialed|got|had|has|keeps|keep|kept|was|
                said * wrong number|phone|person|guy
            number|person|guy|phone is|was not wrong, not the? wrong number|person, is|was this|that|it|i the|
                a? wrong number
            not|never call|called|report|reported|contact|phone * my|our|the|a|his|her|their neighbor|neighbors|
                husband|wife|mom|mother|dad|father|friend|landlord|boss|manager|son|daughter|roommate|sister|brother|
                boyfriend|girlfriend|coworker did|called|reported|has
            not|never know who * xname, this is not xname fault|house|case|car
        """,
    ),
    PhraseTable(
        anywhere="""
            di|dio|dimos|puse|puso|anote|apunto|apuntaron|escribi * numero|telefono|celular equivocado|incorrecto|mal
            arrestaron|detuvieron|agarraron|culparon|llevaron * persona|hombre equivocado|equivocada
            el|ella|ellos marco|llamo|tiene|tenia * numero equivocado, no es numero equivocado
            numero equivocado en|de el|la|mi|reporte|casa|caso|placa
        """,
    ),
    PhraseTable(
        anywhere="""
            ai|avais|avons donne|mis|ecrit|note * mauvais|faux numero, arrete|pris|accuse * mauvaise personne
            mauvais|faux numero de|sur|dans rue|maison|dossier|rapport|plaque|le|la|mon
        """,
    ),
)
"""What only sounds like it: blanked out before."""
