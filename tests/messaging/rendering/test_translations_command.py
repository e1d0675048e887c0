"""`caseline translations`: check, and what translations cost, as typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands import message_costs, translations
from domain.messages import MessageKey
from locales.catalog_loader import TEMPLATE


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
