"""What goes out goes to the person it is meant for, and to no one whom it may endanger: addresses over all calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.queries import calls, consents, contacts, staff_tasks
from db.tables import Person, StaffTask
from domain.contacts import ContactRole
from domain.events import CallEvent, EventType
from domain.messages import Purpose
from messaging.consent import stop_where_it_went
from tests.builders import an_event
from tests.desk import ORI, Desk
from tests.steps import Steps

T = EventType
WRONG, RIGHT = "+12065550111", "+12065550112"
VICTIM = [ContactRole.VICTIM, ContactRole.REPORTING_PARTY]


@pytest.fixture
def steps(desk: Desk) -> Steps:
    return Steps(desk)


def received(desk: Desk, **facts: Any) -> CallEvent:
    usual: dict[str, Any] = {"incident_type": "LARCENY", "priority": 3}
    return an_event(T.CALL_RECEIVED, at=desk.now - timedelta(minutes=2), **(usual | facts))


async def a_call(desk: Desk, number: str, phone: str, roles: list[ContactRole] = VICTIM, **more: Any) -> Person:
    async with desk.database.transaction() as session:
        call = await calls.get_or_create(session, ORI, number, now=desk.now)
        said: Any = {"roles": roles, "phone": phone, **more}
        return await contacts.upsert(
            session, desk.vault, call_id=call.id, ref="v", values=said, now=desk.now - timedelta(minutes=1)
        )


async def tasks(desk: Desk) -> list[StaffTask]:
    async with desk.database.reading() as session:
        return list(await staff_tasks.open_tasks(session, ORI))


async def sends(desk: Desk, steps: Steps, number: str, *events: CallEvent) -> dict[str, str]:
    """One step and its sends: key -> status, or why it was withheld."""
    await steps.send(await steps.happen(number, *events))
    return {key: row.reason or row.status for key, row in (await steps.rows(number)).items()}


async def test_who_is_opted_out_is_the_number_it_went_to_not_the_one_corrected_since(desk: Desk, steps: Steps) -> None:
    await a_call(desk, "1", WRONG)
    assert (await sends(desk, steps, "1", received(desk)))["call_received"] == "sent"
    first = (await steps.rows("1"))["call_received"]
    await a_call(desk, "1", RIGHT)
    async with desk.database.transaction() as session:
        await stop_where_it_went(session, first, ORI, how="twilio 21610", now=desk.now)
        wrong, right = (contacts.phone_hash(desk.vault, number) for number in (WRONG, RIGHT))
        stopped = await consents.opted_out(session, ORI, {wrong, right})
    assert stopped == {wrong: frozenset({Purpose.UPDATES, Purpose.SURVEY})}


async def test_the_right_person_hears_what_went_to_a_mistyped_number_as_their_first_text(
    desk: Desk, steps: Steps
) -> None:
    await a_call(desk, "1", WRONG)
    await sends(desk, steps, "1", received(desk))
    await a_call(desk, "1", RIGHT)
    await sends(desk, steps, "1", an_event(T.CONTACT_UPDATED, at=desk.now))
    await sends(desk, steps, "1", an_event(T.CONTACT_UPDATED, at=desk.now))
    [wrong], [right] = desk.texts(WRONG), desk.texts(RIGHT)
    assert "STOP" in wrong["body"]
    assert "STOP" in right["body"]


async def test_an_alarm_centres_26_calls_do_not_keep_the_27th_victim_from_hearing_of_an_arrest(
    desk: Desk, steps: Steps
) -> None:
    for n in range(26):
        await a_call(desk, f"alarm-{n}", WRONG, [ContactRole.REPORTING_PARTY])
        await sends(desk, steps, f"alarm-{n}", received(desk))
    assert len(desk.texts(WRONG)) == 20
    await a_call(desk, "27", WRONG)
    arrest = an_event(T.CASE_ARREST, at=desk.now)
    outcome = await sends(desk, steps, "27", received(desk), arrest)
    assert (outcome["call_received"], outcome["arrest_made"]) == ("limit_reached", "sent")
    assert {task.kind for task in await tasks(desk)} == {"daily_limit"}


async def test_a_call_joined_with_a_sensitive_or_unknown_one_says_nothing_and_is_sensitive_too(
    desk: Desk, steps: Steps
) -> None:
    for number, survivor in (("1", "sensitive"), ("2", "never heard of"), ("3", "harmless")):
        await a_call(desk, survivor, f"+1206555012{number}") if survivor != "never heard of" else None
        if survivor != "never heard of":
            await steps.happen(survivor, received(desk, incident_type="DVA" if survivor == "sensitive" else "NOISE"))
        await a_call(desk, number, f"+1206555013{number}")
        noise = received(desk, incident_type="NOISE")
        merged = an_event(T.CALL_MERGED, at=desk.now, merged_into=survivor)
        said = (await sends(desk, steps, number, noise, merged))["call_merged"]
        assert said == ("sent" if survivor == "harmless" else "sensitive_call_type")
        assert steps.memory(number).state.sensitive is (survivor != "harmless")
    [joined] = desk.texts("+12065550133")
    assert "keep you informed" not in joined["body"]


@pytest.mark.parametrize("way", ["phone", "email"])
async def test_an_address_with_a_sensitive_call_hears_of_no_call_for_two_days(
    desk: Desk, steps: Steps, way: str
) -> None:
    shared: dict[str, Any] = {} if way == "phone" else {"email": "ana@example.org"}
    await a_call(desk, "1", RIGHT if way == "phone" else WRONG, **shared)
    await steps.happen("1", received(desk, incident_type="DVA"))
    await a_call(desk, "2", RIGHT, **shared)
    assert (await sends(desk, steps, "2", received(desk)))["call_received"] == "careful_address"
    assert desk.texts() == []
    desk.later(hours=49)
    await a_call(desk, "3", RIGHT, **shared)
    assert (await sends(desk, steps, "3", received(desk)))["call_received"] == "sent"


async def test_a_call_is_not_near_a_sensitive_one_whose_clock_is_a_month_ahead(desk: Desk, steps: Steps) -> None:
    await a_call(desk, "1", RIGHT)
    await steps.happen("1", received(desk, incident_type="DVA"))
    desk.later(minutes=-5)  # another worker's clock
    await a_call(desk, "2", RIGHT)
    assert (await sends(desk, steps, "2", received(desk)))["call_received"] == "careful_address"
    desk.later(days=-40)
    await a_call(desk, "3", RIGHT)
    assert (await sends(desk, steps, "3", received(desk)))["call_received"] == "sent"


async def test_a_type_that_turns_out_sensitive_elsewhere_stops_what_is_about_to_leave(desk: Desk, steps: Steps) -> None:
    await a_call(desk, "1", RIGHT)
    outcome = await steps.happen("1", received(desk))
    await a_call(desk, "2", RIGHT)
    await steps.happen("2", received(desk, incident_type="DVA"))
    await steps.send(outcome)
    assert (await steps.rows("1"))["call_received"].reason == "careful_address"
    assert desk.texts() == []


async def test_nothing_leaves_by_a_number_that_a_suspect_has_in_another_open_call(desk: Desk, steps: Steps) -> None:
    await a_call(desk, "1", RIGHT, [ContactRole.SUSPECT])
    await steps.happen("1", received(desk))
    await a_call(desk, "2", RIGHT)
    assert (await sends(desk, steps, "2", received(desk)))["call_received"] == "not_safe"
    [task] = await tasks(desk)
    assert (task.kind, RIGHT in task.reason) == ("suspects_address", False)
    await sends(desk, steps, "2", an_event(T.CALL_UPDATED, at=desk.now, beat="C2"))
    assert len(await tasks(desk)) == 1
    async with desk.database.transaction() as session:
        await staff_tasks.close(session, task.id, desk.now)
    await sends(desk, steps, "2", an_event(T.CALL_UPDATED, at=desk.now, beat="C3"))
    assert await tasks(desk) == []


async def test_a_suspects_number_of_a_closed_call_is_a_number_like_others(desk: Desk, steps: Steps) -> None:
    await a_call(desk, "1", RIGHT, [ContactRole.SUSPECT])
    await steps.happen("1", received(desk), an_event(T.CALL_CANCELLED, at=desk.now))
    await a_call(desk, "2", RIGHT)
    assert (await sends(desk, steps, "2", received(desk)))["call_received"] == "sent"
