"""`caseline message`: preview and gallery, as typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands import message
from commands.message_gallery import says_to_text_911
from commands.message_samples import FULL
from domain.messages import LANGUAGES, MessageKey
from messaging.rendering.texts import TEXTS
from messaging.rendering.texts.correction import CORRECTION_TEXTS
from tests.messaging.rendering.reading import Reading


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(message.app, list(words))
    return result.exit_code, result.output


def test_a_preview_prints_the_text_and_what_it_costs() -> None:
    code, output = run("preview", "opt_in_confirmed", "--language", "Arabic")
    assert code == 0
    assert "أعدنا تفعيل رسائلنا" in output
    assert "69 characters, 1 segment (UCS-2)" in output


def test_a_preview_of_an_email_prints_its_subject() -> None:
    code, output = run("preview", "portal_code", "--channel", "email", "-l", "fr")
    assert code == 0
    assert output.startswith("Votre code\n")
    assert "of HTML" in output


def test_a_minimal_preview_leaves_out_what_is_not_needed() -> None:
    assert "Dana Reyes" in run("preview", "detective_assigned")[1]
    assert "Dana Reyes" not in run("preview", "detective_assigned", "--minimal")[1]


def test_a_preview_says_to_text_911_only_when_asked_as_where_911_takes_texts() -> None:
    assert "call 911." in run("preview", "help")[1]
    assert "call or text 911." in run("preview", "help", "--text-to-911")[1]


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
    emails = (len(TEXTS) + len(CORRECTION_TEXTS) + sum(map(says_to_text_911, MessageKey))) * len(LANGUAGES)
    assert (page.tags.count("article"), page.tags.count("iframe")) == (emails + 1, emails)
    assert {"script", "link", "img"}.isdisjoint(page.tags)
    assert all(link.startswith("#") for link in page.links)


def test_samples_are_about_invented_people() -> None:
    assert FULL.detective_phone is not None
    assert "-555-01" in FULL.detective_phone
    assert "-555-01" in FULL.non_emergency_phone
    assert FULL.link is not None
    assert FULL.link.split("/")[2].endswith(".example")
