"""Signals, the update and the queries as anybody with a Temporal client may send them, right and wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy

from domain.claims import NO_PROOF
from domain.events import CallEvent
from tests.histories.fingerprint import fingerprint
from tests.patience import until
from tests.world import CallInTest, World
from workflows.contract import (
    CALL_FOR_SERVICE,
    CASE_STATUS_SIGNAL,
    CHANGE_CASE_STATUS,
    EVENT_SIGNAL,
    EVENTS_SIGNAL,
    MESSAGES_ADDED_SIGNAL,
    TASK_QUEUE,
    CallForServiceInput,
    CaseStatusInput,
)

NOW = datetime.now(UTC).isoformat()
MALFORMED_EVENTS: list[tuple[list[Any], str]] = [
    (["unit.arrived"], "an event is an object"),
    ([], "an event is an object"),
    ([None], "an event is an object"),
    ([[{"type": "unit.arrived", "occurred_at": NOW}]], "an event is an object"),
    ([{"type": "unit.arrived", "occurred_at": NOW}, {}], "an event is an object"),
    ([{}], "type must be one of"),
    ([{"type": "unit.vanished", "occurred_at": NOW}], "type must be one of"),
    ([{"type": ["unit.arrived"], "occurred_at": NOW}], "type must be one of"),
    ([{"type": "unit.arrived"}], "occurred_at must be"),
    ([{"type": "unit.arrived", "occurred_at": "yesterday"}], "occurred_at must be"),
    ([{"type": "unit.arrived", "occurred_at": "2026-11-22T08:30:00"}], "occurred_at must be"),
    ([{"type": "unit.arrived", "occurred_at": 17}], "occurred_at must be"),
    ([{"type": "unit.arrived", "occurred_at": NOW, "caller": "somebody"}], "unknown field 'caller'"),
    ([{"type": "unit.arrived", "occurred_at": NOW, "x" * 5000: 1}], "unknown field 'xxx"),
    ([{"type": "unit.arrived", "occurred_at": NOW, "officer_initiated": "no"}], "officer_initiated must be"),
    ([{"type": "call.updated", "occurred_at": NOW, "unset": "arrived"}], "unset must be"),
    ([{"type": "call.merged", "occurred_at": NOW}], "call.merged needs merged_into"),
]
MALFORMED_STATUSES: list[tuple[list[Any], str]] = [
    (["arrest"], "a case status is an object"),
    ([], "a case status is an object"),
    ([{"by": "4711"}], "a case status is an object"),
    ([{"status": "arrest", "name": "somebody"}], "a case status is an object"),
    ([{"status": "solved"}], "status must be one of"),
    ([{"status": 7}], "status must be one of"),
    ([{"status": "opened"}], "status must be one of"),
    ([{"status": "arrest", "at": "yesterday"}], "at must be"),
]


async def a_case(world: World) -> CallInTest:
    """An old call with a case."""
    call = world.call()
    call.received_at -= timedelta(hours=3)
    await call.receive()
    await call.report("call.closed", 30, disposition="01", case_number="26-4711")
    await until(lambda: has_status(call, "cleared"))
    return call


async def has_status(call: CallInTest, status: str) -> bool:
    return bool((await call.status())["status"] == status)


async def refusals(call: CallInTest) -> list[str]:
    return [line["reason"] for line in await call.lines() if line["effect"] == "refused"]


async def test_whatever_is_signalled_is_refused_with_the_reason_and_the_call_goes_on(world: World) -> None:
    call = await a_case(world)
    for payload, _ in MALFORMED_EVENTS:
        await call.handle.signal(EVENT_SIGNAL, args=payload)
    for payload, _ in MALFORMED_STATUSES:
        await call.handle.signal(CASE_STATUS_SIGNAL, args=payload)
    await call.handle.signal(MESSAGES_ADDED_SIGNAL, args=["needless", 1])
    await call.report("case.arrest", 40)
    await until(lambda: has_status(call, "arrest"))
    expected = sorted(reason for _, reason in [*MALFORMED_EVENTS, *MALFORMED_STATUSES])
    for recorded in (
        await refusals(call),
        [line.reason for line in await call.timeline() if line.effect == "refused"],
    ):
        assert [said[: len(wanted)] for said, wanted in zip(sorted(recorded), expected, strict=True)] == expected
        assert max(map(len, recorded)) <= 300


async def test_several_events_in_one_signal_are_one_step_and_what_cannot_be_read_is_refused_alone(
    world: World,
) -> None:
    call = await a_case(world)
    await call.settle()
    several = [{"type": f"unit.{what}", "occurred_at": NOW, "id": what} for what in ("dispatched", "arrived")]
    await call.handle.signal(EVENTS_SIGNAL, [several[0], "unit.en_route", several[1], several[0]])
    await call.handle.signal(EVENTS_SIGNAL, [])
    await call.handle.signal(EVENTS_SIGNAL, {"type": "unit.arrived"})
    await call.handle.signal(EVENTS_SIGNAL, args=[several, several])
    await until(lambda: has_refused(call, 4))
    assert [reason[:28] for reason in await refusals(call)] == [
        "an event is an object like {",
        *["events is a list of objects,"] * 3,
    ]
    lines = [line.what for line in await call.timeline() if line.kind == "event"]
    assert sorted(lines) == sorted(
        ["call.received", "call.closed", "unit.dispatched", "unit.arrived", *["malformed"] * 4]
    )
    [step] = [line for line in fingerprint(await call.handle.fetch_history()) if "unit.dispatched" in line]
    assert step.startswith("record unit.dispatched, malformed refused, unit.arrived")


async def has_refused(call: CallInTest, count: int) -> bool:
    return len(await refusals(call)) == count


async def test_each_event_of_one_signal_is_proven_alone(world: World) -> None:
    call = await a_case(world)
    at = datetime.now(UTC).isoformat()
    bare = [{"type": f"case.{what}", "occurred_at": at, "source": "x", "id": what} for what in ("arrest", "charged")]
    proof = call.prover().of_event(CallEvent.from_mapping(bare[1]))
    await call.handle.signal(EVENTS_SIGNAL, [bare[0], bare[1] | dict(proof)])
    await until(lambda: has_status(call, "charged"))
    assert await refusals(call) == [NO_PROOF]


async def test_a_case_status_is_signalled_with_little(world: World) -> None:
    call = await a_case(world)
    await call.handle.signal(CASE_STATUS_SIGNAL, call.proven("assigned"))
    await until(lambda: has_status(call, "assigned"))
    await call.settle()
    assert {"by": "4711"} in [line.detail for line in await call.timeline()]


async def test_an_impossible_change_is_refused_with_the_reason_and_leaves_no_trace(world: World) -> None:
    call = await a_case(world)
    await call.settle()
    events = (await call.handle.describe()).history_length
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await call.handle.execute_update(CHANGE_CASE_STATUS, CaseStatusInput(status="reopened"))
    assert "the case is opened: it can become" in str(refused.value.cause)
    for payload, reason in MALFORMED_STATUSES[2:]:
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await call.handle.execute_update(CHANGE_CASE_STATUS, args=payload)
        assert reason in str(refused.value.cause)
    assert (await call.handle.describe()).history_length == events
    assert await refusals(call) == []


async def test_a_possible_change_is_answered_with_where_the_call_stands(world: World) -> None:
    call = await a_case(world)
    answer = await call.handle.execute_update(CHANGE_CASE_STATUS, call.proven("charged"))
    assert (answer["status"], answer["case_status"]) == ("charged", "charged")


@pytest.mark.parametrize(("status", "possible"), [("reopened", True), ("arrest", False)])
async def test_an_update_that_starts_an_ended_call_again_is_judged_by_the_state_read_back(
    world: World, status: str, possible: bool
) -> None:
    call = await a_case(world)
    await call.handle.execute_update(CHANGE_CASE_STATUS, call.proven("closed"))
    await call.handle.result()
    again: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        CALL_FOR_SERVICE,
        CallForServiceInput(agency=world.ori, call_number=call.number),
        id=call.workflow_id,
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
    change = world.client.execute_update_with_start_workflow(
        CHANGE_CASE_STATUS, call.proven(status), start_workflow_operation=again
    )
    if possible:
        assert (await change)["status"] == "reopened"
    else:
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await change
        assert "the case is closed: it can become reopened, not arrest" in str(refused.value.cause)
