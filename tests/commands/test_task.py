"""What a supervisor types to see what waits for staff."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from commands import agency, task
from db.connection.session import Database
from db.queries import audit_records, calls, staff_tasks
from db.queries.audit_records import WantedRecords
from domain.audit.acts import ActKind
from domain.task_kinds import NewTask, TaskKind
from tests.database import NOW, in_database

ORI = "WASPD0000"


@pytest.fixture
def url(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with one agency in Los Angeles."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASELINE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "240")
    words = ["add", ORI, "--name", "Springfield Police", "--time-zone", "America/Los_Angeles"]
    assert CliRunner().invoke(agency.app, [*words, "--non-emergency-phone", "(206) 555-0100"]).exit_code == 0
    return sqlite_url


def typed(*words: str) -> Result:
    return CliRunner().invoke(task.app, list(words))


def raised(url: str, kind: TaskKind, *, about: str = "m", now: datetime = NOW) -> str:
    """The id of a task about call 26-1."""

    async def raise_it() -> str:
        opened = Database(url)
        async with opened.transaction() as session:
            call = await calls.get_or_create(session, ORI, "26-1", now=now)
            await staff_tasks.raise_task(
                session, ORI, NewTask(kind=kind, about=about, reason="sms: landline", call_id=call.id), now=now
            )
            found = await staff_tasks.open_tasks(session, ORI)
        await opened.dispose()
        return next(found.id for found in found if found.task_key.endswith(f"/{about}"))

    return asyncio.run(raise_it())


def test_when_nothing_waits_it_says_so(url: str) -> None:
    del url
    result = typed("list")
    assert result.exit_code == 0
    assert "Nothing waits" in result.output


def test_what_waits_is_listed_in_the_agencys_time_and_closed_once(url: str) -> None:
    task_id = raised(url, TaskKind.UNDELIVERABLE)
    raised(url, TaskKind.UNDELIVERABLE)
    (line,) = [line for line in typed("list", "--agency", ORI.lower()).output.splitlines() if task_id[:8] in line]
    for shown in ("2026-11-22 00:30", "2026-11-23 00:30", "undeliverable", "26-1", "sms: landline", " 2 "):
        assert shown in line
    assert typed("close", task_id[:8].upper(), "--outcome", "called_back", "--by", "4711").exit_code == 0
    assert in_database(url, lambda opened: how_it_was_closed(opened, task_id)) == ("operator:4711", "called_back")
    assert "Nothing waits" in typed("list").output
    again = typed("close", task_id)
    assert (again.exit_code, "closed before" in again.output) == (1, True)


async def how_it_was_closed(opened: Database, task_id: str) -> tuple[str, str]:
    async with opened.reading() as session:
        closed = await staff_tasks.get(session, task_id)
        wanted = WantedRecords(ori=ORI, kind=ActKind.TASK_CHANGED)
        (act,) = await audit_records.found(session, wanted, most=9)
    assert closed is not None
    assert (act.by, act.about, act.detail["outcome"]) == (closed.closed_by, f"task:{task_id}", closed.outcome)
    return closed.closed_by, closed.outcome


def test_the_most_urgent_comes_first(url: str) -> None:
    raised(url, TaskKind.UNDELIVERABLE)
    raised(url, TaskKind.EMERGENCY_REPLY)
    output = typed("list").output
    assert output.index("emergency reply") < output.index("undeliverable")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("close", "0000000f"), "no task 0000000f"),
        (("close", "0"), "at least 4"),
        (("list", "--agency", "NOBODY"), "no agency NOBODY"),
        (("close", "0000000f", "--by", "Ana Gomez"), "at most 64 letters"),
    ],
)
def test_what_there_is_not_is_said(url: str, words: tuple[str, ...], said: str) -> None:
    del url
    result = typed(*words)
    assert result.exit_code != 0
    assert said in result.output
