"""Read the rating from 1 to 5 out of an answer to a survey; None unless exactly one is meant.

Closed items go from 1 to 5; an answer without such a number is a comment.
"""

from __future__ import annotations

import re

from domain.replies.normalize import STAR, clauses, clean, unstretched

_WORDS = {
    1: "one uno una un une moja واحد واحده یک یه",
    2: "two dos deux mbili اثنان اثنين اثنین دو",
    3: "three tres trois tatu ثلاثة ثلاث تلاتة سه",
    4: "four cuatro quatre nne أربعة اربعة چهار",
    5: "five cinco cinq tano خمسة خمس پنج",
}
_NUMBERS = {clean(word): number for number, words in _WORDS.items() for word in words.split()}

_THANKS = frozenset(
    clean(
        """
        star stars thanks thank please out points estrella estrellas gracias etoile etoiles merci
        نجوم نجمة شكرا nyota asante
        ستاره ممنون مرسی
        """
    ).split()
)
"""What may follow a number of any kind."""

_JUDGEMENTS = _THANKS | frozenset(
    clean(
        """
        good great excellent perfect ok okay bad terrible poor awful horrible fair average fine very nice amazing
        awesome best worst super satisfied happy unhappy slow for because everything wonderful
        excelente bien bueno muy mal malo pesimo perfecto regular lento
        parfait bon bonne tres excellent mauvais nul mediocre moyen
        ممتاز جيد سيء سيئ رائع جدا ممتازة مقبول
        vizuri nzuri mbaya sana safi kabisa wastani
        عالی خوب بد بود متوسط افتضاح
        """
    ).split()
)
"""What may follow a digit: a judgement, not the thing that it counts."""

_OUT_OF_FIVE = re.compile(r"^\W*([1-5]) ?(?:/|out of|of|de|sur|من|از|kati ya|ya) ?5\b(?!\d)")
_NUMBER_FIRST = re.compile(r"^[ \n#*\"'(]*(\w+)")
_REMARK = re.compile(r"^[ \t]*(?:[-–—:;,.!)=]+|\n)\s*[^\W\d]")
_NEXT_WORD = re.compile(r"^[ \t]+(\w+)")


_SKIPS = frozenset(
    clauses(words)
    for words in (
        *("0", "zero", "skip", "skip it", "skip this", "next"),
        *("cero", "saltar", "omitir", "siguiente"),
        *("zéro", "passer", "sauter", "suivant", "suivante"),
        *("صفر", "تخطي", "تخطى", "التالي"),
        *("sifuri", "ruka", "inayofuata"),
        *("رد کن", "ردکن", "بعدی"),
    )
)
"""What leaves a question out, as the whole text."""


def skips(body: str) -> bool:
    """True for `0`, `٠`, `۰`, `skip` and its like in six languages; a skipped question is not rated."""
    return clauses(body) in _SKIPS


_SPELLED_OTHERWISE = {
    1: "wahed wa7ed wahid wahad yek moya premier primero",
    2: "اتنين اتنان تنين ثنين tnen tnin etnen itnen ithnan juj deux do dou mbili pili",
    3: "tlata tlateh talata thalatha tlete se tatu tres troi",
    4: "arb3a arba3a arbaa arba char chahar nne kwatro",
    5: "5amsa 7amsa khamsa hamsa khamse panj tano sinco cinc",
}
_NUMBERS_IN_TALK = _NUMBERS | {
    clean(word): number for number, words in _SPELLED_OTHERWISE.items() for word in words.split()
}
"""Some are other words too, as "do" and "se" are: by themselves they prove nothing."""


def numbers_in(body: str) -> frozenset[int]:
    """The numbers from 1 to 5 that stand in the text as digits or words; whether one rates is not said."""
    words = (unstretched(word) for word in clauses(body).split())
    return frozenset(
        number for word in words if (number := _NUMBERS_IN_TALK.get(word) or (int(word) if word in set("12345") else 0))
    )


def rating(body: str) -> int | None:
    """The number meant by `5`, `٥`, `five`, `5/5`, `4 - good` or four stars; None for `5 officers came`."""
    words = clauses(body).split()
    if words and set(words) == {STAR}:
        return len(words) if len(words) <= 5 else None
    text = clean(body).strip()
    out_of_five = _OUT_OF_FIVE.match(text)
    return int(out_of_five.group(1)) if out_of_five else _at_the_beginning(text)


def _at_the_beginning(text: str) -> int | None:
    match = _NUMBER_FIRST.match(text)
    if match is None:
        return None
    number, rest = match.group(1), text[match.end() :]
    next_word = _NEXT_WORD.match(rest)
    following = next_word.group(1) if next_word else ""
    nothing_else = not re.search(r"\w", rest)
    if number in _NUMBERS:
        return _NUMBERS[number] if nothing_else or following in _THANKS or _thanked(rest) else None
    if number not in {"1", "2", "3", "4", "5"}:
        return None
    return int(number) if nothing_else or _REMARK.match(rest) or following in _JUDGEMENTS else None


def _thanked(rest: str) -> bool:
    return bool(_REMARK.match(rest)) and not _THANKS.isdisjoint(rest.replace(".", " ").replace("!", " ").split())
