"""Events that come late, out of order, are taken back, or wake a call whose workflow has ended."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from tests.patience import until
from tests.world import CALLER, VICTIM, CallInTest, World

EVENTS: tuple[tuple[float, str, dict[str, Any]], ...] = (
    (0, "call.received", {"incident_type": "LARCENY", "priority": 3}),
    (10, "unit.arrived", {}),
    (30, "call.closed", {"disposition": "05"}),
)


def an_old_call(world: World, number: str = "26-000123", *, days: float = 3) -> CallInTest:
    """A call of some days ago, so that no hold and no delay is still running."""
    call = world.call(number)
    call.received_at -= timedelta(days=days)
    return call


async def report_all(call: CallInTest, *events: tuple[float, str, dict[str, Any]]) -> None:
    for minutes, type_, facts in events:
        await call.report(type_, minutes, **facts)
        await call.settle()


async def test_in_whatever_order_events_come_the_call_ends_the_same(world: World) -> None:
    results = set()
    for n, order in enumerate(permutations(EVENTS)):
        call = an_old_call(world, f"26-{n:06}")
        await report_all(call, *order)
        status = await call.handle.result()
        results.add(
            (status["status"], status["received_at"] == call.received_at.isoformat(), status["ended_at"] is None)
        )
    assert results == {("closed", True, False)}


async def test_an_arrival_taken_back_makes_the_officer_late_after_all(world: World) -> None:
    call = world.call()
    await call.contact(CALLER)
    await call.receive(priority=3)
    await call.play((10, "unit.arrived", {}), (12, "call.updated", {"unset": ["arrived"]}))
    assert (await call.status())["status"] == "received"
    await call.reach(35)
    assert "officer_delayed" not in await call.said()
    await call.reach(45)  # the wait began anew when the arrival was taken back
    assert "officer_delayed" in await call.said()
    assert (await call.status())["status"] == "delayed"


async def test_a_language_that_comes_after_the_call_is_used_from_then_on(world: World) -> None:
    call = world.call()
    await call.contact(CALLER)
    await call.receive()
    await call.reach(2)
    await call.contact({**CALLER, "language": "ar"})
    await call.play((3, "contact.updated", {}), (20, "call.closed", {"disposition": "05"}))
    await until(lambda: len(world.texts(CALLER["phone"])) == 2)
    assert [row.language for row in await call.messages() if row.status == "sent"] == ["en", "ar"]


async def test_a_call_that_vanishes_from_the_feed_and_comes_back_says_nothing_new(world: World) -> None:
    """Absent is not closed: nothing is signalled. When it is back, the feed repeats what is known."""
    call = world.call()
    await call.contact(CALLER)
    await call.receive()
    await call.reach(2)
    before = await call.said()
    await call.report("call.updated", 20, incident_type="LARCENY", priority=3, beat="C2")
    await call.settle()
    assert await call.said() == before == ["call_received"]
    assert (await call.status())["status"] == "received"


async def test_a_call_reopened_after_its_workflow_ended_reads_its_state_back(world: World) -> None:
    call = an_old_call(world)
    await call.contact(VICTIM)
    await report_all(call, (0, "call.received", {"incident_type": "LARCENY", "priority": 3}))
    await report_all(call, (5, "call.cancelled", {}))
    ended = await call.handle.result()
    first_run = (await call.handle.describe()).run_id
    assert (await call.withheld())["call_cancelled"] == "stale"
    await call.report("call.reopened", 60)
    await call.settle()
    status = await call.status()
    assert (await call.handle.describe()).run_id != first_run
    assert status["status"] == "delayed"  # there has been no officer for three days
    assert (status["received_at"], status["priority"]) == (ended["received_at"], 3)
    await report_all(call, (70, "unit.arrived", {}), (90, "call.closed", {"disposition": "10"}))
    assert (await call.handle.result())["status"] == "cancelled"
    assert max(Counter(await call.said()).values(), default=1) == 1


async def test_a_repeat_after_the_workflow_ended_changes_nothing(world: World) -> None:
    call = an_old_call(world)
    await call.report("call.received", event_id="one", incident_type="LARCENY", priority=3)
    await call.report("call.cancelled", 5, event_id="two")
    await call.handle.result()
    before = [line.entry_key for line in await call.timeline()]
    await call.report("call.received", event_id="one", incident_type="LARCENY", priority=3)
    assert (await call.handle.result())["status"] == "cancelled"
    assert [line.entry_key for line in await call.timeline()] == before


@pytest.mark.parametrize("type_", ["call.reopened", "unit.arrived"])
async def test_a_merged_call_stays_merged(world: World, type_: str) -> None:
    call = an_old_call(world)
    await call.receive()
    await call.report("call.merged", 5, merged_into="26-000099")
    assert (await call.handle.result())["status"] == "merged"
    await call.report(type_, 4)
    assert (await call.handle.result())["status"] == "merged"
