"""However a keyword is typed, it means the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.replies import twilio_keywords
from domain.replies.intents import Intent
from intake.replies.understanding.understand import understand

KEYWORDS = {
    Intent.OPT_OUT: """
        stop, quit, end, revoke, opt out, cancel, unsubscribe, stopall, optout
        alto, parar, detener, cancelar, basta, no mas, no más, arret, arrêt, arrêter, désabonner, annuler
        توقف, قف, الغاء, إلغاء الاشتراك, acha, simama, ondoa, sitisha, لغو, بس
    """,
    Intent.OPT_IN: "start, unstop, empezar, commencer, ابدأ, anza, شروع",
    Intent.HELP: "help, info, ayuda, aide, مساعدة, msaada, راهنما",
    Intent.EMERGENCY: "911, help me, he is back, gun, auxilio, au secours, النجدة, nisaidie, کمکم کنید",
}
PAIRS = [
    (intent, word.strip())
    for intent, words in KEYWORDS.items()
    for word in words.replace("\n", ",").split(",")
    if word.strip()
]
LATIN = [(intent, word) for intent, word in PAIRS if word.replace(" ", "").isascii() and not word.isdigit()]
AROUND = st.text(alphabet=" .!?,;:*\"'()-…¡¿؟،🙏🛑\n\u200f\u200e\u00a0", max_size=6)


@pytest.mark.parametrize(("intent", "word"), PAIRS)
def test_a_keyword_is_understood(intent: Intent, word: str) -> None:
    assert understand(word).intent is intent


@given(pair=st.sampled_from(PAIRS), upper=st.lists(st.booleans(), min_size=30, max_size=30))
def test_case_does_not_matter(pair: tuple[Intent, str], upper: list[bool]) -> None:
    intent, word = pair
    typed = "".join(letter.upper() if up else letter for letter, up in zip(word, upper, strict=False))
    assert understand(typed).intent is intent


@given(pair=st.sampled_from(PAIRS), before=AROUND, after=AROUND)
def test_punctuation_emoji_and_spaces_around_it_do_not_matter(
    pair: tuple[Intent, str], before: str, after: str
) -> None:
    intent, word = pair
    assert understand(f"{before}{word}{after}").intent is intent


@given(
    pair=st.sampled_from(LATIN),
    marks=st.lists(st.sampled_from("\u0300\u0301\u0302\u0308\u200d"), min_size=30, max_size=30),
)
def test_accents_do_not_matter(pair: tuple[Intent, str], marks: list[str]) -> None:
    intent, word = pair
    typed = "".join(letter + mark if letter.isalpha() else letter for letter, mark in zip(word, marks, strict=False))
    assert understand(unicodedata.normalize("NFC", typed)).intent is intent


@given(pair=st.sampled_from(LATIN))
def test_full_width_letters_do_not_matter(pair: tuple[Intent, str]) -> None:
    intent, word = pair
    assert understand("".join(chr(ord(x) + 0xFEE0) if x != " " else x for x in word)).intent is intent


@given(pair=st.sampled_from(LATIN), at=st.integers(0, 3), times=st.integers(3, 9))
def test_a_letter_held_down_does_not_matter(pair: tuple[Intent, str], at: int, times: int) -> None:
    intent, word = pair
    at = min(at, len(word) - 1)
    letter = word[at]
    already_double = letter in word[max(at - 1, 0) : at] + word[at + 1 : at + 2]
    if letter != " " and not already_double:
        assert understand(word[:at] + letter * times + word[at + 1 :]).intent is intent


@pytest.mark.parametrize("typed", ["تـوقـف", "تَوَقَّفْ", "توقف\u200f", "إلغــاء", "الغاء", "ألغاء", "توقّف!"])
def test_tatweel_vowel_marks_and_hamza_do_not_matter(typed: str) -> None:
    assert understand(typed).intent is Intent.OPT_OUT


@pytest.mark.parametrize("typed", ["كمكم كنيد", "کمکم کنید", "نمي‌خواهم پيام بگيرم"])
def test_arabic_letters_in_persian_words_do_not_matter(typed: str) -> None:
    assert understand(typed).intent in {Intent.EMERGENCY, Intent.OPT_OUT}


@pytest.mark.parametrize(
    "typed",
    ["unsubscibe", "unsubscribee", "unsubcsribe", "ubsubscribe", "desabonne", "cancelra", "canceler", "desaboner"],
)
def test_one_slip_in_a_long_word_does_not_matter(typed: str) -> None:
    assert understand(typed).intent is Intent.OPT_OUT


@pytest.mark.parametrize(
    "typed", ["shop", "spot", "step", "and", "send", "fun", "guns n roses", "fine", "quiet", "quite", "line"]
)
def test_a_slip_in_a_short_word_makes_another_word(typed: str) -> None:
    assert understand(typed).intent is not Intent.OPT_OUT


@pytest.mark.parametrize("word", sorted(twilio_keywords.KEYWORDS))
def test_what_twilio_has_answered_is_marked(word: str) -> None:
    assert understand(f" {word.lower()}\n").twilio_keyword
    assert not understand(f"{word} please").twilio_keyword
    assert not understand(f"{word}!").twilio_keyword


def test_stop_belongs_to_no_language_but_its_translations_do() -> None:
    assert {understand(word).language for word in twilio_keywords.KEYWORDS} == {None}
    assert understand("STOP por favor, ya no me manden mensajes").language == "es"
    assert understand("arrêtez").language == "fr"
    assert understand("توقف").language is None
    assert understand("acheni").language == "sw"
