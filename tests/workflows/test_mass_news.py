"""A mass of status changes through Temporal: fifty leave, the rest is held, released or dropped, nothing is lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from db.queries import api_keys, staff_tasks
from db.tables import ApiKey
from domain.mass_news import CONSEQUENTIAL, BrakeDecision
from domain.messages import MessageKey
from intake.staff.mass_news import Review, carry_out
from tests.patience import until
from tests.workflows.test_waiting_messages import DEFAULT, an_agency_with, needs_attention
from tests.world import VICTIM, CallInTest, World

CLOSED = MessageKey.CASE_CLOSED
HEAD = DEFAULT[: DEFAULT.index("[messages]")].replace("hold_seconds = 60", "hold_seconds = 0")
ONLY_CASE_NEWS = HEAD + '[messages]\ncase_closed = { channels = ["sms"] }\ncase_reopened = { channels = ["sms"] }\n'
CALLS = 120


async def a_case(world: World, n: int) -> CallInTest:
    call = world.call(f"26-{n:06d}")
    await call.contact({**VICTIM, "phone": f"+1303555{n:04d}", "email": None, "language": "en"})
    await call.receive(case_number=f"26-{n}")
    return call


async def all_of(world: World, cases: list[CallInTest]) -> Counter[tuple[str, str]]:
    rows = [row for case in cases for row in await case.messages() if row.key == CLOSED]
    return Counter((row.status, row.reason) for row in rows)


async def decide(world: World, decision: BrakeDecision) -> int:
    review = Review(ori=world.ori, key=CLOSED, decision=decision, by="4711")
    return (await carry_out(world.database, review, clock=lambda: datetime.now(UTC))).settled


async def close_all(world: World, count: int) -> list[CallInTest]:
    cases = [await a_case(world, n) for n in range(count)]
    await asyncio.gather(*[case.report("case.closed", minutes=1) for case in cases])
    return cases


async def still_held(world: World, cases: list[CallInTest], count: int) -> bool:
    return (await all_of(world, cases))["created", "held_for_review"] == count


@pytest.mark.timeout(600)
async def test_of_a_hundred_and_twenty_cases_closed_at_once_fifty_are_told_and_the_rest_is_held_then_released(
    listening_world: World,
) -> None:
    world = listening_world
    await an_agency_with(world, ONLY_CASE_NEWS)
    cases = await close_all(world, CALLS)
    await until(lambda: still_held(world, cases, CALLS - 50), patience=240)
    assert len(world.texts()) == 50
    async with world.database.reading() as session:
        (task,) = await staff_tasks.open_tasks(session, world.ori)
    assert (task.kind, task.times) == ("mass_news", CALLS - 50)

    held, *_ = [case for case in cases if [row.reason for row in await case.messages()] == ["held_for_review"]]
    await until(lambda: needs_attention(held))
    assert (await held.status())["needs_attention"] == "case closed to victim: held for review"
    assert (await held.status())["sending"] == 0, "no activity waits"
    assert (await held.lines())[-1]["effect"] == "held"

    assert await decide(world, BrakeDecision.RELEASED) == CALLS - 50
    await until(lambda: len(world.texts()) == CALLS, patience=240)
    assert len({text["to"] for text in world.texts()}) == CALLS
    await held.settle()
    assert not await needs_attention(held)


@pytest.mark.timeout(600)
async def test_of_a_feed_whose_every_record_changes_at_once_fifty_changes_are_told(listening_world: World) -> None:
    world = listening_world
    enabled = "".join(f'{key} = {{ channels = ["sms"] }}\n' for key in sorted(CONSEQUENTIAL))
    await an_agency_with(world, f"{HEAD}[messages]\n{enabled}")
    cases = [await a_case(world, n) for n in range(CALLS)]
    for case in cases:
        await case.settle()
    statuses = ("assigned", "arrest", "charged", "suspended", "closed")
    at = datetime.now(UTC).isoformat()
    changes = [
        {"specversion": "1.0", "id": f"change-{n}", "source": "rms", "subject": case.number, "time": at}
        | {"type": f"case.{statuses[n % len(statuses)]}", "data": {}}
        for n, case in enumerate(cases)
    ]
    await hand_in(world, changes)

    async def all_at_rest() -> bool:
        rows = [row for case in cases for row in await case.messages()]
        return len(rows) == CALLS and all(row.status in ("sent", "delivered") or row.reason for row in rows)

    await until(all_at_rest, patience=240)
    assert len(world.texts()) == 50
    async with world.database.reading() as session:
        tasks = await staff_tasks.open_tasks(session, world.ori)
    assert sum(task.times for task in tasks) == CALLS - 50
    assert {task.kind for task in tasks} == {"mass_news"}


async def hand_in(world: World, events: list[dict[str, Any]]) -> None:
    """As a feed does: in one request, by the agency's own key."""
    key, now = api_keys.new_key(), datetime.now(UTC)
    async with world.database.transaction() as session:
        row = ApiKey(ori=world.ori, label="feed", key_hash=api_keys.hash_key(key), scopes="calls:write case:write")
        row.created_at = now
        session.add(row)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/cloudevents-batch+json"}
    async with httpx.AsyncClient(base_url=world.settings.base_url, headers=headers, timeout=60) as client:
        for start in range(0, len(events), 60):
            answer = await client.post("/v1/events", json=events[start : start + 60])
            assert answer.status_code == 202, answer.text


async def test_a_call_whose_last_message_is_held_ends_only_when_that_is_decided(listening_world: World) -> None:
    world = listening_world
    await an_agency_with(world, ONLY_CASE_NEWS.replace("ceiling = 50", "ceiling = 1"))
    first, second = await a_case(world, 1), await a_case(world, 2)
    for case in (first, second):
        await case.report("call.closed", minutes=1, disposition="01")
        await case.report("case.closed", minutes=2)
        await case.settle()
    await until(lambda: still_held(world, [first, second], 1))
    assert (await first.handle.describe()).status.name == "COMPLETED"  # type: ignore[union-attr]
    assert (await second.handle.describe()).status.name == "RUNNING"  # type: ignore[union-attr]
    assert await decide(world, BrakeDecision.DROPPED) == 1

    async def ended() -> bool:
        return (await second.handle.describe()).status.name == "COMPLETED"  # type: ignore[union-attr]

    await until(ended)
    assert (await second.withheld())[CLOSED] == "held_for_review: dropped"
    assert not await needs_attention(second)
    assert len(world.texts()) == 1


async def test_a_case_goes_on_while_a_message_of_it_is_held(listening_world: World) -> None:
    world = listening_world
    await an_agency_with(world, ONLY_CASE_NEWS.replace("ceiling = 50", "ceiling = 1"))
    first, second = await a_case(world, 1), await a_case(world, 2)
    for case in (first, second):
        await case.report("case.closed", minutes=1)
        await case.settle()
    await until(lambda: still_held(world, [first, second], 1))
    await second.report("case.reopened", minutes=3)
    await second.settle()
    assert (await second.status())["status"] == "reopened"
    await decide(world, BrakeDecision.RELEASED)

    async def is_withheld() -> bool:
        return CLOSED in await second.withheld()

    await until(is_withheld)
    assert (await second.withheld())[CLOSED] == "stale", "what is no longer true is not told late"
