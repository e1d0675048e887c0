"""What a telephone sends at one touch, or a person types, who is driving or in a meeting: it asks nothing of us."""

from __future__ import annotations

from domain.replies.phrases import PhraseTable

ABSENCE = {
    "en": PhraseTable(
        anywhere="""
            i am|was currently|still|now|just? driving|in|at * a|an|the? * meeting|conference|movies|movie|class|
                theater|church|surgery|interview|session
            am|currently driving, in a|an|the emergency|staff|team|board|work|long|zoom|important? meeting|conference|
                call|session|interview
            can not talk|answer|take|pick|text|respond|reply|speak|chat * right|now|at|your|the|while|this|moment|
                call $
            can not take|answer|pick your|the|my|up call|phone|calls, ^ in class|court|church|surgery $
            i am in class|court|church|surgery|theater|training
            can not talk right? now, can not talk, can i call|text you later|back, what is up
            will call|text|message|get|respond|reply|write you|u|to|back * later|back|soon|when|once|shortly|asap|
                after
            call|text|get you|u|to? right|you? back, call|text you later|back|soon, busy right? now|at|
                with, out of town|country|cell until|till|this|and|for?
            on another line|call, on vacation|leave|holiday|pto until|till|from|and|this|for|through|right?
        """,
    ),
    "es": PhraseTable(
        anywhere="""
            estoy|voy|ando|ahorita manejando|conduciendo|ocupado|ocupada, estoy|ando en una|un|la * junta|reunion|
                clase|conferencia|llamada|cine|entrevista|sesion
            en una|la junta|reunion|clase de|importante|urgente?, no puedo|puede hablar|contestar|atender|responder|
                platicar
            te|le|les|los|lo llamo|marco|escribo|hablo|llamare|respondo|contesto|devuelvo luego|despues|mas|al|en|
                cuando|pronto|rato|la
            estoy|ando de vacaciones|viaje, puedo llamarte|llamarlo|marcarte|marcarle luego|despues|mas
        """,
    ),
    "fr": PhraseTable(
        anywhere="""
            je|suis conduis|volant|occupe|occupee, suis|actuellement en|au train|ce|moment|une? * reunion|volant|
                conference|rendez|cours|cinema|appel|conduire|entretien|vacances|conge|deplacement
            dans une|la|l reunion|conference|seance, en reunion d|de|importante|urgente?, peux pas|plus te|vous|
                le? parler|repondre|decrocher|ecrire
            te|vous|je rappelle|rappellerai|recontacte|repondrai|reponds|ecrirai plus|des|tout|apres|bientot|quand|
                tard
            puis|peux je vous|te? rappeler
        """,
    ),
    "ar": PhraseTable(
        anywhere="""
            انا|أنا|حاليا|اني اقود|أسوق|بسوق|اسوق|سايق|مشغول|مشغولة, انا|أنا|حاليا|اني? في|ب|باجتماع|عندي اجتماع|
                محاضرة|مقابلة|السيارة|المحاضرة|الاجتماع|اجازة|إجازة
            لا|ما|مش استطيع|اقدر|بقدر|فيني|يمكنني|قادر الكلام|الرد|احكي|اتكلم|التحدث|ارد|الحديث
            سأتصل|ساتصل|بكلمك|بتصل|راح|سأعاود|بحكي بك|بكم|الاتصال|اكلمك|معك|فيك|اتصل * لاحقا|بعدين|بعد|قريبا
        """,
    ),
    "sw": PhraseTable(
        anywhere="""
            naendesha|ninaendesha|nikiendesha|niko|nipo|nko gari|barabarani|kwenye|katika|mkutanoni|kikaoni|likizo|
                likizoni|kazini mkutano|kikao|darasa|mahojiano|semina|gari|likizo?
            siwezi kuongea|kujibu|kupokea|kuzungumza sasa|kwa|simu|hivi|saa?, nitakupigia|nitakujibu|nitawapigia|
                nitawasiliana baadaye|badae|nawe|nikipata|nikifika
        """,
    ),
    "fa": PhraseTable(
        anywhere="""
            در حال رانندگی, دارم رانندگی میکنم|می, رانندگی میکنم, پشت فرمان|فرمون هستم|ام|ام?, در|تو|توی|سر|
                الان یک? * جلسه|کلاس|کنفرانس|مصاحبه|مرخصی|سفر|جلسه‌ام|جلسه‌ی
            نمیتونم|نمیتوانم|نمی تونم|توانم? صحبت|جواب|حرف|پاسخ کنم|بدم|بدهم|بزنم|دهم
            بعدا|بعد|بعداً باهاتون|باهات|با|بهتون|بهت|شما? تماس|زنگ|جواب|پیام میگیرم|میزنم|میدم|خواهم|میدهم
        """,
    ),
}
