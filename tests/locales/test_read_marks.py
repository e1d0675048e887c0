"""A mark has exactly one form, and fits only what was read: any change of source or translation is seen."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages import LANGUAGES
from locales.read_marks import LONGEST_NAME, BadReadMark, Passage, ReadMark, is_meant_as_mark, mark_in, parse_mark

ANA = ReadMark(on=date(2026, 11, 20), by="Ana Perez", checksum="3f9a1c20")

_FORMS = st.lists(st.text(), min_size=1, max_size=3).map(tuple)
PASSAGES = st.builds(Passage, language=st.sampled_from(LANGUAGES), english=_FORMS, translation=_FORMS)
_WORD = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=12)
NAMES = st.lists(_WORD, min_size=1, max_size=4).map(" ".join)


def test_a_mark_names_day_reader_and_checksum() -> None:
    assert parse_mark("read: 2026-11-20 Ana Perez 3f9a1c20") == ANA
    assert str(ANA) == "read: 2026-11-20 Ana Perez 3f9a1c20"


@given(NAMES, st.dates(), PASSAGES)
def test_what_is_written_is_read_again(name: str, on: date, passage: Passage) -> None:
    mark = passage.marked(by=name, on=on)
    assert parse_mark(str(mark)) == mark == ReadMark(on=on, by=name, checksum=passage.checksum)
    assert is_meant_as_mark(str(mark))


@given(PASSAGES, PASSAGES)
def test_another_sentence_translation_or_language_has_another_checksum(one: Passage, other: Passage) -> None:
    assert (one.checksum == other.checksum) is (one == other)


def test_the_files_a_sentence_comes_from_do_not_count() -> None:
    moved = Passage(language="es", english=("Case number",), translation=("Caso",), places=("a.py",), hints=("x",))
    assert moved.checksum == Passage(language="es", english=("Case number",), translation=("Caso",)).checksum


@pytest.mark.parametrize(
    "comment",
    [
        "Read by Ana Pérez, 2026-11-20.",
        "reviewed by Ana",
        "read: Ana Perez 2026-11-20 3f9a1c20",
        "read: 2026-11-31 Ana Perez 3f9a1c20",
        "read: 2026-11-20 3f9a1c20",
        "read: 2026-11-20 Ana  Perez 3f9a1c20",
        "read: 2026-11-20 Ana Perez 3F9A1C20",
        "read: 2026-11-20 Ana Perez 3f9a1c2",
        "read:2026-11-20 Ana Perez 3f9a1c20",
        "Read: 2026-11-20 Ana Perez 3f9a1c20",
        f"read: 2026-11-20 {'a' * (LONGEST_NAME + 1)} 3f9a1c20",
    ],
)
def test_a_mark_in_another_form_is_refused_with_the_right_one_and_its_command(comment: str) -> None:
    assert is_meant_as_mark(comment)
    with pytest.raises(BadReadMark) as raised:
        parse_mark(comment)
    assert str(raised.value) == (
        f"'# {comment}' is no mark of a reader; it has the form '# read: 2026-11-20 Ana Perez 3f9a1c20', "
        "and `caseline translations read` writes it"
    )


@pytest.mark.parametrize(
    "comment", ["Already polite.", "usted, not tú", "Spread over two lines", "readers are victims"]
)
def test_other_comments_of_translators_are_none(comment: str) -> None:
    assert not is_meant_as_mark(comment)
    assert mark_in([comment, str(ANA)]) == ANA
    assert mark_in([comment]) is None


def test_two_marks_at_one_sentence_are_refused() -> None:
    with pytest.raises(BadReadMark):
        mark_in([str(ANA), str(ANA)])


@pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST_NAME + 1), "Ana\x07Perez"])
def test_a_name_that_no_mark_can_hold_is_refused(name: str) -> None:
    passage = Passage(language="es", english=("Yes",), translation=("Sí",))
    with pytest.raises(ValueError, match="give the name of the reader"):
        passage.marked(by=name, on=date(2026, 11, 20))
