"""The one number from 1 to 5 in an answer to a survey, if there is exactly one that is meant as such.

Survey practice: closed items go from 1 to 5 (see ../shared/domain-rules.md); what is no such number is a comment.
"""

from __future__ import annotations

import re

from domain.replies.normalise import STAR, clauses, clean

_WORDS = {
    1: "one uno una un une moja واحد واحده یک یه",
    2: "two dos deux mbili اثنان اثنين اثنین دو",
    3: "three tres trois tatu ثلاثة ثلاث تلاتة سه",
    4: "four cuatro quatre nne أربعة اربعة چهار",
    5: "five cinco cinq tano خمسة خمس پنج",
}
_NUMBERS = {clean(word): number for number, words in _WORDS.items() for word in words.split()}

_JUDGEMENTS = frozenset(
    clean(
        """
        good great excellent perfect ok okay bad terrible poor awful horrible fair average fine very nice amazing awesome best worst
        thanks thank please super satisfied happy unhappy slow star stars for because they he she the i all everything wonderful
        excelente bien bueno muy mal malo pesimo perfecto regular estrella estrellas gracias lento
        parfait bon bonne tres excellent etoile etoiles merci mauvais nul mediocre moyen
        ممتاز جيد سيء سيئ شكرا رائع جدا ممتازة نجوم نجمة مقبول
        vizuri nzuri mbaya sana asante nyota safi kabisa wastani
        عالی خوب بد بود ممنون متوسط ستاره مرسی افتضاح
        """
    ).split()
)
"""What comes right behind a number that is a judgement, and not behind one that counts something."""

_COUNTED = frozenset("minutes people officers hours cars guys men the they he she i".split())
_OUT_OF_FIVE = re.compile(r"^\W*([1-5]) ?(?:/|out of|of|de|sur|من|از|kati ya|ya) ?5\b(?!\d)")
_NUMBER_FIRST = re.compile(r"^[\s\W]*(\w+)[ \t]*((?:[-–—:;,.!)=]+(?!\d)|\n)?)\s*(\w*)")


def rating(body: str) -> int | None:
    """The number meant by `5`, `٥`, `five`, `5/5`, `4 - good` or four stars; None for a comment such as `5 officers came`."""
    text = clean(body).strip()
    words = clauses(body).split()
    if words and set(words) == {STAR}:
        return len(words) if len(words) <= 5 else None
    out_of_five = _OUT_OF_FIVE.match(text)
    if out_of_five:
        return int(out_of_five.group(1))
    return _leading(text)


def _leading(text: str) -> int | None:
    match = _NUMBER_FIRST.match(text)
    if match is None:
        return None
    word, stop, following = match.groups()
    number = int(word) if word in {"1", "2", "3", "4", "5"} else _NUMBERS.get(word)
    if text[: match.start(1)].strip(" #*\"'(\n"):
        return None
    alone = not following
    judged = bool(stop) and not following.isdigit() if word.isdigit() else False
    return number if alone or judged or following in _JUDGEMENTS else None
