"""Texts of one call reach a person in the order in which things happened, however slow the provider is."""

from __future__ import annotations

import asyncio

from activities.record_step import _orders
from db.tables import OutboundMessage
from tests.builders import START, a_contact, an_audience
from tests.patience import until
from tests.workflows.test_waiting_messages import DEFAULT, an_agency_with
from tests.world import VICTIM, CallInTest, World

AT_ONCE = DEFAULT.replace("hold_seconds = 60", "hold_seconds = 0")


async def test_what_later_steps_plan_waits_for_what_earlier_ones_planned(world: World) -> None:
    """Each step's text is slow, the first slowest: without an order the later ones would overtake it."""
    await an_agency_with(world, AT_ONCE)
    world.simulator.control.configure(unavailable_rate=1.0)
    call = world.call()
    await call.contact({**VICTIM, "email": None})
    await call.receive()
    await until(lambda: has_tried(world))
    await call.report("call.closed", 0, disposition="01", case_number="26-4711")
    await call.report("case.arrest", 0)
    await asyncio.sleep(1)
    world.simulator.control.configure(unavailable_rate=0.0)
    await until(lambda: has_heard(call, "arrest_made"), patience=150)
    rows = {row.provider_message_id: row.key for row in await call.messages()}
    arrived = [rows[text["sid"]] for text in world.texts()]
    assert arrived.index("case_number") < arrived.index("arrest_made")


async def has_tried(world: World) -> bool:
    return bool(world.simulator.control.state()["counts"].get("sms_requests", 0))


async def has_heard(call: CallInTest, key: str) -> bool:
    return any(row.key == key and row.sent_at for row in await call.messages())


def test_an_answer_to_a_person_who_wrote_waits_for_nothing() -> None:
    rows = [
        OutboundMessage(
            call_id="c", contact_id="vera", key=key, channel="sms", status="created", planned_at=START, updated_at=START
        )
        for key in ("arrest_made", "emergency", "survey_invitation")
    ]
    orders = _orders(rows, an_audience(a_contact(id="vera")), (), START)
    assert {order.keys[0].value: order.lane for order in orders} == {
        "arrest_made": "vera/sms",
        "emergency": "",
        "survey_invitation": "vera/sms",
    }
