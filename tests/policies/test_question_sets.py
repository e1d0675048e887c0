"""Question sets are read once, when a process starts, and one with a mistake in them does not start."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from domain.surveys.questions import SurveyOutcome, newest_for
from policies.files import QUESTION_FILES, load_question_sets
from policies.toml_file import TomlError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(QUESTION_FILES, tmp_path / "surveys"))


def test_the_bundled_sets_cover_every_outcome() -> None:
    sets = load_question_sets()
    assert {"officer_came.1", "by_phone.1", "nobody_came.1"} <= sets.keys()
    assert all(newest_for(sets, outcome).outcome is outcome for outcome in SurveyOutcome)


def test_a_new_version_is_in_force_and_the_old_one_stays_known(folder: Path) -> None:
    text = (folder / "by_phone.1.toml").read_text()
    (folder / "by_phone.2.toml").write_text(text.replace("version = 1", "version = 2"))
    sets = load_question_sets(folder)
    assert newest_for(sets, SurveyOutcome.BY_PHONE).key == "by_phone.2"
    assert "by_phone.1" in sets


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("by_phone.1.toml", "name = ", "by_phone.1.toml:1: this is not TOML"),
        ("by_phone.1.toml", 'name = "by_phone"\nversion = 0', "by_phone.1.toml:2: version: 0 is out of range"),
        ("by_phone.1.toml", b"\xff", "by_phone.1.toml:1: this is not text in UTF-8"),
    ],
)
def test_what_is_wrong_is_said_by_file_and_line(folder: Path, file: str, text: str | bytes, said: str) -> None:
    (folder / file).write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(TomlError) as refused:
        load_question_sets(folder)
    assert f"{folder}/{said}" in str(refused.value)


def test_a_file_is_called_what_it_holds(folder: Path) -> None:
    (folder / "by_phone.1.toml").rename(folder / "by_phone.2.toml")
    with pytest.raises(TomlError, match=r"call the file by_phone.1.toml"):
        load_question_sets(folder)


def test_an_outcome_without_questions_is_a_mistake(folder: Path) -> None:
    (folder / "nobody_came.1.toml").unlink()
    with pytest.raises(TomlError, match="nobody_came"):
        load_question_sets(folder)
