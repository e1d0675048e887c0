"""The erasure ledger as staff sees it; and every view that still refers to a person who was erased."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner, Result

from commands import case, erasure, message, person, reply, survey, task
from commands import database as db_commands
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import staff_tasks
from db.tables import Agency, InboundReply, OutboundMessage
from domain.task_kinds import TaskKind
from portal.deletion import ask_for_deletion
from tests.database import NOW, in_database
from tests.everywhere import EMAIL, NAME, ORI, PHONE, WORDS, Everywhere, a_bystander, known_everywhere

T = TypeVar("T")


class Town:
    """A database as the commands find it."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self.vault = Vault(KeyRing.create_once(folder / "keys.json", now=NOW))
        self.ledger = folder / "apart" / "erasures.jsonl"
        self.ana = self.do(self._fill)

    def do(self, work: Callable[[Database], Awaitable[T]]) -> T:
        """Do something in the database."""
        return in_database(self._url, work)

    def ask(self) -> str:
        """Ana asks to be forgotten; the id of the task."""

        async def asking(opened: Database) -> str:
            async with opened.transaction() as session:
                agency = await session.get_one(Agency, ORI)
                await ask_for_deletion(session, agency, self.ana.phone, now=NOW)
                waiting = await staff_tasks.open_tasks(session, ORI)
                return next(task.id for task in waiting if task.kind == TaskKind.DELETION_REQUEST)

        return self.do(asking)

    async def _fill(self, opened: Database) -> Everywhere:
        found = await known_everywhere(opened, self.vault, now=NOW)
        await a_bystander(opened, self.vault, now=NOW)
        return found


@pytest.fixture
def town(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Ana is known everywhere, and Bo is a witness of the same call."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASELINE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CASELINE_KEYS_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("CASELINE_ERASURE_LEDGER_FILE", str(tmp_path / "apart" / "erasures.jsonl"))
    monkeypatch.setenv("CASELINE_TEMPORAL_ADDRESS", "127.0.0.1:1")
    monkeypatch.setenv("COLUMNS", "200")
    return Town(sqlite_url, tmp_path)


def typed(app: typer.Typer, *words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_the_ledger_is_shown_and_exported_as_it_is(town: Town) -> None:
    assert "0 lines" in typed(erasure.app, "show").output
    assert typed(person.app, "erase", town.ask()[:8], "--yes").exit_code == 0
    shown = typed(erasure.app, "show")
    assert (shown.exit_code, "3 lines, the newest of" in shown.output) == (0, True)
    exported = typed(erasure.app, "export")
    assert sorted(exported.stdout.splitlines()) == sorted(town.ledger.read_text().splitlines())


def test_a_restore_is_noticed_and_replayed(town: Town, tmp_path: Path, sqlite_url: str) -> None:
    database_file = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    backup = database_file.read_bytes()
    typed(person.app, "erase", town.ask()[:8], "--yes")
    for suffix in ("-wal", "-shm"):
        database_file.with_name(database_file.name + suffix).unlink(missing_ok=True)
    database_file.write_bytes(backup)
    noticed = typed(erasure.app, "show")
    assert noticed.exit_code == 1
    assert "3 of them are not in the database" in noticed.output
    assert "caseline erasure replay" in noticed.output
    upgraded = typed(db_commands.app, "upgrade")
    assert upgraded.exit_code == 0
    assert "does not know of 3 lines of the erasure ledger" in upgraded.output
    replayed = typed(erasure.app, "replay")
    assert replayed.exit_code == 0, replayed.output
    assert "Replayed: 3 lines. 1 contacts were there again and are erased." in replayed.output
    assert typed(erasure.app, "show").exit_code == 0
    assert "ledger" not in typed(db_commands.app, "upgrade").output
    assert "0 contacts" in typed(erasure.app, "replay").output


def test_a_copy_of_the_file_can_be_replayed_and_a_missing_one_is_said(town: Town, tmp_path: Path) -> None:
    typed(person.app, "erase", town.ask()[:8], "--yes")
    copy = tmp_path / "copy.jsonl"
    copy.write_text(typed(erasure.app, "export").stdout + "not a line\n")
    result = typed(erasure.app, "replay", "--file", str(copy))
    assert result.exit_code == 1
    assert f"These lines of {copy} cannot be read: 4" in result.output.replace("\n", "")
    assert "There is no file" in typed(erasure.app, "replay", "--file", str(tmp_path / "none")).output


def test_an_erasure_whose_ledger_cannot_be_written_is_not_done(town: Town) -> None:
    request = town.ask()
    town.ledger.parent.mkdir()
    town.ledger.mkdir()
    result = typed(person.app, "erase", request[:8], "--yes")
    assert result.exit_code == 1
    assert "Nothing was erased" in result.output
    assert "CASELINE_ERASURE_LEDGER_FILE" in result.output
    assert "Traceback" not in result.output
    assert "deletion request" in typed(task.app, "list").output


def test_every_view_that_refers_to_an_erased_person_still_shows_what_there_is(town: Town) -> None:
    typed(person.app, "erase", town.ask()[:8], "--yes")
    ids = town.do(_ids)
    views = [
        (case.app, ("show", "26-1")),
        (case.app, ("show", "26-1", "--json")),
        (case.app, ("list",)),
        (message.app, ("show", ids["message"])),
        (message.app, ("show", ids["message"], "--reveal")),
        (reply.app, ("list",)),
        *((reply.app, ("show", each)) for each in (ids["reply"], ids["stray"])),
        *((reply.app, ("show", each, "--reveal")) for each in (ids["reply"], ids["stray"])),
        (task.app, ("list",)),
        (survey.app, ("results", "--agency", ORI)),
    ]
    for app, words in views:
        shown = typed(app, *words)
        assert shown.exit_code == 0, (words, shown.output, shown.exception)
        assert not any(secret in shown.output for secret in (NAME, PHONE, EMAIL, WORDS, town.ana.phone, town.ana.email))
    told = json.loads(typed(case.app, "show", "26-1", "--json").stdout)
    assert "arrest_made" in json.dumps(told)


async def _ids(database: Database) -> dict[str, str]:
    async with database.reading() as session:
        [sent] = await session.scalars(select(OutboundMessage))
        replies = (await session.scalars(select(InboundReply))).all()
        stray = next(each.id for each in replies if each.call_id is None)
        return {"message": sent.id, "reply": next(each.id for each in replies if each.call_id), "stray": stray}


def test_an_upgrade_is_not_held_up_by_a_ledger_that_cannot_be_read(town: Town) -> None:
    town.ledger.parent.mkdir()
    town.ledger.mkdir()
    upgraded = typed(db_commands.app, "upgrade")
    assert upgraded.exit_code == 0
    assert "The erasure ledger cannot be used" in upgraded.output
