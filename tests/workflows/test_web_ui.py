"""What a supervisor reads and filters by in the Temporal Web UI."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import WorkflowHistory

from activities.send_names import is_send_name
from tests.histories.fingerprint import fingerprint
from tests.patience import until
from tests.world import CALLER, CallInTest, World


def summaries(history: WorkflowHistory, kind: str) -> list[str]:
    """The summaries of the timers or activities of a history."""
    return [_summary(event) for event in history.events if event.HasField(kind)]  # type: ignore[arg-type]  # a field's name


def sends(history: WorkflowHistory) -> list[str]:
    """What left, in words: in the task that planned it, or in its turn."""
    lines = (
        line.rpartition(" on ")[2].partition(": ")[2] if " on caseline-" in line else line
        for line in fingerprint(history)
    )
    names = (line.removeprefix("record ") for line in lines)
    return [name for name in names if is_send_name(name)]


def _summary(event: HistoryEvent) -> str:
    return str(json.loads(event.user_metadata.summary.data))


async def current_details(call: CallInTest) -> str:
    metadata = await call.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return str(metadata.current_details)


def around(attribute: str, moment: datetime) -> str:
    """To the second: a visibility store may round."""
    second = timedelta(seconds=1)
    return f'{attribute} BETWEEN "{(moment - second).isoformat()}" AND "{(moment + second).isoformat()}"'


async def found(call: CallInTest, query: str) -> bool:
    listed = call.world.client.list_workflows(f'Agency = "{call.world.ori}" AND {query}')
    return [run.id async for run in listed] == [call.workflow_id]


async def test_timers_and_activities_say_in_words_what_they_are(world: World) -> None:
    call = world.call()
    await call.contact({**CALLER, "language": "es"})
    await call.receive(incident_type="LARCENY", priority=3, beat="C2")
    await call.play((40, "unit.arrived", {}), (60, "call.closed", {"disposition": "05"}))
    await call.reach(5 * 24 * 60)
    assert await (await call.handle.describe()).static_summary() == "Theft · priority 3 · beat C2"
    history = await call.handle.fetch_history()
    timers = summaries(history, "timer_started_event_attributes")
    assert list(dict.fromkeys(timers)) == [
        "Hold before the first text over?",
        "Officer delayed?",
        "Time for the survey?",
        "Survey answered?",
    ]
    assert sends(history) == [
        "Text caller: call received (es)",
        "Text caller: officer delayed (es)",
        "Text caller: outcome handled (es)",
        "Text caller: survey invitation (es)",
        "Text caller: survey reminder (es)",
    ]


async def test_there_is_one_timer_at_a_time(world: World) -> None:
    call = world.call()
    await call.contact(CALLER)
    await call.receive(priority=3)
    await call.play((10, "unit.dispatched", {}), (40, "unit.arrived", {}))
    running = 0
    for event in (await call.handle.fetch_history()).events:
        running += event.HasField("timer_started_event_attributes")
        running -= event.HasField("timer_fired_event_attributes") + event.HasField("timer_canceled_event_attributes")
        assert running <= 1


async def test_calls_are_found_by_where_they_stand_and_what_they_wait_for(world: World) -> None:
    call = world.call()
    await call.contact(CALLER)
    await call.receive(priority=3, beat="C2")
    await call.settle()
    expected: list[tuple[float, str, dict[str, Any], str]] = [
        (2, "unit.dispatched", {}, 'CallStatus = "dispatched" AND NextStep = "officer_delayed" AND Priority = 3'),
        (
            20,
            "call.updated",
            {"priority": 2, "beat": "D1"},
            'Beat = "D1" AND Priority = 2 AND CallStatus = "dispatched"',
        ),
        (45, "unit.arrived", {}, 'CallStatus = "on_scene" AND NextStep IS NULL AND NextDueAt IS NULL'),
        (60, "call.closed", {"disposition": "05"}, 'CallStatus = "cleared" AND NextStep = "survey"'),
    ]
    for minutes, type_, facts, query in expected:
        await call.play((minutes, type_, facts))
        await until(lambda query=query: found(call, query), patience=15)  # type: ignore[misc]  # bound to this turn
    due = datetime.fromisoformat((await call.status())["next_due_at"])
    times = f"{around('ReceivedAt', call.received_at)} AND {around('NextDueAt', due)}"
    await until(lambda: found(call, times), patience=15)


async def test_the_details_say_where_a_call_stands(world: World) -> None:
    call = world.call()
    await call.contact({**CALLER, "phone": "+15005551614"})
    await call.receive(priority=3, beat="C2")
    await call.reach(2)
    details = await current_details(call)
    for line in (
        "| **Call** | Theft · priority 3 · beat C2 |",
        "| **Status** | received |",
        "| **Last contact** | none yet |",
        "| **Needs attention** | call received to caller: sms landline |",
    ):
        assert line in details.splitlines()
    assert "| **Next step** | Officer delayed? " in details
    await until(lambda: found(call, "NeedsAttention = true"), patience=15)
