"""`caseline message`: preview, gallery and check, as typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands import message, message_costs
from commands.message_samples import FULL
from domain.messages import LANGUAGES, MessageKey
from locales.catalog_loader import TEMPLATE
from tests.messaging.rendering.reading import Reading


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(message.app, list(words))
    return result.exit_code, result.output


def test_a_preview_prints_the_text_and_what_it_costs() -> None:
    code, output = run("preview", "opt_in_confirmed", "--language", "Arabic")
    assert code == 0
    assert "ستصلكم رسائلنا" in output
    assert "82 characters, 2 segments (UCS-2)" in output


def test_a_preview_of_an_email_prints_its_subject() -> None:
    code, output = run("preview", "portal_code", "--channel", "email", "-l", "fr")
    assert code == 0
    assert output.startswith("Votre code\n")
    assert "of HTML" in output


def test_a_minimal_preview_leaves_out_what_is_not_needed() -> None:
    assert "Dana Reyes" in run("preview", "detective_assigned")[1]
    assert "Dana Reyes" not in run("preview", "detective_assigned", "--minimal")[1]


@pytest.mark.parametrize("words", [("preview", "help", "-l", "Klingon"), ("preview", "greetings")])
def test_what_caseline_does_not_know_is_refused(words: tuple[str, ...]) -> None:
    code, output = run(*words)
    assert code == 2
    assert words[-1] in output or "Caseline speaks" in output


def test_the_gallery_shows_everything_and_needs_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "index.html"
    code, output = run("gallery", "--out", str(out))
    assert code == 0
    assert out.as_uri() in output.replace("\n", "")
    page = Reading(out.read_text(encoding="utf-8"))
    assert page.tags.count("article") == page.tags.count("iframe") == len(MessageKey) * len(LANGUAGES)
    assert {"script", "link", "img"}.isdisjoint(page.tags)
    assert all(link.startswith("#") for link in page.links)


def test_check_is_content_with_what_is_committed() -> None:
    code, output = run("check")
    assert code == 0
    assert "complete in 6 languages" in output


def test_check_fails_and_names_the_file_when_the_template_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = tmp_path / "caseline.pot"
    stale.write_bytes(TEMPLATE.read_bytes()[:-20])
    monkeypatch.setattr(message, "TEMPLATE", stale)
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


def test_samples_are_nobody() -> None:
    assert FULL.detective_phone is not None
    assert "-555-01" in FULL.detective_phone
    assert "-555-01" in FULL.non_emergency_phone
    assert FULL.link is not None
    assert FULL.link.split("/")[2].endswith(".example")
