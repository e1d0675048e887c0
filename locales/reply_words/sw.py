"""What people mean in Swahili, of Kenya, Tanzania and the Congo."""

from __future__ import annotations

from domain.replies.phrases import PhraseTable
from domain.replies.vocabulary import ReplyVocabulary

VOCABULARY = ReplyVocabulary(
    language="sw",
    politeness="""
        tafadhali, tafadhalini, asante, asanteni, sana, sasa, naomba, ninaomba, bwana, bibi, afisa, polisi, jamani
        habari, samahani, pole, sawa
        hapo, kabisa, tena, leo, haraka, sms, shikamoo, mama, baba, kaka, dada, ndugu, hivi, basi, tu
    """,
    stop=PhraseTable(
        alone="acha, wacha, simama, ondoa, toa, koma, basi, tosha, imetosha, inatosha, basi inatosha, toka, nyamaza",
        clause="""
            acheni|wacheni|simamisha|simamisheni|sitisha|sitisheni|komesha|komesheni|komeni|achana|achaneni na? mimi?
            acha|acheni|wacha|wacheni|simama|ondoa|koma acha|acheni|mara|sasa moja?
            inatosha|imetosha|yatosha|yametosha
            jiondoa|jiondoe|kujiondoa|jitoe|kujitoa, nataka|ninataka|naomba kujiondoa|kujitoa|kuacha|kusitisha
            niondoe|niondoeni|nitoe|nitoeni|ondoeni
            umekosea|mmekosea namba|nambari|simu, namba|nambari si|sio|siyo|ni sahihi|yenyewe|makosa|hiyo
            si|sio mimi, wrong namba|nambari
            sitaki tena|hii|hizi|haya?, sihitaji tena?, futa|futeni
        """,
        anywhere="""
            # acha kunitumia: stop sending
            acha|acheni|wacha|wacheni|koma|komeni|sitisha|sitisheni kunitumia|kutuma|kunisumbua|kuniandikia|kutumia|
                kunitext|kunipigia|kusumbua|kutusumbua
            acha|acheni|wacha|sitisha|sitisheni|komesha|komesheni|simamisha|simamisheni|ondoa|zuia|stop|zima|
                zimeni * ujumbe|meseji|jumbe|sms|taarifa|messages|arifa
            # usinitumie: do not send me
            usinitumie|msinitumie|usitume|msitume|usiniandikie|msiniandikie|usinitext|usinisumbue|msinisumbue|
                msitusumbue|usitutumie|msitutumie|msiniletee|usiniletee
            # sitaki ujumbe: I do not want messages
            sitaki|sihitaji|sipendi|hatutaki|sikuomba|sitahitaji * ujumbe|meseji|sms|jumbe|messages|taarifa|arifa|
                kutumiwa|kupokea
            hakuna|hapana|bila ujumbe|meseji tena|zaidi, sitaki kupata|kupokea|kutumiwa|kusumbuliwa
            sitaki * mnitumie|unitumie|mniandikie|msinitumie|kutumiwa
            hii|hiyo|hili si|sio|siyo namba|nambari|simu yangu, mimi si|sio|siye|siyo huyo|yeye|mtu
            # niondoe, niacheni: take me off, leave me alone
            niondoe|niondoeni|nitoe|nitoeni kwenye|katika|kutoka|orodha|humu|hapa
            ondoa|ondoeni|futa|futeni|toa|toeni namba|nambari|jina|simu yangu|hii?
            niache|niacheni|tuacheni|niwache|niwacheni kwa|nipumzike|na|mimi|peke, niache|niacheni|niwacheni|niwache $
            umekosea|mmekosea namba|nambari|simu|mtu, namba|nambari si|sio|siyo sahihi|yangu, jiondoe|kujiondoa kwenye?
        """,
    ),
    stop_surveys=PhraseTable(
        anywhere="""
            sitaki|sihitaji|hakuna|sipendi|usinitumie|msinitumie|acha|acheni|sitisha * utafiti|dodoso|maoni|survey|
                surveys
        """,
    ),
    not_stop=PhraseTable(
        anywhere="""
            msiache|usiache|hauachi|haachi|hawaachi|hataacha|mwambie|mwambieni|waambie|waambieni aache|waache|
                kumtafuta?
            acha|wacha|ngoja nikuambie|nikueleze|niseme|nione|tuone|niulize|nikwambie
        """,
    ),
    cancel=PhraseTable(
        clause="""ghairi|batilisha|futa|kufuta|katisha|mwisho|kansela|maliza
    ghairi|batilisha yote|hii"""
    ),
    cancel_call=PhraseTable(
        anywhere="""ghairi|batilisha|futa|futeni|katisha|cancel|sitisha * simu|ripoti|polisi|taarifa|
        kesi yangu|yetu|hiyo?"""
    ),
    start=PhraseTable(
        alone="""ndiyo, ndio, anza, anzisha, anzeni, endelea, endeleeni, jiunge, kujiunga, rudisha, jisajili
        anza tena, endelea tena""",
        clause="nataka kuanza|kujiunga|kuendelea tena?, ndiyo|ndio nataka|nakubali, nakubali, anza kunitumia",
        anywhere="""
            nataka|naomba|ningependa|nitumieni * kupokea|kupata|ujumbe|meseji * ujumbe|meseji|sms|taarifa? tena
            nitumie|nitumieni ujumbe|meseji tena
        """,
    ),
    help=PhraseTable(
        alone="msaada, usaidizi, maelezo, habari zaidi, taarifa zaidi, nani, nini, maelezo zaidi, kuhusu",
        clause="""
            ni? nani huyu|hapo|wewe|nyinyi|anaandika|ananitumia|unanitumia|ametuma?
            wewe|nyinyi|ninyi|huyu|nyie ni? nani, unaitwa nani
            hii|huu|ni|hiki|hizi ni? nini|ujumbe|gani hii|huu|gani?, ni nini hii|hiki|huu?
            namba|nambari hii ni? ya nani, hii ni? ya? nani|utapeli|kweli
            unataka|mnataka nini, mmepata|umepata wapi namba|nambari yangu
        """,
        anywhere="naomba|nahitaji|ninahitaji msaada kuhusu|wa|na|kwa",
    ),
    emergency=PhraseTable(
        clause="""
            saidia|saidieni|moto|bunduki|kisu|silaha|dharura|hatari|haraka|risasi|panga|damu|amerudi|wamerudi|amekuja|
                yupo|yuko|wezi|mwizi, msaada msaada
            haraka sana|tafadhali, moto moto, yuko|yupo hapa
        """,
        anywhere="""
            # maneno yanayotosha: words that are enough by themselves
            wanapigana|anapigana|mapigano|mayowe, ugomvi, ajali * majeruhi|wameumia|ameumia
            kunipiga|kutupiga|kumpiga
            # kuomba msaada: pleas
            nisaidie|nisaidieni|tusaidie|tusaidieni|niokoe|niokoeni|tuokoe|tuokoeni|saidieni|mnisaidie|unisaidie
            saidia|help jamani|me|tafadhali
            nahitaji|ninahitaji|naomba|tunahitaji|nataka|tunaomba msaada|polisi|ambulansi|usaidizi|ambulance sasa|
                haraka|wa|hapa|upesi|sasa? haraka|hivi?, msaada haraka|sasa|upesi|tafadhali
            piga|pigeni|pigia|pigieni|ita|iteni|waite|waiteni|tuma|tumeni|leta|leteni|mwite simu? polisi|911|ambulansi|
                ambulance|askari|usaidizi|zimamoto|mtu
            njoo|njooni|kujeni|kuja|mje|fika|fikeni * haraka|upesi|sasa|mbio, haraka|upesi tafadhali|jamani|sana
            fanyeni haraka
            # amerudi, yuko hapa: he is back, he is here
            amerudi|wamerudi|amekuja|wamekuja|anarudi|ameingia|wameingia|anakuja|wanakuja
            yuko|yupo|wako|wapo|bado|kuna|mtu|watu bado? hapa|nje|ndani|mlangoni|dirishani|karibu|kwangu|nyumbani
            mlangoni, kuna|yuko|wezi|mwizi|mtu|watu * ndani|nyumbani|nyumba|kwangu
            anajaribu|wanajaribu|anataka|wanataka|anavunja|wanavunja|amevunja|wamevunja|anagonga|wanagonga kuingia|
                kuvunja|mlango|dirisha|nyumba|kufungua, anavunja|wanavunja
            nimejificha|tumejificha|najificha|ninajificha
            wanatuibia|ananiibia|wananiibia|anatuibia|wanaiba|ujambazi|majambazi|tumevamiwa|wametuvamia
            ameanguka|nimeanguka * hawezi|siwezi|haamki|hajibu
            # silaha: weapons
            bunduki|bastola|kisu|visu|silaha|panga|mapanga|bomu|mshale|rungu, risasi|milio|anapiga|wanapiga risasi?
            amedungwa|amechomwa
            # kuumia: hurt
            ataniua|atatuua|kuniua|kutuua|kumuua|ananiua|wataniua|atamuua|ameua|wameua|kuua|ataua|nitauawa|auawe|
                ataniumiza|ananiumiza|kuniumiza
            ananipiga|amenipiga|anampiga|amempiga|anatupiga|wananipiga|wamenipiga|wanampiga|alinipiga|ananinyonga|
                ananikaba|amenikaba|amenibaka|ananibaka|kunibaka|amebakwa|nimebakwa|alinibaka|ananitisha|amenitishia|
                    anatishia|ananitishia
            nimeumia|ameumia|wameumia|tumeumia|amejeruhiwa|nimejeruhiwa|majeruhi|navuja|ninavuja|anavuja|natokwa|
                anatokwa|ninatokwa|nimechomwa|nimepigwa|amepigwa, damu
            siwezi|hawezi|hatuwezi|nashindwa|anashindwa kupumua, hapumui|amezimia|amezirai|nimezimia|hajitambui
            mshtuko|shambulio wa|la moyo, maumivu ya kifua, amekunywa|nimekunywa|nimemeza * sumu|vidonge|dawa
            # moto: fire
            nyumba|gari|jengo|jiko|inaungua|kuna|tunaungua|moto inaungua|linaungua|inawaka|linawaka|imeshika|moto|
                unawaka moto?, inaungua|inawaka|unawaka, moshi, mlipuko, harufu ya gesi
            # kufungiwa, kutekwa: held, taken
            amenifungia|wamenifungia|nimefungiwa|ametekwa|nimetekwa|wametekwa|amemteka|mateka|wamemteka|ameniteka
            amemchukua|amechukua|wamemchukua|amemwiba|amewachukua|amepotea|kapotea * mtoto|mwanangu|watoto|wangu
            mtoto|mwanangu|watoto * amepotea|ametekwa|wamepotea|amechukuliwa
            ananifuata|wananifuata|anatufuata|ananifuatilia|ananiwinda|wanatufuata
            # hofu, kujiua: afraid, wants to die
            naogopa|ninaogopa|tunaogopa|nimeogopa|anaogopa, hatarini|hatari
            nataka|natamani|ninataka|bora kufa|nife|kujiua|kujinyonga
            kujiua|kujinyonga|nitajiua|najiua|anajiua|anataka kujiua?, sitaki|sina * kuishi, nimechoka kuishi|na maisha
            # neno lenyewe
            dharura, ni haraka
        """,
    ),
    not_emergency=PhraseTable(
        anywhere="""
            si|sio|siyo|hakuna|hapana|namba|nambari|bila ya? dharura|hatari|haraka|silaha|moto|damu
            hakuna mtu|aliyeumia|aliye|majeruhi? ameumia|aliyeumia|amejeruhiwa|aliyejeruhiwa|umia
            hakuna aliyeumia|majeruhi, mkutano|kikao|mpango|mazoezi|fedha wa|cha|ya|za dharura
            asante|asanteni|shukrani|ahsante kwa * msaada|kunisaidia|kutusaidia|msaada, kunisaidia kuhusu|kupata
            amerudi|amerudishwa|wamerudi|yuko|yupo|amefungwa jela|gerezani|kazini|shuleni|shule|kazi|salama|polisi|
                korokoroni
            mbwa|paka|umeme|maji|gari|simu|afisa|polisi|askari wangu|yangu|letu|wa|wote? amerudi|umerudi|yamerudi|
                limerudi|wako|yuko|wamekuja|amekuja|yupo|amefika|wamefika|wapo hapa|nje|asante?
            zima|maji|chai|kituo|gari|ya|la|chakula|uji cha|ya|la|za|ya zima? moto|zimamoto
            maji|chai|chakula ya|cha? moto, polisi|afisa|askari anakuja|wanakuja|atakuja lini|saa?
            anakuja|atakuja|wanakuja lini|saa|kesho
            alivunja|walivunja kioo, amegonga|aligonga gari, anapiga kelele|muziki|simu
            wanapiga kelele|muziki|simu|fataki, hali ya hatari, polepole
            sina haraka, amekunywa|nimekunywa dawa zangu|zake
        """,
    ),
)
