"""Commands with a key ring that is lost, another installation's, or older than what it should open."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
import typer

from commands import consent, database, encryption, portal, reply
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from tests.commands.conftest import Run
from tests.commands.test_administration import _someone
from tests.database import NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "keys.json"


@pytest.fixture
def settled(ready: Run, url: str, path: Path) -> Run:
    """An installation with a key ring and one person."""
    assert ready(encryption.app, "init").exit_code == 0
    asyncio.run(_someone(url, KeyRing.load(path)))
    return ready


def replace(path: Path) -> None:
    shutil.copy(KeyRing.create_once(path.with_name("other.json"), now=NOW).path, path)


def test_g1_init_makes_no_second_ring(settled: Run, path: Path) -> None:
    lost = KeyRing.load(path)
    path.unlink()
    refused = settled(encryption.app, "init")
    assert refused.exit_code == 1
    assert f"sealed with key {lost.current}: restore keys.json from your backup" in refused.output
    assert "CASELINE_KEYS_FILE" in refused.output
    assert not path.exists()
    upgraded = settled(database.app, "upgrade")
    assert (upgraded.exit_code, "no new one would open" in upgraded.output) == (0, True)


def test_init_makes_no_ring_for_a_database_that_cannot_be_asked(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASELINE_DATABASE_URL", "postgresql://user:hunter2@127.0.0.1:1/x")
    refused = run(encryption.app, "init")
    assert refused.exit_code == 1
    assert "The database cannot be used" in refused.output
    assert "hunter2" not in refused.output
    assert not path.exists()


ASKED: list[tuple[typer.Typer, tuple[str, ...]]] = [
    (consent.app, ("show",)),
    (portal.app, ("cut",)),
    (encryption.app, ("rotate",)),
    (encryption.app, ("replace-hash-key",)),
    (encryption.app, ("init",)),
    (database.app, ("upgrade",)),
]


@pytest.mark.parametrize(("app", "words"), ASKED)
def test_g1_no_command_works_with_another_installations_ring(
    settled: Run, path: Path, app: typer.Typer, words: tuple[str, ...]
) -> None:
    replace(path)
    before = path.read_text()
    refused = settled(app, *words, input="+12065550123\n")
    assert refused.exit_code == 1
    assert "is not that of this database" in refused.output
    assert refused.exception is None or isinstance(refused.exception, SystemExit)
    assert path.read_text() == before


def test_a_command_without_values_needs_no_ring(settled: Run, path: Path) -> None:
    path.unlink()
    assert settled(reply.app, "list").exit_code == 0


def test_an_upgrade_plants_the_canary_of_a_ring_from_before(settled: Run, url: str, path: Path) -> None:
    with sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///")) as connection:
        connection.execute("DELETE FROM key_canaries")
    assert "no canary yet" in settled(encryption.app, "check").output
    assert settled(database.app, "upgrade").exit_code == 0
    assert "it opens the canary" in settled(encryption.app, "check").output


def test_check_says_that_everything_fits(settled: Run, path: Path) -> None:
    checked = settled(encryption.app, "check", "--all")
    assert checked.exit_code == 0, checked.output
    said = checked.stdout
    assert said.count("✓") == 5
    assert f"The key ring {path} is there, and only its owner may read it." in said
    assert "It has every key that values are sealed with (3 values)." in said
    assert "Every value opens (3 values)." in said


def test_check_tells_each_thing_that_is_wrong(settled: Run, path: Path) -> None:
    ring = KeyRing.load(path)
    replace(path)
    checked = settled(encryption.app, "check", "--all")
    assert checked.exit_code == 1
    assert checked.stdout.count("✗") == 4
    assert "Its hash key is not the one by which" in checked.stdout
    assert f"It lacks keys that values are sealed with: {ring.current} (3 values)" in checked.stdout
    path.chmod(0o640)
    assert "chmod 600" in settled(encryption.app, "check").stdout
    path.unlink()
    assert "no new one would open" in settled(encryption.app, "check").stdout


def test_check_lists_the_rows_that_do_not_open_and_no_content(settled: Run, url: str, path: Path) -> None:
    vault = Vault(KeyRing.load(path))
    with sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///")) as connection:
        [(row, name)] = connection.execute("SELECT id, name_sealed FROM contacts").fetchall()
        connection.execute("UPDATE contacts SET phone_sealed = ?", (name,))
    checked = settled(encryption.app, "check", "--all")
    assert checked.exit_code == 1
    assert "1 of 3 values do not open" in checked.stdout
    assert re.search(rf"^ +contacts\.phone {row}$", checked.stdout, re.MULTILINE)
    assert vault.open(name, context="contacts.name", row=row) not in checked.output
    assert settled(encryption.app, "check").exit_code == 0
