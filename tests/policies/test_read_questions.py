"""Which survey questions a speaker has read stands in a register of its own: the files of questions never change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.surveys.questions import QuestionSet
from policies.files import load_question_sets
from policies.read_questions import question_entries, read_in_surveys, store_in_register, unfit_marks
from policies.toml_file import TomlError

SETS = load_question_sets()
ON = date(2026, 11, 20)
LISTENED = "The officers listened to me."


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return tmp_path / "read.txt"


def read_by_ana(register: Path, *english: str) -> int:
    passages = [entry.passage for entry in question_entries("es", SETS, register)]
    chosen = [passage for passage in passages if passage.english[0] in english or not english]
    return store_in_register([passage.marked(by="Ana Pérez", on=ON) for passage in chosen], SETS, register)


def reworded(questions: QuestionSet, english: str, spanish: str) -> QuestionSet:
    items = (
        replace(item, text={**item.text, "es": spanish}) if item.text["en"] == english else item
        for item in questions.items
    )
    return replace(questions, items=tuple(items))


def test_nothing_is_read_without_a_register(register: Path) -> None:
    assert set(read_in_surveys(SETS, register).values()) == {frozenset()}


def test_a_question_that_was_read_counts_in_that_language_alone(register: Path) -> None:
    assert read_by_ana(register, LISTENED) == 1
    read = read_in_surveys(SETS, register)
    assert read["es"] == {LISTENED}
    assert read["fr"] == frozenset()


def test_the_register_says_what_was_read(register: Path) -> None:
    read_by_ana(register, LISTENED)
    _, _, text, mark = register.read_text(encoding="utf-8").splitlines()
    assert text == "# es: Los oficiales me escucharon."
    assert mark.startswith("read: 2026-11-20 Ana Pérez ")


def test_one_reading_does_not_undo_another(register: Path) -> None:
    read_by_ana(register, LISTENED)
    read_by_ana(register)
    assert all(entry.mark for entry in question_entries("es", SETS, register))


def test_a_changed_question_is_unread_and_its_mark_falls(register: Path) -> None:
    read_by_ana(register, LISTENED)
    changed = {key: reworded(found, LISTENED, "Me escucharon.") for key, found in SETS.items()}
    assert read_in_surveys(changed, register)["es"] == frozenset()
    assert [mark.by for mark in unfit_marks(changed, register)] == ["Ana Pérez"]
    store_in_register((), changed, register)
    assert unfit_marks(changed, register) == []


def test_a_question_with_two_translations_is_read_when_both_are(register: Path) -> None:
    read_by_ana(register, LISTENED)
    key, found = next((key, each) for key, each in SETS.items() if LISTENED in {item.text["en"] for item in each.items})
    both = {**SETS, f"{key}0": reworded(replace(found, version=10), LISTENED, "Me escucharon.")}
    assert LISTENED not in read_in_surveys(both, register)["es"]


def test_a_wrong_line_is_named(register: Path) -> None:
    register.write_text("# by speakers\n\nread by Ana\n", encoding="utf-8")
    with pytest.raises(TomlError, match=r"read\.txt:3: '# read by Ana' is no mark of a reader"):
        read_in_surveys(SETS, register)
