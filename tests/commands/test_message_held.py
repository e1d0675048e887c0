"""What staff types to look at a mass of news that is held, and to decide about it."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from commands import message
from db.connection.session import Database
from db.queries import calls
from db.tables import BrakeEntry, OutboundMessage
from domain.delivery import NotSent
from domain.mass_news import BrakeDecision
from tests.commands.conftest import ORI, Run
from tests.database import NOW


@pytest.fixture
def held(ready: Run, url: str) -> Run:
    """Six calls whose case_closed is held, and one whose arrest_made is."""

    async def hold() -> None:
        opened = Database(url)
        async with opened.transaction() as session:
            for n, key in enumerate(["case_closed"] * 6 + ["arrest_made"]):
                at = NOW + timedelta(minutes=n)
                call = await calls.get_or_create(session, ORI, f"26-{n}", now=at)
                row = OutboundMessage(
                    call_id=call.id, contact_id="v", key=key, channel="sms", status="created", planned_at=at
                )
                row.reason, row.updated_at = NotSent.HELD_FOR_REVIEW.value, at
                session.add(row)
                await session.flush()
                session.add(BrakeEntry(message_id=row.id, ori=ORI, key=key, decision=BrakeDecision.HELD.value, at=at))
        await opened.dispose()

    asyncio.run(hold())
    return ready


def test_when_nothing_is_held_it_says_so(ready: Run) -> None:
    assert "Nothing is held" in ready(message.app, "held").output
    result = ready(message.app, "release", "--by", "4711")
    assert (result.exit_code, "Nothing is held" in result.output) == (1, True)


def test_what_is_held_is_counted_by_key_with_a_few_call_numbers(held: Run) -> None:
    lines = held(message.app, "held").output.splitlines()
    (closed,) = [line for line in lines if "case_closed" in line]
    assert [word in closed for word in (ORI, " 6 ", "2026-11-22 00:30", "26-0, 26-1, 26-2, 26-3, 26-4")] == [True] * 4
    assert "26-5" not in closed


def test_with_several_kinds_one_must_be_chosen(held: Run) -> None:
    result = held(message.app, "drop", "--by", "4711", "--yes")
    assert result.exit_code == 1
    assert "choose one, with --key" in result.output


def test_a_preview_changes_nothing(held: Run) -> None:
    result = held(message.app, "release", "--key", "case_closed", "--by", "4711", "--dry-run")
    assert (result.exit_code, "26-0" in result.output) == (0, True)
    assert " 6 " in held(message.app, "held").output


def test_it_asks_before_it_sends(held: Run) -> None:
    result = held(message.app, "release", "--key", "case_closed", "--by", "4711", input="n\n")
    assert result.exit_code == 1
    assert "Send 6 case closed messages" in result.output
    assert " 6 " in held(message.app, "held").output


@pytest.mark.parametrize(("verb", "said"), [("release", "Released 6"), ("drop", "Dropped 6")])
def test_what_was_decided_is_no_longer_held(held: Run, verb: str, said: str) -> None:
    result = held(message.app, verb, "--key", "case_closed", "--by", "4711", "--yes")
    assert (result.exit_code, said in result.output) == (0, True)
    left = held(message.app, "held").output
    assert ("case_closed" in left, "arrest_made" in left) == (False, True)


def test_who_decided_is_kept_also_where_it_was_not_said(held: Run, url: str) -> None:
    assert held(message.app, "drop", "--key", "arrest_made", "--yes").exit_code == 0
    assert held(message.app, "drop", "--key", "case_closed", "--yes", "--by", "4711").exit_code == 0

    async def deciders() -> set[str]:
        opened = Database(url)
        async with opened.reading() as session:
            found = {entry.settled_by for entry in await session.scalars(select(BrakeEntry))}
        await opened.dispose()
        return found

    assert asyncio.run(deciders()) == {f"uid {os.getuid()}", "4711"}
