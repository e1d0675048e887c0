"""What an operator types about retention: the days, a run, and legal holds."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from typer.testing import CliRunner, Result

from commands import person, retention
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import contacts, staff_tasks
from db.tables import Agency
from domain.call_state import CaseStatus
from domain.task_kinds import TaskKind
from portal.deletion import ask_for_deletion
from tests.aged_calls import EVERYTHING, POLICY, ended, kept_of, store, with_case
from tests.database import NOW, in_database

ORI = "WASPD0000"
T = TypeVar("T")


class Records:
    """A database as the commands find it."""

    def __init__(self, url: str, vault: Vault) -> None:
        self._url = url
        self.vault = vault

    def do(self, work: Callable[[Database], Awaitable[T]]) -> T:
        """Do something in the database."""
        return in_database(self._url, work)

    def kept(self, number: str) -> dict[str, int]:
        """What a call still holds."""
        return self.do(lambda database: kept_of(database, ORI, number))


@pytest.fixture
def records(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Records:
    """An old call, an old case, a young call and an open case."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASELINE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CASELINE_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    found = Records(sqlite_url, Vault(KeyRing.create_once(tmp_path / "keys.json", now=NOW)))
    aged = [
        ended("26-1", 2000),
        with_case("26-2", CaseStatus.CLOSED, 2000),
        ended("26-3", -1),
        with_case("26-4", CaseStatus.ARREST, 2000),
    ]
    found.do(lambda database: store(database, found.vault, ORI, *aged))
    return found


def typed(*words: str, input: str | None = None) -> Result:
    return CliRunner().invoke(retention.app, list(words), input=input)


def row(output: str, name: str) -> list[str]:
    """The numbers of one line of a table."""
    line = next(line for line in output.splitlines() if name in line)
    return [cell.strip() for cell in line.strip("│ ").split("│")][1:]


def test_the_days_in_force_are_shown(records: Records) -> None:
    shown = typed("show").output
    assert row(shown, "who people were") == ["365", "1095", "kept"]
    assert row(shown, "words of messages") == ["365", "1095", "kept"]
    assert row(shown, "calls with everything") == ["kept", "kept", "kept"]
    assert "365 after closing" in shown


def test_a_dry_run_says_what_would_go_and_removes_nothing(records: Records) -> None:
    shown = typed("run", "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert row(shown.output, "who people were") == ["4", "2", "2"]
    assert "1 calls are open" in shown.output
    assert records.kept("26-1") == EVERYTHING


def test_it_asks_before_it_removes(records: Records) -> None:
    refused = typed("run", input="n\n")
    assert (refused.exit_code, "gone for good" in refused.output) == (1, True)
    assert records.kept("26-1") == EVERYTHING
    done = typed("run", input="y\n")
    assert done.exit_code == 0
    assert {number: "people" in records.kept(number) for number in ("26-1", "26-2", "26-3", "26-4")} == {
        "26-1": False,
        "26-2": False,
        "26-3": True,
        "26-4": True,
    }


def test_the_report_comes_as_json_too(records: Records) -> None:
    told = json.loads(typed("run", "--yes", "--json").stdout)
    [agency] = told["agencies"]
    assert agency["counts"]["people"] == {"before": 4, "gone": 2, "after": 2}
    assert told["phone_lines"] == {"before": 0, "gone": 0, "after": 0}
    again = json.loads(typed("run", "--dry-run", "--json").stdout)
    assert again["agencies"][0]["counts"]["people"] == {"before": 2, "gone": 0, "after": 2}


@pytest.mark.parametrize("number", ["26-2", "case-26-2"])
def test_a_legal_hold_by_either_number_keeps_a_case_until_it_is_lifted(records: Records, number: str) -> None:
    assert typed("hold", number, "--by", "4711").exit_code == 0
    assert "is held already" in typed("hold", number, "--by", "4711").output
    assert row(typed("show").output, number)[1] == "4711"
    assert "1 calls are under a legal hold" in typed("run", "--yes").output
    assert (records.kept("26-2"), "people" in records.kept("26-1")) == (EVERYTHING, False)
    assert typed("lift", number, "--by", "4711").exit_code == 0
    assert typed("lift", number, "--by", "4711").exit_code == 1
    typed("run", "--yes")
    assert "people" not in records.kept("26-2")


def test_a_number_that_no_call_has_cannot_be_held(records: Records) -> None:
    result = typed("hold", "26-9", "--by", "4711")
    assert result.exit_code == 1
    assert "There is no call or case 26-9" in result.output


def test_an_agency_whose_policy_cannot_be_read_is_left_alone_and_named(records: Records) -> None:
    async def spoil(database: Database) -> None:
        async with database.transaction() as session:
            (await session.get_one(Agency, ORI)).policy = POLICY.replace("[calls]", "[cals]")

    records.do(spoil)
    result = typed("run", "--yes")
    assert f"The policy of {ORI} cannot be read" in result.output
    assert "cannot be read" in typed("show").output
    assert records.kept("26-1") == EVERYTHING


def test_a_deletion_request_says_what_a_hold_keeps_and_stays_open(records: Records) -> None:
    typed("hold", "case-26-2", "--by", "4711")

    async def ask(database: Database) -> str:
        async with database.transaction() as session:
            phone = contacts.phone_hash(records.vault, "+12065550123")
            await ask_for_deletion(session, await session.get_one(Agency, ORI), phone, now=NOW)
            waiting = await staff_tasks.open_tasks(session, ORI)
            return next(task.id for task in waiting if task.kind == TaskKind.DELETION_REQUEST)

    request = records.do(ask)
    result = CliRunner().invoke(person.app, ["erase", request[:8], "--yes"])
    assert "kept: legal hold" in result.output
    assert "Erased: 3 of 4 entries. The request stays open until the legal hold is lifted." in result.output
    assert records.kept("26-2") == EVERYTHING
