"""Nothing is lost when a long history continues as new, whatever arrives at that moment."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from db.queries import agencies, calls
from domain.messages import MessageKey
from messaging.call_context import CallContext
from messaging.queue_message import StaffWords, request_message
from tests.intake.fakes import POLICY
from tests.patience import until
from tests.world import CALLER, VICTIM, CallInTest, World
from workflows import timeouts
from workflows.contract import CHANGE_CASE_STATUS, MESSAGES_ADDED_SIGNAL


async def runs(call: CallInTest) -> list[Any]:
    """Every run of the call's workflow that visibility knows."""
    query = f"WorkflowId = '{call.workflow_id}'"
    return [run async for run in call.world.client.list_workflows(query)]


def short_runs(monkeypatch: pytest.MonkeyPatch, events: int) -> None:
    monkeypatch.setattr(timeouts, "EVENTS_PER_RUN", events)
    monkeypatch.setattr(timeouts, "EVENTS_AT_PHASE_CHANGE", events)


async def an_old_call(world: World) -> CallInTest:
    call = world.call()
    call.received_at -= timedelta(hours=3)
    await call.receive()
    return call


async def recorded(call: CallInTest, prefix: str) -> Counter[str]:
    keys = [line.entry_key for line in await call.timeline()]
    return Counter(key for key in keys if key.startswith(prefix))


async def test_200_signals_at_once_are_all_recorded_once_over_several_runs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_runs(monkeypatch, 30)
    call = await an_old_call(world)
    ids = [f"burst-{n:03}" for n in range(200)]
    for start in range(0, 200, 20):
        await asyncio.gather(
            *(call.report("call.updated", 5, event_id=id_, beat=id_) for id_ in ids[start : start + 20])
        )
    await until(lambda: all_recorded(call, 200))
    assert await recorded(call, "cad/burst-") == Counter(f"cad/{id_}" for id_ in ids)
    assert (await call.status())["events"] == 201
    await until(lambda: has_runs(call, 2))  # a busy machine takes many signals in one run


async def test_updates_at_that_moment_change_the_case_once_each_however_often_they_are_asked_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_runs(monkeypatch, 20)
    call = await an_old_call(world)
    await call.report("call.closed", 30, disposition="01", case_number="26-4711")
    clicks = [f"click-{n:02}" for n in range(40)]
    for start in range(0, 40, 8):
        await asyncio.gather(
            *(change_to_arrest(call, click) for click in clicks[start : start + 8]),
            *(call.report("call.updated", 31, event_id=f"burst-{start + n:03}", beat=f"B{n}") for n in range(8)),
        )
    for click in clicks:
        assert (await change_to_arrest(call, click))["case_status"] == "arrest"
    await call.settle()
    assert await recorded(call, "temporal/") == Counter(f"temporal/{click}" for click in clicks)
    assert len(await recorded(call, "cad/burst-")) == 40
    await until(lambda: has_runs(call, 2))
    assert [row.n for row in await call.messages() if row.key == MessageKey.ARREST_MADE] in ([], [1])


async def change_to_arrest(call: CallInTest, click: str) -> dict[str, Any]:
    """As docs/temporal-contract.md asks of a client; here some five of eighty changes are asked again."""
    while True:
        try:
            answer: dict[str, Any] = await call.handle.execute_update(
                CHANGE_CASE_STATUS, call.proven("arrest", by=click, id=click), id=click
            )
        except RPCError as error:
            if error.status not in (RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.NOT_FOUND):
                raise
        else:
            return answer


async def test_a_change_that_was_done_is_answered_again_though_it_would_now_be_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_runs(monkeypatch, 12)
    call = await an_old_call(world)
    await call.report("call.closed", 30, disposition="01", case_number="26-4711")
    await call.settle()
    suspend = call.proven("suspended", id="the-click")
    first_run = (await call.handle.describe()).run_id
    first = await call.handle.execute_update(CHANGE_CASE_STATUS, suspend, id="the-click")
    for n in range(3):
        await call.report("call.updated", 31 + n, beat=f"B{n}")
        await call.settle()
    await until(lambda: has_another_run(call, first_run))
    again = await call.handle.execute_update(CHANGE_CASE_STATUS, suspend, id="the-click")
    assert first["case_status"] == again["case_status"] == "suspended"
    with pytest.raises(WorkflowUpdateFailedError):
        await call.handle.execute_update(CHANGE_CASE_STATUS, call.proven("suspended"), id="another click")
    assert list(await recorded(call, "temporal/")) == ["temporal/the-click"]


async def all_recorded(call: CallInTest, number: int) -> bool:
    return len(await recorded(call, "cad/burst-")) == number


async def has_runs(call: CallInTest, least: int) -> bool:
    return len(await runs(call)) >= least


async def test_what_is_known_of_a_call_is_carried_along(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    call = await an_old_call(world)
    await call.contact({**VICTIM, "phone": "+15005551614", "email": None})
    await call.report("call.closed", 30, disposition="01", case_number="26-4711")
    await until(lambda: failed(call))
    before, lines = await call.status(), await call.lines()
    first_run = (await call.handle.describe()).run_id
    short_runs(monkeypatch, 5)
    await call.report("call.updated", 31, event_id="again", beat="C2")
    await until(lambda: has_another_run(call, first_run))
    await call.report("call.updated", 31, event_id="again", beat="C3")
    await call.settle()
    after = await call.status()
    assert after == before | {"events": before["events"] + 1, "sending": 0}
    assert after["needs_attention"]
    assert (await call.lines())[: len(lines)] == lines
    description = await call.handle.describe()
    assert description.typed_search_attributes
    assert "Theft · priority 3 · beat C2" in await current_details(call)


async def current_details(call: CallInTest) -> str:
    metadata = await call.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return str(metadata.current_details)


async def failed(call: CallInTest) -> bool:
    await call.settle()
    return bool((await call.status())["needs_attention"])


async def has_another_run(call: CallInTest, run_id: str) -> bool:
    await call.settle()
    return (await call.handle.describe()).run_id != run_id


async def test_a_message_announced_at_that_moment_leaves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signal that says so carries nothing: if it were forgotten, nobody would look."""
    # Before the call begins: a run played again under another limit would not be the same run.
    short_runs(monkeypatch, 12)
    at_any_hour = POLICY.replace('"arrest_made"]', '"detective_message"]')
    await world.open_agency(ori=f"{world.ori}N", policy=at_any_hour)
    world.ori = f"{world.ori}N"
    call = await an_old_call(world)
    await call.contact(VICTIM)
    await call.report("call.closed", 30, disposition="01", case_number="26-4711")
    await call.settle()
    for n in range(1, 4):
        await a_detective_writes(call)
        await asyncio.gather(
            call.report("call.updated", 31 + n, beat=f"B{n}"),
            call.handle.signal(MESSAGES_ADDED_SIGNAL),
            call.report("call.updated", 31 + n, beat=f"C{n}"),
        )
        await until(partial(said_times, call, n))


async def a_detective_writes(call: CallInTest) -> None:
    world, now = call.world, datetime.now(UTC)
    async with world.database.transaction() as session:
        row = await calls.get(session, world.ori, call.number)
        agency = await agencies.get(session, world.ori)
        assert row is not None
        assert agency is not None
        context, key = CallContext.of(agency, row, now=now), MessageKey.DETECTIVE_MESSAGE
        words = StaffWords(key=key, note="We would like to talk to you.")
        await request_message(session, world.vault, context, words)


async def said_times(call: CallInTest, times: int) -> bool:
    rows = [row for row in await call.messages() if row.key == MessageKey.DETECTIVE_MESSAGE]
    return [row.status for row in rows] == ["sent"] * times


async def test_a_text_that_cannot_leave_does_not_hold_up_the_next_run_and_leaves_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_runs(monkeypatch, 30)
    monkeypatch.setattr(timeouts, "EVENTS_WHILE_SENDING", 5)
    world.simulator.control.configure(unavailable_rate=1.0)
    call = world.call()
    await call.contact(CALLER)
    await call.receive()
    await call.handle.signal(MESSAGES_ADDED_SIGNAL)
    await world.clock.fast_forward(call.workflow_id, timedelta(minutes=2))
    for n in range(60):
        await call.report("call.updated", 3, event_id=f"burst-{n:03}", beat=f"B{n}")
    await until(lambda: all_recorded(call, 60))
    await until(lambda: has_runs(call, 2))
    assert await heard(call, [])
    world.simulator.control.configure(unavailable_rate=0.0)
    await until(lambda: heard(call, ["call_received"]), patience=150)
    assert len(world.texts()) == 1
    assert all(run.history_length < 200 for run in await runs(call))


async def heard(call: CallInTest, keys: list[str]) -> bool:
    return [row.key for row in await call.messages() if row.status in ("sent", "delivered")] == keys
