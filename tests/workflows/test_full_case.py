"""A whole case on the real server, from the first ring to the closed case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.patience import until
from tests.world import CALLER, VICTIM, CallInTest, World

DAY = 24 * 60
CASE: tuple[tuple[float, str, dict[str, Any]], ...] = (
    (5, "unit.dispatched", {}),
    (8, "unit.en_route", {"eta_minutes": 10}),
    (20, "unit.arrived", {}),
    (80, "call.closed", {"disposition": "01", "case_number": "26-4711"}),
    (3 * DAY, "case.assigned", {}),
    (5 * DAY, "case.arrest", {}),
    (8 * DAY, "case.charged", {}),
    (20 * DAY, "case.closed", {}),
)
ONLY_WHEN_TIME_IS_SKIPPED = (
    "workflow_execution_time_skipping_transitioned_event_attributes",
    "workflow_execution_options_updated_event_attributes",
)


async def play_case(call: CallInTest) -> None:
    """A burglary with a victim, solved in twenty days, from the hour at which it was received."""
    await call.contact(VICTIM)
    await call.receive(incident_type="BURGLARY")
    await call.play(*CASE)


async def test_a_victim_is_told_at_each_turn_in_her_language(world: World) -> None:
    call = world.call()
    call.receive_at(10)
    await play_case(call)
    result = await call.handle.result()
    assert result["status"] == "closed"
    said = await call.said()
    for key in (
        "call_received",
        "case_number",
        "victim_rights",
        "report_copy",
        "outcome_handled",
        "survey_invitation",
        "survey_reminder",
        "detective_assigned",
        "arrest_made",
        "charges_filed",
        "case_closed",
    ):
        assert key in said
    assert all(row.status == "sent" for row in await call.messages())
    texts = world.texts()
    assert len(texts) == len(said)
    assert all("\u2068" in text["body"] for text in texts if text["channel"] == "sms")


async def test_a_full_case_stays_under_150_history_events(world: World) -> None:
    events = await events_of_a_full_case(world, received_at=10)
    ours = [kind for kind in events if not kind.startswith("workflow_task_")]
    assert len(ours) <= 73
    # Usually 133 to 136; each send that ends by itself while the machine is slow costs a workflow task, three events.
    assert len(events) < 145


async def test_what_waits_for_the_end_of_the_night_costs_a_full_case_little(world: World) -> None:
    events = await events_of_a_full_case(world, received_at=23)
    ours = [kind for kind in events if not kind.startswith("workflow_task_")]
    assert len(ours) <= 94
    assert len(events) < 180


async def events_of_a_full_case(world: World, *, received_at: int) -> list[str]:
    """The kinds of its history's events, without what only the skipping of time writes."""
    call = world.call()
    call.receive_at(received_at)
    await play_case(call)
    await call.reach(21 * DAY)
    await call.handle.result()
    events = [event.WhichOneof("attributes") or "" for event in (await call.handle.fetch_history()).events]
    return [kind for kind in events if kind not in ONLY_WHEN_TIME_IS_SKIPPED]


async def test_a_mere_caller_hears_how_the_call_goes_and_nothing_of_the_case(world: World) -> None:
    call = world.call()
    await call.contact(CALLER)
    await call.receive()
    await call.play(
        *CASE[:3], (80, "call.closed", {"disposition": "01", "case_number": "26-9"}), (90, "case.arrest", {})
    )
    await call.reach(2 * DAY)
    assert set(await call.said()) == {"call_received", "outcome_handled", "survey_invitation"}


async def test_a_call_without_a_case_is_closed_after_outcome_and_survey(world: World) -> None:
    call = world.call()
    await call.contact(CALLER)
    await call.receive()
    await call.play((10, "unit.arrived", {}), (30, "call.closed", {"disposition": "05"}))
    assert (await call.status())["status"] == "cleared"
    await call.reach(5 * DAY)
    assert (await call.handle.result())["status"] == "closed"
    assert await call.said() == ["call_received", "outcome_handled", "survey_invitation", "survey_reminder"]


@pytest.mark.parametrize(("arrives", "told"), [(29, []), (None, ["officer_delayed"]), (31, ["officer_delayed"])])
async def test_the_caller_is_told_that_an_officer_is_late_only_if_so(
    world: World, arrives: float | None, told: list[str]
) -> None:
    call = world.call()
    await call.contact(CALLER)
    await call.receive(priority=3)
    if arrives is not None:
        await call.play((arrives, "unit.arrived", {}))
    await call.reach(60)
    assert [key for key in await call.said() if key == "officer_delayed"] == told


async def test_nobody_is_texted_about_a_type_that_becomes_sensitive_in_the_middle(world: World) -> None:
    call = world.call()
    await call.contact(CALLER)
    await call.receive()
    await call.play(
        (2, "call.updated", {"incident_type": "DVA"}),
        (3, "call.updated", {"incident_type": "LARCENY"}),
        (40, "call.closed", {"disposition": "05"}),
    )
    await call.reach(3 * DAY)
    assert await call.said() == ["call_received"]
    assert set((await call.withheld()).values()) == {"sensitive_call_type"}


async def test_a_number_that_comes_after_the_call_is_told_what_is_still_true(world: World) -> None:
    call = world.call()
    await call.receive()
    await call.play((5, "unit.dispatched", {}))
    assert (await call.withheld())["call_received"] == "no_contact"
    await call.contact({**CALLER, "language": "es"})
    await call.play((6, "contact.added", {}))
    assert await call.said() == ["call_received"]
    assert "Springfield Police" in world.texts()[0]["body"]


async def test_the_caller_of_a_duplicate_is_told_of_the_surviving_call(world: World) -> None:
    survivor, call = world.call("26-000099"), world.call()
    await survivor.receive()
    await survivor.settle()
    await call.contact(CALLER)
    await call.receive()
    await call.play((2, "call.merged", {"merged_into": "26-000099"}))
    await until(lambda: world.texts(CALLER["phone"]))
    assert (await call.handle.result())["status"] == "merged"
    assert (await call.said())[-1] == "call_merged"
    assert "26-000099" in world.texts(CALLER["phone"])[0]["body"] + world.texts(CALLER["phone"])[-1]["body"]


async def test_repeated_events_change_nothing(world: World) -> None:
    call = world.call()
    await call.contact(CALLER)
    for _ in range(3):
        await call.report("call.received", event_id="one", incident_type="LARCENY", priority=3)
    await call.reach(2)
    for _ in range(3):
        await call.report("call.closed", 10, event_id="two", disposition="05")
    await call.settle()
    assert await call.said() == ["call_received", "outcome_handled"]
    assert [line.what for line in await call.timeline() if line.kind == "event"] == ["call.received", "call.closed"]


async def test_an_event_for_a_call_that_ended_long_ago_ends_again_at_once(world: World) -> None:
    call = world.call()
    call.received_at -= timedelta(days=2)
    await call.receive()
    await call.report("call.cancelled", 1)
    first = await call.handle.result()
    assert first["status"] == "cancelled"
    await call.report("unit.cleared", 12)
    again = await call.handle.result()
    assert again["status"] == "cancelled"
    assert again["events"] == 3
