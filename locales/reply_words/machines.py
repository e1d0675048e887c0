"""What machines write back (out of office, driving, carriers), and what was sent to many and passed on to us.

No person types it.
"""

from __future__ import annotations

from domain.replies.phrases import PhraseTable

MACHINE = {
    "en": PhraseTable(
        clause="""
            free msg|message, freemsg, no|do not? reply, noreply, donotreply, ooo, autoreply
            automatic|automated|auto reply|response|message
        """,
        anywhere="""
            # businesses
            thank|thanks|thankyou you? so|very|much? for contacting|calling|texting|messaging|choosing|visiting|
                reaching|writing|emailing|subscribing|signing
            thank|thanks you? for your interest|inquiry|email|order|purchase|business|subscription|patience
            our office|offices|store|shop|business|clinic|restaurant|lobby|showroom|branch|team is|are|will now|
                currently|be? closed|away|offline
            office|offices|business is|are|will now|currently|be? closed for|until|due|at|right|on
            were|are currently|now|temporarily closed|away|unavailable|offline, will respond|reply when|once|after|as
            you have reached mr|mrs|dr|doctor? xname|us|our, you have reached * office|voicemail|answering
            we are|will now|currently|be? closed|experiencing|unavailable|away|offline
            business|office|normal|regular|working|opening|operating hours are|is|of|monday|m|mon|from
            during|outside|after of? our|normal|regular? business|office|working|normal|regular|operating hours
            hours of operation, our hours are, we reopen|open on|at|again|monday|tomorrow
            we|someone|team|representative|agent|associate will|shall get|respond|reply|contact|call|return|be|
                follow * * soon|shortly|possible|within|business|hours|hour|asap
            we|team|staff will|shall|have|has * your message|request|inquiry|call|text|email
            your message|request|inquiry|ticket|email|call|submission|order|appointment has|was|is been? received|
                forwarded|logged|assigned|confirmed|important
            we|have|has received your message|request|inquiry|text|email|call|application
            we|someone|team|representative|agent will|shall be? in touch, we|were will reply|respond|open|return in|
                on|at|when|after
            were closed now|on|for|today|until|at|but|right
            # out of office, automatic
            out of the? office, away from my|the desk|office|email|phone|computer, ^ ooo
            automatic|automated|auto|autoreply|autoresponder|automatically reply|response|message|responder|generated|
                replied|text|system
            this is an? automatic|automated|auto|unmonitored|unattended
            number|inbox|mailbox|account|line|address|text|message|phone is|are|was not monitored|checked|staffed|
                attended|watched
            not monitor|check|read|answer this|these number|texts|messages|line|replies, outgoing|outbound|
                send messages|texts only
            not monitored|staffed by|for, not monitored $, unmonitored|unattended number|inbox|mailbox|line|account|
                text?
            not|never accept|receive|process|take|support|read incoming|text|texts|sms|replies|messages|inbound|calls
            unable to accept|receive|process|take|support|read incoming|text|texts|sms|replies|messages|inbound|calls
            texts|messages|replies to this number|line|address * not read|monitored|received|delivered|answered
            do not reply to|directly|this, do not reply $, please do not reply|respond
            # if this is an emergency, dial 911
            if|should this|it|you|your|there is|are|be|have|having|has|need|a|an|experiencing|
                experience * * emergency * please? hang? up? and? call|dial|text|contact|go
            in|during a|an|any? medical|real|true? emergency|emergencies * please? call|dial|text|contact 911|112
            call|dial|text|contact 911 immediately|right? away? if|for|in|during * * emergency|emergencies
            if you|someone|anyone need|require|needs * help|assistance|care|support * please? call|dial|text|go|
                contact
            if you|someone|anyone * * * * in crisis|danger|distress * call|dial|text
            in case of an|a|any|medical? emergency|emergencies * call|dial|text|contact|go
            for * emergencies|emergency|emergencys * call|dial|contact|text
            for|in|case emergencies|emergency|emergencys|urgent|life * matters|assistance|issues|care|only|help|
                inquiries? * please? call|dial|contact|text|press
            hang up and call|dial, press|dial|say one|two|1|2|3|0 for|to
            # driving
            do not disturb * on|driving|while|mode|turned, not receiving notifications, while driving turned|mode|is
            will see|read|get your|the message when|once|after i get|arrive|stop|am
            auto|automatic reply|message|text * driving, sent from android|apple|ford|my auto|carplay|car|sync
            # carriers
            message|text|sms|mms was|could|can|has|is * not|failed|undeliverable delivered|sent|deliver|be
            service is not available|supported, sms|text|texting|texts|messages not supported|available|allowed|
                enabled
            message|text|sms was? blocked|rejected|undelivered, ^ error, could|can not be delivered
            message|text|sms not delivered|sent, recipient|user|contact has|have blocked, notifications silenced|off|
                muted
            invalid|unknown number|recipient|keyword|command, subscriber|customer|party you have|are? called|dialed|
                calling
            message|text|delivery|sms failed|failure, unable to deliver|receive|send message|your|the|text|messages|
                mms
            message|messages|service blocking is|has active|been, undeliverable, mailbox|voicemail is|box full
            number|subscriber|customer|party|person you|is|dialed|called|texted|are|have|has * not|no|longer|
                temporarily|currently in|available|reachable|service|disconnected|accepting|unavailable
            not in service, no longer in service, not a? valid|working|wireless number|mobile, has been disconnected
            data rates may|apply, rates may apply, std rates, free msg|message
            # sent to many, passed on
            reply|text|txt|send|sms|type|respond|answer|message stop|end|quit|cancel|unsubscribe|help|info|yes|start|
                y|c|n|no|done|join|1|2|3|9 to|2|for|at|if
            to|2 unsubscribe|opt|stop|cancel|end|quit|confirm|reschedule|join|subscribe * please? reply|text|txt|send|
                click|respond
            for|4 help|info text|txt|reply|visit|call, help for|4 help|info, stop to|2 end|cancel|stop|quit|opt|
                unsubscribe
            verification|security|confirmation|login|access|one|time|passcode|sign|pin * code|passcode|pin is|to|for
            your * code|pin|passcode|otp is, is your * * code|pin|passcode|otp, rx ready|is, click here|below|link|
                http|https
            use code, promo|coupon code, limited time offer|only
            appointment|payment|prescription|order|delivery|package * reminder|ready|shipped|due|scheduled|confirmed
            friendly? reminder from|of|your|about, view|unsubscribe in|from your browser|alerts|list|emails
        """,
    ),
    "es": PhraseTable(
        clause="respuesta|mensaje automatico|automatica",
        anywhere="""
            gracias por comunicarse|contactar|contactarnos|contactarse|comunicarte|llamar|escribir|escribirnos|
                preferirnos|visitar|suscribirse|elegir
            gracias por su|tu interes|compra|pedido|preferencia|correo|consulta|solicitud
            nuestra|nuestras|nuestro|la|las oficina|oficinas|tienda|clinica|negocio|sucursal|local esta|estan|
                permanece * cerrada|cerradas|cerrado
            fuera de la|nuestro|nuestra|mi|horario oficina|horario|de, horario|horarios de atencion|oficina|servicio
            estamos cerrados|cerradas, en este momento no podemos|puedo|estamos
            nos comunicaremos|pondremos|contactaremos|responderemos, le|te|les|lo responderemos|contactaremos|
                llamaremos|atenderemos|devolveremos
            un agente|representante|asesor|miembro * le|lo|se|te
            mensaje|respuesta|contestador|correo automatico|automatica|automatizado|generado, su|tu|hemos mensaje|
                solicitud|consulta|recibido ha|fue|su|tu sido|recibido|recibida|mensaje|solicitud
            este|esta numero|buzon|linea|cuenta|correo no * recibe|acepta|monitoreado|monitorea|revisa|supervisado
            no responda|conteste|responder a? este|esta|directamente
            si|en|caso es|se|esto|tiene|trata|de|caso * * emergencia|urgencia * cuelgue|llame|marque|llamar|
                comuniquese|acuda|dirijase
            para|en emergencias|emergencia|urgencias|caso * llame|marque|comuniquese|llamar
            estoy|voy|modo conduciendo|manejando|conduccion activado|vere|no|te|le|y|con, modo no molestar
            mensaje|texto no|pudo|fue * enviado|entregado|entregar|enviar|se
            numero|cliente|usuario|persona * * no * disponible|servicio|existe|asignado|activo, buzon * lleno
            responda|responde|envie|envia|escriba|escribe|texto|mande|manda|conteste stop|alto|baja|ayuda|salir|
                cancelar|si|no|para|fin para|a|al|por|si
            para dejar de recibir * * responda|envie|escriba|mande|responde
            para cancelar|salir|darse|dejar|confirmar * responda|envie|escriba|texto|mande|responde|envia
            tarifas|cargos de|por|pueden mensajes|mensaje|datos|aplicar, codigo de verificacion|seguridad|confirmacion
            recordatorio de|su|tu|automatico cita|pago|de?, su|tu paquete|pedido|orden|receta ha|fue|esta sido|
                enviado|entregado|listo|lista
        """,
    ),
    "fr": PhraseTable(
        clause="reponse|message automatique",
        anywhere="""
            merci de|d|pour nous? avoir|nous|vous? contacte|contacter|appele|ecrit|appeler|joindre
            merci de|d|pour votre interet|commande|achat|appel|inscription|confiance|demande|visite|fidelite
            nous vous remercions de|d|pour avoir|nous|votre contacte|contacter|appele|interet|message|commande|
                confiance
            nos|notre|le|les|la bureau|bureaux|magasin|magasins|boutique|agence|cabinet|agences|standard est|
                sont * ferme|fermes|fermee|fermees
            nous sommes * fermes|ferme|indisponibles, absent|absente|hors|dehors du|de|jusqu mon|bureau|au|notre
            actuellement|suis absent|absente|indisponible|conge|conges|hors, horaires|heures d|de ouverture|bureau|
                travail
            nous|un|notre vous|conseiller|agent|equipe|membre * repondrons|recontacterons|contactera|repondra|
                rappellerons|rappellera|recontactera|contacterons|reviendrons
            reponse|message|repondeur|courriel|mail automatique|automatise|automatises|genere
            votre|avons message|demande|courriel|bien|recu a|est|recu|votre bien|ete|message|demande|recu|recue?
            ce|cette numero|boite|ligne|adresse n|ne|est|pas * recoit|accepte|surveille|surveillee|lu|consulte|
                consultee|prend
            ne? pas|merci|veuillez repondre|ne|repondez a? ce|pas|directement
            en|si cas|c|vous|il|ceci d|est|avez|s|de|une? une|agit|urgence|d|absolue? urgence * appelez|composez|
                contactez|veuillez|rendez|faites
            pour|en les|toute|cas|une? urgence|urgences|d * appelez|composez|contactez|veuillez
            mode ne pas|conduite deranger|active, suis|je * conduis|volant|conduire * verrai|repondrai|lirai|
                rappellerai
            message|sms|texto n|a|pas|non * distribue|remis|envoye|livre|delivre
            numero|abonne|correspondant|client * pas|plus|non * attribue|service|disponible|joignable, messagerie|
                boite * pleine|saturee
            repondez|envoyez|tapez|repondre|envoi|envoyer|texto|repond stop|arret|aide|oui|non|fin|desabo au|a|pour|
                par|si|3|2
            pour ne plus|pas recevoir * * * envoyez|repondez|tapez|stop
            numero que vous avez compose|composez|demande, stop au|sms, pour vous|te|ne|se|annuler|
                confirmer * repondez|envoyez|stop|tapez
            code de|d verification|securite|confirmation|connexion|acces, rappel de|d|pour votre|rendez|paiement
            des frais peuvent|de
        """,
    ),
    "ar": PhraseTable(
        clause="رد|رسالة|الرد آلي|تلقائي|تلقائية|آلية",
        anywhere="""
            شكرا|نشكركم|نشكرك|شكراً على|لكم|لك|ل? لتواصلكم|لتواصلك|لاتصالكم|لاتصالك|تواصلكم|تواصلك|اتصالكم|اتصالك|
                لاختياركم|لمراسلتنا|مراسلتكم|لزيارتكم|اهتمامكم
            مكتبنا|مكاتبنا|المكتب|متجرنا|عيادتنا|نحن|المحل مغلق|مغلقة|مغلقون|خارج
            خارج|اوقات|ساعات|خلال|أوقات المكتب|العمل|الدوام|اوقات|ساعات الرسمي|الرسمية|العمل|الدوام|من|هي|الدوام?
            سنرد|سنتواصل|سيتم|سوف|سيتواصل|سنعاود|سيقوم عليكم|معكم|الرد|نتواصل|نرد|معك|عليك|الاتصال|احد|ممثل|فريقنا
            رد|رسالة|الرد|رسائل|نظام آلي|تلقائي|تلقائية|الي|آلية|الآلي|التلقائي|اوتوماتيكي|اوتوماتيكية
            تم استلام|استقبال رسالتكم|رسالتك|طلبكم|طلبك|استفساركم
            هذا|هذه الرقم|البريد|الخط|الصندوق لا|غير يستقبل|مراقب|مخصص|يقبل|يتلقى
            لا|الرجاء|يرجى عدم|ترد|تردوا الرد|على * هذه|الرسالة
            في|اذا|ان|إذا|للحالات|لحالات|كانت|كان حالة|حال|كانت|الطارئة|الطوارئ|هذه|لديك|وجود|حالات * طوارئ|طارئة|
                الطوارئ|الطارئة|طارئ? * اتصل|اتصلوا|الاتصال|يرجى|الرجاء|توجه
            وضع عدم|القيادة الازعاج|مفعل
            الرسالة|رسالتك|تعذر لم|تسليم|ارسال|توصيل * تصل|تسلم|ترسل|الرسالة|رسالتك
            الرقم|المشترك|الشخص المطلوب|الذي|غير|لا * متاح|الخدمة|موجود|متوفر|مغلق
            ارسل|أرسل|رد|اكتب|ابعث|للالغاء|لإلغاء كلمة|ب|بكلمة|الاشتراك? * stop|إيقاف|ايقاف|الغاء|توقف|قف|مساعدة ل|
                الى|إلى|لإلغاء|للالغاء|لايقاف|على|من
            لإلغاء|للالغاء|لالغاء الاشتراك * ارسل|أرسل|رد|اكتب|اضغط, رمز|كود التحقق|التأكيد|الأمان|الدخول
            لم|تعذر يتم? تسليم|ارسال|توصيل الرسالة|رسالتك|الرسائل?
            تذكير ب|بموعد|بموعدك|من
        """,
    ),
    "sw": PhraseTable(
        clause="ujumbe|jibu wa|la? kiotomatiki|otomatiki|moja, jibu la moja kwa moja",
        anywhere="""
            asante|asanteni|tunashukuru|ahsante kwa kuwasiliana|kupiga|kututumia|kutuandikia|kututembelea|kutuchagua|
                kujiandikisha|kujisajili|mawasiliano
            ofisi|duka|kliniki|biashara|tawi yetu|zetu|letu|hii|kwa|sasa * imefungwa|zimefungwa|limefungwa|tumefunga
            tumefunga|tumefungwa kwa|sasa|hadi, nje ya ofisi|saa, saa|masaa|muda za|ya|wa kazi|ofisi
            tutakujibu|tutawasiliana|tutakupigia|tutakurudia|tutarudi * haraka|nawe|karibuni|hivi|mapema|ndani
            ujumbe|jibu|meseji huu|hili|hii|wa|la * kiotomatiki|otomatiki|automatiki
            tumepokea ujumbe|ombi wako|lako, ujumbe wako umepokelewa|umetumwa
            namba|nambari|laini|simu hii? haipokei|haifuatiliwi|haikubali|haisomwi, usijibu|msijibu ujumbe|meseji huu|
                hii
            ikiwa|kama|endapo|iwapo|katika|kwa ni|hii|una|hali|ya|wa * dharura * piga|tafadhali|pigia|wasiliana
            kwa|wakati dharura|wa * piga|pigia|wasiliana
            hali ya kuendesha|kutosumbua, ujumbe|meseji haukuwasilishwa|haujawasilishwa|haujatumwa|haukuweza|
                haujafika|haikutumwa|haukufika
            namba|nambari|mteja|simu uliyopiga|unayempigia|wa|haipatikani|hapatikani * haipatikani|hapatikani|haipo|
                haitumiki
            jibu|tuma|andika|bonyeza neno? stop|acha|ondoa|msaada|ndiyo|simama kujiondoa|kusitisha|kwa|ili|kwenda|
                kuacha|kupata
            kujiondoa|kusitisha|kuacha|ili|kupata * tuma|jibu|andika * stop|acha|ondoa|msaada
            msimbo|nambari|kodi wa|ya|yako * uthibitishaji|uthibitisho|usalama|siri, kikumbusho cha|kuhusu
        """,
    ),
    "fa": PhraseTable(
        clause="پاسخ|پیام|پاسخگوی خودکار",
        anywhere="""
            از|بابت|برای تماس|پیام|ارتباط|خرید|انتخاب|توجه * شما|تان|ما * متشکریم|سپاسگزاریم|ممنونیم|سپاسگزاریم|تشکر|
                سپاسگذاریم
            ممنون|متشکریم|سپاس|مرسی از|بابت تماس|پیام شما
            با تشکر از|بابت تماس|پیام|ارتباط|خرید|ثبت, از اینکه با|به ما|شرکت * متشکریم|سپاسگزاریم|ممنونیم
            دفتر|دفاتر|فروشگاه|مطب|شرکت|مغازه|اداره ما|در|هم|اکنون|حال * تعطیل|بسته, خارج از دفتر|ساعات|ساعت|محل|اداره
            ساعات|ساعت کاری|کار|اداری ما|از|شنبه|دفتر?
            در|به اولین|اسرع|زودی|زودترین * فرصت|وقت|با|پاسخ|تماس|زمان * پاسخ|تماس|جواب|با
            پیام|پاسخ|پیامک|جواب|منشی|سیستم خودکار|اتوماتیک|ماشینی, پیام|درخواست شما دریافت|ثبت|ارسال شد|گردید
            این|به شماره|خط|صندوق|ایمیل|پیام * پیام|پاسخ|بررسی|دریافت|جواب * نمیشود|نمی|نمیکند|ندهید|نمی‌شود|نیست
            در|اگر|چنانچه صورت|مواقع|موارد|شرایط|این|مورد|وضعیت|بروز * اضطراری|اورژانسی|فوری|اورژانس * با|تماس|لطفا|
                زنگ|به|است
            برای|جهت موارد|مواقع|امور? اضطراری|اورژانسی|فوری * با|تماس|لطفا
            حالت مزاحم|رانندگی نشوید|فعال, در حال رانندگی * پیام|پاسخ|بعدا|جواب
            پیام|پیامک|پیغام شما? ارسال|تحویل|فرستاده نشد|داده
            شماره|مشترک|تلفن|مخاطب مورد|همراه|نظر * در|خاموش|دسترس|شبکه|واگذار|موجود * نمیباشد|نیست|نمی|است|نشده
            برای|جهت لغو|انصراف|قطع * * * stop|ارسال|بفرستید|پاسخ
            برای|جهت لغو|انصراف|قطع|غیرفعال|عضویت * stop|لغو|عدد|کلمه|off|خاموش * ارسال|بفرستید|پیامک|را
            عدد|کلمه|کد stop|لغو|off|1|11 را ارسال|بفرستید|پیامک, کد|رمز تایید|تأیید|ورود|یکبار|امنیتی
            یادآوری|یادآور نوبت|پرداخت|قرار|وقت
        """,
    ),
}

NOT_MACHINE = (
    PhraseTable(
        anywhere="""
            for calling|texting|contacting|messaging|writing|reaching|emailing|visiting * me|back|him|her|them|my|us
            for calling|texting|contacting|messaging $, i|to|want|tried|trying|already|did|have|can|how reply|text|
                send|type|respond|txt stop|end|quit|cancel|unsubscribe
            i|we want|wish|like|need|would|trying|how to? to|2 unsubscribe|opt|stop|cancel|end|quit
            not|never get|got|received|have|had * verification|security|code
        """,
    ),
    PhraseTable(
        anywhere="""
            gracias por llamar|escribir $, gracias por llamarme|escribirme|contactarme, quiero|como|puedo|
                intente responder|enviar|mandar|cancelar
        """,
    ),
    PhraseTable(anywhere="merci de|d|pour m|me avoir? rappele|rappeler|repondre|repondu|appele|contacte|ecrit"),
)
"""What only sounds like a machine: blanked out before."""
