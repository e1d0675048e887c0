"""`caseline translations read` and `status`: a speaker's reading is noted with name and day, and shown."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from commands import translations_read
from commands.translations import app
from domain.messages import Channel, MessageKey
from domain.policy import KeyPolicy, Policy, SurveyMode, SurveyPolicy
from locales.catalog_loader import LOCALES, catalog_path
from locales.read_catalogs import entries
from messaging import translation_standing
from messaging.translation_standing import TRANSLATED_MESSAGES
from policies.policy_file import CONFIGURABLE

ANA = ("read", "--language", "es", "--by", "Ana Perez")
TEXTS = "messaging/rendering/texts/"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Catalogs and a register of questions that may be marked."""
    root, register = tmp_path / "locales", tmp_path / "read.txt"
    shutil.copytree(LOCALES, root, ignore=shutil.ignore_patterns("*.mo", "*.py", "__pycache__"))
    for module in (translations_read, translation_standing):
        monkeypatch.setattr(module, "CATALOGS", root)
        monkeypatch.setattr(module, "QUESTIONS", register)
    return root


def caseline(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, words, input=typed, env={"COLUMNS": "200"})


def standing(language: str = "es") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(caseline("status", "--json").stdout)[language]
    return found


def marked(root: Path) -> set[str]:
    return {entry.passage.english[0] for entry in entries("es", root) if entry.mark}


def test_before_anything_is_read_every_message_would_be_held_back() -> None:
    found = standing()
    assert (found["sentences"]["read"], found["last"], found["wholly_read"]) == (0, None, [])
    assert found["in_english_if_required"] == [key.value for key in TRANSLATED_MESSAGES]


def test_all_at_once_lets_every_message_through() -> None:
    result = caseline(*ANA, "--all")
    assert result.exit_code == 0
    found = standing()
    assert found["sentences"]["read"] == found["sentences"]["entries"] > 300
    assert found["questions"]["read"] == found["questions"]["entries"] > 0
    assert found["last"]["by"] == "Ana Perez"
    assert (found["wholly_read"], found["in_english_if_required"]) == ([key.value for key in TRANSLATED_MESSAGES], [])
    assert standing("fr")["sentences"]["read"] == 0


@pytest.mark.parametrize("pattern", ["texts/survey", f"{TEXTS}survey.py", "*/survey.py"])
def test_the_sentences_of_one_file_are_read_by_themselves(folder: Path, pattern: str) -> None:
    assert caseline(*ANA, "--file", pattern).exit_code == 0
    places = {place for entry in entries("es", folder) if entry.mark for place in entry.passage.places}
    assert f"{TEXTS}survey.py" in places
    assert f"{TEXTS}call.py" not in places
    assert standing()["wholly_read"] == []  # the agency's name in front of a text stands elsewhere


def test_questions_are_found_by_their_file_too() -> None:
    caseline(*ANA, "--file", "policies/surveys/officer_came.1.toml")
    found = standing()
    assert found["questions"]["read"] > 0
    assert found["sentences"]["read"] == 0


def test_a_pattern_that_finds_nothing_names_the_files_there_are(folder: Path) -> None:
    result = caseline(*ANA, "--file", "surveys.py")
    assert result.exit_code == 1
    assert f"{TEXTS}survey.py (" in result.output
    assert marked(folder) == set()


def test_one_by_one_english_and_translation_are_shown_and_only_what_is_right_is_marked(folder: Path) -> None:
    first, second, third = entries("es", folder)[:3]
    result = caseline(*ANA, typed="y\nn\nwhat\nyes\nq\n")
    assert result.exit_code == 0
    assert marked(folder) == {first.passage.english[0], third.passage.english[0]}
    for form in (*second.passage.english, *second.passage.translation):
        assert form in result.output
    assert "es: 2 of" in result.output


def test_what_was_read_before_is_not_asked_again(folder: Path) -> None:
    caseline(*ANA, typed="y\nq\n")
    second = entries("es", folder)[1]
    assert f"1 of {standing()['sentences']['entries'] - 1 + standing()['questions']['entries']}" in (
        caseline(*ANA, typed="q\n").output
    )
    assert second.mark is None


def test_what_was_said_to_be_right_stays_so_when_the_reader_leaves_by_ctrl_c_or_ctrl_d(folder: Path) -> None:
    assert caseline(*ANA, typed="y\ny\n").exit_code == 1
    assert len(marked(folder)) == 2


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("--language", "en", "--by", "Ana"), "'en' is not one of es, fr, ar, sw, fa"),
        (("--language", "es", "--by", " "), "give the name of the reader"),
        (("--language", "es", "--by", "Ana", "--all", "--file", "x"), "not both"),
    ],
)
def test_what_cannot_be_noted_is_refused(words: tuple[str, ...], wrong: str, folder: Path) -> None:
    before = catalog_path("es", folder).read_bytes()
    result = caseline("read", *words)
    assert result.exit_code == 2
    assert wrong in result.output
    assert catalog_path("es", folder).read_bytes() == before


def test_the_table_names_the_last_reader_and_what_is_wholly_read() -> None:
    caseline(*ANA, "--all")
    result = caseline("status")
    assert result.exit_code == 0
    assert "Ana Perez" in result.output
    assert "all sent" in result.output
    assert "es, wholly read: call_received, " in result.output


def in_english(mode: SurveyMode) -> set[MessageKey]:
    by_text = dict.fromkeys(CONFIGURABLE, KeyPolicy(channels=(Channel.SMS,)))
    policy = Policy(call_types=frozenset(), messages=by_text, survey=SurveyPolicy(mode=mode))
    return set(translation_standing.standing_of("es").in_english(policy))


def test_a_survey_by_text_also_needs_its_questions_read() -> None:
    caseline(*ANA, "--file", "messaging/*")
    asking = {MessageKey.SURVEY_INVITATION, MessageKey.SURVEY_REMINDER, MessageKey.SURVEY_QUESTION}
    assert in_english(SurveyMode.LINK) == set()
    assert in_english(SurveyMode.TEXT) == asking
    caseline(*ANA, "--file", "policies/*")
    assert in_english(SurveyMode.TEXT) == set()
