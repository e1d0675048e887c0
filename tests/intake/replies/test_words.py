"""The parts that read a text before it is understood: folding, slips, pieces, and the lists of keywords."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages import LANGUAGES
from domain.replies.intents import Intent
from domain.replies.misspellings import Dictionary, one_slip
from domain.replies.normalize import clauses
from domain.replies.pieces import MOST_WORDS, ReplyContext, pieces_of
from locales.reply_keywords import CANCEL, COLUMNS, MENU, POLITE, keywords, words_of


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


def test_pieces_are_words_their_neighbors_their_letters_and_what_came_before() -> None:
    found = pieces_of("Don't stop! 🆘🔪?", ReplyContext(survey=True))
    assert {"word dont", "word stop", "pair ^ dont", "pair dont stop", "near ^ stop", "emoji 🔪", "sign ?"} <= found
    assert {"letters  sto", "letters top ", "length 3", "after survey"} <= found
    assert "after opted_out" not in found


@given(body=st.text(max_size=300))
def test_case_never_changes_the_pieces_of_plain_letters(body: str) -> None:
    plain = "".join(letter for letter in body if letter.isascii())
    assert pieces_of(plain.upper()) == pieces_of(plain.lower())


def test_a_very_long_text_is_read_at_its_beginning_and_its_end() -> None:
    found = pieces_of(" ".join(["first", *["so"] * 200, "middle", *["so"] * 200, "last"]))
    assert {"word first", "word last"} <= found
    assert "word middle" not in found
    assert MOST_WORDS < 400


def test_every_keyword_has_a_meaning_and_a_language_that_exist() -> None:
    known = keywords()
    meanings = {(each.intent, each.detail) for each in known.by_words.values()}
    assert {intent for intent, _ in meanings} <= {*Intent, MENU, "again"}
    assert {detail for intent, detail in meanings if intent in {MENU, "language"}} == set(LANGUAGES)
    assert {each.language for each in known.by_words.values()} <= {None, *LANGUAGES}
    assert {detail for intent, detail in meanings if intent == "opt_out"} == {"", CANCEL}


def test_a_keyword_with_politeness_around_it_is_still_one_and_inside_a_sentence_is_none() -> None:
    meant = {
        text: keywords().meant_by(text) for text in ("STOP please", "ok stop, thanks", "stop stop stop", "stop by")
    }
    assert [each.text if each else None for each in meant.values()] == ["stop", "stop", "stop", None]
    assert keywords().meant_by("please") is None


@pytest.mark.parametrize("line", ["stop opt_out", "stop\topt_out", "...\topt_out\t"])
def test_a_line_that_is_no_keyword_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "keywords.tsv"
    path.write_text("\t".join(COLUMNS) + f"\nquit\topt_out\t\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"keywords\.tsv:3: must have"):
        keywords(path)


def test_no_word_of_politeness_is_a_keyword_too() -> None:
    assert POLITE not in {each.intent for each in keywords().by_words.values()}
    assert keywords().polite.isdisjoint(keywords().by_words)
    assert words_of("S'il vous plaît!") in keywords().polite
