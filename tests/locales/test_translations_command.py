"""`caseline translations`: check, and what translations cost, as typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands import message_costs, translations
from domain.messages import MessageKey
from locales.catalog_loader import PUBLIC, TEMPLATE, catalog_path
from locales.catalog_upkeep import update
from locales.read_catalogs import marks_by_sentence
from policies.read_questions import unfit_marks


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(translations.app, list(words))
    return result.exit_code, result.output


def test_check_is_content_with_what_is_committed() -> None:
    code, output = run("check")
    assert code == 0
    assert "complete in 6 languages" in output


def test_check_fails_and_names_the_file_when_the_template_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = tmp_path / "caseline.pot"
    stale.write_bytes(TEMPLATE.read_bytes()[:-20])
    monkeypatch.setattr(translations, "TEMPLATE", stale)
    code, output = run("check")
    assert code == 1
    assert f"{stale}:1: out of date" in output.replace("\n", "")


def test_each_translation_that_costs_more_than_english_has_a_line_the_dearest_first() -> None:
    costs = {
        MessageKey.CASE_NUMBER: {"en": 2, "es": 2, "fa": 4},
        MessageKey.HELP: {"en": 2, "es": 1, "fa": 5},
        MessageKey.EMERGENCY: {"en": 1, "es": 1, "fa": 1},
    }
    assert list(message_costs.longer_than_english(costs)) == [
        "help fa: 5 segments (en 2): +3 per text",
        "case_number fa: 4 segments (en 2): +2 per text",
    ]


def test_check_notes_the_letters_for_which_a_text_costs_more_and_does_not_fail() -> None:
    code, output = run("check")
    assert code == 0
    notes = [line for line in output.splitlines() if "(U+" in line]
    assert all(" survey_question " in f" {note}" or "/LC_MESSAGES/caseline.po:" in note for note in notes)


def test_update_says_whose_reading_was_overtaken_by_a_change(
    catalogs_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translations, "marks_by_sentence", lambda language: marks_by_sentence(language, catalogs_copy))
    monkeypatch.setattr(
        translations, "update_catalogs", lambda template, domain=PUBLIC: update(template, catalogs_copy, domain)
    )
    po = catalog_path("es", catalogs_copy)
    sentence = 'msgid "Your case is not closed."'
    old = f"# read: 2026-11-20 Ana Perez 00000000\n{sentence}"
    po.write_text(po.read_text(encoding="utf-8").replace(sentence, old), encoding="utf-8")
    code, output = run("update")
    assert code == 0
    assert "es: changed since Ana Perez read it on 2026-11-20, to be read again: Your case is not closed." in output


def test_a_wrong_line_in_the_register_of_questions_is_named_by_check_and_update(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = tmp_path / "read.txt"
    register.write_text("read by Ana\n", encoding="utf-8")
    monkeypatch.setattr(translations, "unfit_marks", lambda sets: unfit_marks(sets, register))
    for command in ("check", "update"):
        code, output = run(command)
        assert code == 1
        assert f"{register}:1: '# read by Ana' is no mark of a reader" in output
