"""How people name the language they would like: in any of the six, by code, or by its number in our menu."""

from __future__ import annotations

from domain.replies.phrases import PhraseTable

MENU = {"1": "en", "2": "es", "3": "fr", "4": "ar", "5": "sw", "6": "fa"}
"""As offered: 1 English, 2 Español, 3 Français, 4 العربية, 5 Kiswahili, 6 فارسی."""

POLITENESS = """
    in, en, reply, answer, respond, responda, text, speak, option, opcion, press, number, numero, language, idioma
    langue, only, please
    want, change, to, switch, por, favor, solo, hablo, quiero, prefer, i, the, do, you, habla, hablan, parlez, vous
    je, parle, seulement
    kwa, lugha, ya, tafadhali, nataka, naomba, به, لطفا, زبان, اللغة, من, فضلك, لو, سمحت, بال, اريد, svp, s, il
    plait, merci, thanks
"""

NAMES = {
    "en": PhraseTable(
        alone="""
            english, eng, en, inglish, englsh, ingles, anglais, kiingereza, kingereza, إنجليزي, الانجليزية
            الإنجليزية, انجليزية, انكليزي
            بالانجليزي, انگلیسی, انگليسي, angrezi, ingilizi
        """,
    ),
    "es": PhraseTable(
        alone="""
            spanish, español, espanol, espanish, spansh, spanich, esp, es, espagnol, castellano, kihispania, إسباني
            الاسبانية, الإسبانية
            اسپانیایی, spa
        """,
        anywhere="""
            no|yo hablo|entiendo|se|leo|comprendo|ablo|no * ingles|english
            dont|do|not speak|understand english only|just? spanish
            hablan|habla|hablas|alguien * espanol, en|puro|solo espanol, no ingles $
            dont|no speak|understand * english spanish
        """,
    ),
    "fr": PhraseTable(
        alone="""french, français, francais, fr, fra, franca, frances, francés, kifaransa, فرنسي, الفرنسية, فرانسوی
        francai, franch""",
        anywhere="ne? parle|comprends|lis pas|point l? anglais, parlez|parle vous|tu francais, en francais $",
    ),
    "ar": PhraseTable(
        alone="""
            arabic, arab, ar, ara, arabe, árabe, kiarabu, عربي, العربية, عربية, بالعربي, بالعربية, عربى, عرب
            اللغة العربية, arabi, 3arabi, 3arabe
            araby, arabiya, bel3arabi, لغة عربية
        """,
        anywhere="""
            لا|ما|مش|لم أتكلم|اتكلم|أفهم|افهم|بعرف|اعرف|أعرف|بحكي|بفهم|احكي|أجيد الإنجليزية|انجليزي|الانجليزي|انكليزي|
                إنجليزي
            تتكلموا|تتكلم|تحكوا|بتحكوا|بتحكي|تتكلمون عربي|العربية|بالعربي
        """,
    ),
    "sw": PhraseTable(
        alone="""swahili, kiswahili, sw, swa, suajili, swajili, souahili, sawahili, سواحيلي, السواحيلية, سواحیلی
        kiswahil, kisawhili""",
        anywhere="""sizungumzi|sijui|sielewi|siongei|sisemi|sifahamu kiingereza|kingereza|english
        unazungumza|mnazungumza|kwa kiswahili""",
    ),
    "fa": PhraseTable(
        alone="""
            farsi, persian, persan, persa, dari, fa, fas, per, kiajemi, فارسی, فارسي, دری, فارسى, الفارسية, پارسی
            parsi, فارسی دری
            kifarsi, tajik
        """,
        anywhere="""
            انگلیسی|انگليسي بلد|نمیدانم|نمیفهمم|نمی|حرف|متوجه نیستم|نمیزنم|فهمم|دانم|نمیشم|نمی
            فارسی حرف|صحبت میزنید|میکنید|بلدید
            به فارسی
        """,
    ),
}
