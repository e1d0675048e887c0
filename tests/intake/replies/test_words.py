"""The parts that read the tables: folding, phrases, slips; and that the tables themselves are sound."""

from __future__ import annotations

import re

import pytest

from domain.replies.misspellings import Dictionary, one_slip
from domain.replies.normalize import clauses
from domain.replies.phrases import PhraseTable, pattern, split
from domain.replies.vocabulary import ReplyVocabulary
from locales.reply_words.vocabularies import VOCABULARIES

TABLES = "stop stop_surveys cancel cancel_call not_stop start help emergency not_emergency".split()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Wrong number... STOP!", "wrong number . stop"),
        ("S.T.O.P.", "stop"),
        ("s t o p", "stop"),
        ("Don’t text", "dont text"),
        ("qu'est-ce que c'est", "qu est ce que c est"),
        ("نمی‌خواهم", "نمیخواهم"),
        ("إلغــاء", "الغا"),
        ("opt-out", "opt out"),
        ("٣", "3"),
        ("a\ud800b", "ab"),
        ("", ""),
    ],
)
def test_a_text_is_folded_to_plain_words(body: str, expected: str) -> None:
    assert clauses(body) == expected


@pytest.mark.parametrize(
    ("other", "near"), [("stpo", True), ("stp", True), ("stopp", True), ("spot", False), ("stop", False)]
)
def test_one_slip_is_one_letter_or_two_neighbours_swapped(other: str, near: bool) -> None:
    assert one_slip("stop", other) is near
    assert one_slip(other, "stop") is near


def test_a_known_word_is_never_corrected_to_another() -> None:
    words = Dictionary(["message", "messages", "stop"])
    assert [words.corrected(w) for w in ["message", "messgaes", "stooop", "stpo", "mesages"]] == [
        "message",
        "messages",
        "stop",
        "stpo",
        "messages",
    ]


def test_a_wildcard_spans_two_words_and_no_clause() -> None:
    table = PhraseTable(anywhere="stop * texts")
    assert table.found("please stop all your texts now", ()) == "stop all your texts"
    assert table.found("stop it is about your texts", ()) is None
    assert table.found("stop all . these texts", ()) is None
    assert table.found("stop . texts", ()) == "stop . texts"


def test_a_phrase_may_be_held_to_the_ends_of_a_clause() -> None:
    table = PhraseTable(anywhere="^ wrong number $")
    assert table.found("sorry . wrong number . bye", ()) == "wrong number"
    assert table.found("the wrong number", ()) is None
    assert table.found("wrong number plate", ()) is None


def phrases(vocabulary: ReplyVocabulary) -> list[tuple[str, str]]:
    tables: list[tuple[str, PhraseTable]] = [(name, getattr(vocabulary, name)) for name in TABLES]
    return [(name, phrase) for name, t in tables for phrase in split(t.alone) + split(t.clause) + split(t.anywhere)]


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda v: str(v.language))
def test_no_phrase_is_found_where_nothing_is_said(vocabulary: ReplyVocabulary) -> None:
    assert [phrase for _, phrase in phrases(vocabulary) if re.search(pattern(phrase), " xyzzy")] == []


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda v: str(v.language))
def test_the_signs_of_a_phrase_stand_where_they_mean_something(vocabulary: ReplyVocabulary) -> None:
    sign_in_a_word = re.compile(r"[*^$]\S|\S[*^$]|\?\S")
    assert [
        p for _, p in phrases(vocabulary) if sign_in_a_word.search(p) or p.startswith("* ") or p.endswith(" *")
    ] == []


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda v: str(v.language))
def test_every_language_has_words_for_every_meaning(vocabulary: ReplyVocabulary) -> None:
    needed = [
        name for name in TABLES if vocabulary.language or name in {"stop", "cancel", "start", "help", "emergency"}
    ]
    assert [name for name in needed if not getattr(vocabulary, name).words] == []
