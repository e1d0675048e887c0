"""`caseline encryption replace-hash-key` makes a key, waits until every machine has it, and then uses it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from commands import consent, encryption, portal
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from tests.commands.test_reply import url
from tests.intake.texts import ANA, Town

__all__ = ["url"]


def typed(*words: str) -> Result:
    return CliRunner().invoke(encryption.app, ["replace-hash-key", *words])


@pytest.fixture
def stopped(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ana has texted STOP; the key ring."""
    monkeypatch.setattr(encryption, "SETTLED_AFTER", timedelta())

    async def write() -> None:
        town = Town(database=Database(url), vault=Vault(KeyRing.load(tmp_path / "keys.json")))
        await town.text_them(await town.add_person())
        await town.write("stop texting me")
        await town.database.dispose()

    asyncio.run(write())
    return tmp_path / "keys.json"


def said() -> str:
    return CliRunner().invoke(consent.app, ["show"], input=f"{ANA}\n").output


def test_it_takes_two_steps_and_forgets_no_stop(stopped: Path) -> None:
    assert "forbade it" in said()
    made = typed()
    assert made.exit_code == 0, made.output
    assert "is made; nothing uses it yet" in made.output
    assert "bring it to every machine" in made.output
    assert "forbade it" in said()
    again = typed()
    assert (again.exit_code, "is made and waits" in again.output) == (1, True)
    assert "is made and waits" in CliRunner().invoke(encryption.app, ["show"]).output
    done = typed("--continue")
    assert done.exit_code == 0, done.output
    assert "addresses are hashed again" in done.output
    assert "forbade it" in said()
    key_id = KeyRing.load(stopped).newest_hash_key
    assert f"Hash key {key_id} finds every address." in CliRunner().invoke(encryption.app, ["show"]).output
    assert "0 addresses are hashed again" in typed("--continue").output
    cut = CliRunner().invoke(portal.app, ["cut"], input=f"{ANA}\n")
    assert "cut off" in cut.output


def test_without_a_new_key_there_is_nothing_to_go_on_with(stopped: Path) -> None:
    before = stopped.read_text()
    result = typed("--continue")
    assert (result.exit_code, result.output) == (1, "There is no new hash key: run this without --continue first.\n")
    assert stopped.read_text() == before


def test_a_ring_that_lacks_the_key_is_told_in_a_sentence(stopped: Path) -> None:
    old = stopped.read_text()
    assert typed().exit_code == typed("--continue").exit_code == 0
    stopped.write_text(old)
    result = CliRunner().invoke(consent.app, ["show"], input=f"{ANA}\n")
    assert result.exit_code == 1
    assert "which the key ring does not have" in result.output
    assert "Traceback" not in result.output
