"""What staff types to see what people texted back, and what somebody allowed or forbade."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from commands import agency, consent, encryption, reply
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import replies
from tests.intake.texts import ANA, ORI, Town


@pytest.fixture
def url(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with one agency in Los Angeles, and a key ring."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASELINE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CASELINE_KEYS_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("COLUMNS", "200")
    assert CliRunner().invoke(encryption.app, ["init"]).exit_code == 0
    words = ["add", ORI, "--name", "Springfield Police", "--time-zone", "America/Los_Angeles"]
    assert CliRunner().invoke(agency.app, [*words, "--non-emergency-phone", "(206) 555-0100"]).exit_code == 0
    return sqlite_url


def typed(*words: str) -> Result:
    return CliRunner().invoke(reply.app, list(words))


def written(url: str, tmp_path: Path, *texts: str) -> list[str]:
    """Ana, who was texted, writes these; ids of the replies, the oldest first."""

    async def write() -> list[str]:
        town = Town(database=Database(url), vault=Vault(KeyRing.load(tmp_path / "keys.json")))
        await town.text_them(await town.add_person())
        for text in texts:
            await town.write(text)
        async with town.database.reading() as session:
            found = await replies.recent(session, limit=100)
        await town.database.dispose()
        return [found_reply.id for found_reply in found][::-1]

    return asyncio.run(write())


def test_when_nobody_wrote_it_says_so(url: str) -> None:
    del url
    assert "No one has texted back or written" in typed("list").output


def test_the_list_says_how_replies_were_understood_and_not_what_they_say(url: str, tmp_path: Path) -> None:
    written(url, tmp_path, "I moved to Elm Street")
    shown = typed("list", "--agency", ORI.lower()).output
    assert "other" in shown
    assert "text" in shown
    assert "26-1" in shown
    assert "Elm" not in shown
    assert "2026-11-22 00:30" in shown


def test_only_those_that_wait_for_a_person_are_open(url: str, tmp_path: Path) -> None:
    written(url, tmp_path, "please stop texting me", "my bike is green")
    shown = typed("list", "--open").output
    assert "not monitored" in shown
    assert shown.count(ORI) == 1
    assert "opt out" not in shown


def test_the_words_are_shown_to_who_asks_for_them(url: str, tmp_path: Path) -> None:
    [reply_id] = written(url, tmp_path, "I moved to Elm Street")
    assert "Elm" not in typed("show", reply_id[:8]).output
    assert "Says           I moved to Elm Street" in typed("show", reply_id[:8], "--reveal").output


@pytest.mark.parametrize(("words", "wrong"), [(["show", "ffffffff"], "There is no reply"), (["show", "f"], "at least")])
def test_a_reply_that_is_not_there_is_said_so(url: str, words: list[str], wrong: str) -> None:
    del url
    result = typed(*words)
    assert result.exit_code != 0
    assert wrong in result.output


def test_an_unknown_agency_is_said_so(url: str) -> None:
    del url
    assert "There is no agency" in typed("list", "--agency", "NOBODY").output


def test_what_somebody_allowed_or_forbade_is_shown_with_how_and_when(url: str, tmp_path: Path) -> None:
    written(url, tmp_path, "no more surveys please", "STOP", "START")
    result = CliRunner().invoke(consent.app, ["show"], input="(206) 555-0123\n")
    assert result.exit_code == 0
    assert result.output.count("forbade it") == 3
    assert result.output.count("allowed it") == 2
    assert "text: in their own words" in result.output
    assert "text: keyword" in result.output
    assert "2026-11-22 00:30:00 PST" in result.output
    assert ANA not in result.output.partition("\n")[2]


def test_who_never_said_anything_is_said_so(url: str) -> None:
    del url
    assert "said nothing" in CliRunner().invoke(consent.app, ["show", "--phone"], input="+12065550999\n").output
    assert "said nothing" in CliRunner().invoke(consent.app, ["show", "--email"], input="a@example.com\n").output


def test_what_is_no_number_is_said_so(url: str) -> None:
    del url
    result = CliRunner().invoke(consent.app, ["show"], input="Ana\n")
    assert result.exit_code == 2
    assert "not a telephone number" in result.output
