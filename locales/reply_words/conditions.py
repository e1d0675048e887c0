"""What machines say of emergencies in general: blanked out in a machine's text, danger that is left is a person's."""

from __future__ import annotations

from domain.replies.phrases import PhraseTable

CONDITIONS = (
    PhraseTable(
        anywhere="""
            ^ if|should|when|unless|in|for|during * * * * * * $
            if|should this|it|you|your|there|someone is|are|be|have|having|has|need|need|experiencing * * * * * $
            please? hang? up? and? call|dial|text|contact|phone|go|visit 911|988|112|999|emergency|the|your|our|us|
                for|at
            dial|call|text 911, emergency|emergencies|emergencys|urgent|urgently|911|988|crisis|hotline|lifeline
            need|needs|get some|any|immediate|more|further|additional|your? help|assistance|support|send someone|a|
                notification
            need|get assistance|help with|please|reply|text|call|visit, help for|4 help|info, help $
        """,
    ),
    PhraseTable(
        anywhere="""
            ^ si|en|para|por * * * * * * $, si|en|para es|se|esto|tiene|trata|caso|esta * * * * * $
            favor|por|de? llame|marque|llamar|comuniquese|acuda|dirijase|envie|mande al|a|con|para|la|con? 911|
                emergencias|policia|la|hospital|sala
            emergencia|emergencias|urgencia|urgencias|urgente|911|988, necesita|requiere|necesitas|ayuda * ayuda|
                asistencia|inmediata
            ayuda para, ayuda $
        """,
    ),
    PhraseTable(
        anywhere="""
            ^ si|en|pour|lors * * * * * * $, si|en|pour c|vous|il|cas|une|toute|les * * * * * $
            veuillez? appelez|appeler|composez|composer|contactez|contacter|rendez|faites le|la|les|vous|aux|au? 911|
                911|17|15|112|urgences|police|samu|secours
            urgence|urgences|urgent|urgente|911|112, besoin d|de aide|assistance, aide pour|au|par, aide $
        """,
    ),
    PhraseTable(
        anywhere="""
            ^ اذا|إذا|في|ان|للحالات|لحالات|عند * * * * * * $, في|اذا حالة|حال|حالات|كنت|كانت * * * * * $
            اتصل|اتصلوا|الاتصال|يرجى * 911|بالرقم|على|ب|بالطوارئ|الطوارئ|بالشرطة|برقم|بنا
            طوارئ|الطوارئ|طارئة|طارئ|الطارئة|عاجل|عاجلة|911, مساعدة|للمساعدة|المساعدة اتصل|ارسل|من, مساعدة|للمساعدة|
                المساعدة $
        """,
    ),
    PhraseTable(
        anywhere="""
            ^ ikiwa|kama|endapo|iwapo|katika|kwa|wakati * * * * * * $, ikiwa|kama|kwa ni|una|hii|hali|
                dharura * * * * * $
            piga|pigia|pigeni|wasiliana simu|na|kwa? 911|112|999|polisi|namba|nambari, dharura|haraka|911, msaada $
        """,
    ),
    PhraseTable(
        anywhere="""
            ^ اگر|در|برای|چنانچه|جهت * * * * * * $, در|اگر|برای صورت|مواقع|موارد|شرایط|نیاز * * * * * $
            با|به 911|110|115|پلیس|اورژانس|شماره * تماس|زنگ, اضطراری|اورژانسی|فوری|اورژانس|911|110|115
            کمک|راهنمایی نیاز, کمک|راهنمایی $
        """,
    ),
)
