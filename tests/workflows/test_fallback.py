"""A message that cannot arrive one way arrives another way, or somebody of the agency knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from activities.step_names import is_step_name
from db.queries import calls, consents, messages, staff_tasks
from db.queries.contacts import PersonValues, email_hash, phone_hash
from db.queries.insert_if_new import insert_if_new
from db.tables import Consent, OutboundMessage, StaffTask
from domain.contacts import ContactRole
from domain.messages import Purpose
from domain.wakes import DELIVERY_FAILED
from engine.search_attributes import NEEDS_ATTENTION
from intake.relay.signals import CallToSignal, signal_with_start
from tests.histories.fingerprint import fingerprint
from tests.patience import until
from tests.world import CallInTest, World

LANDLINE, REFUSED, MOBILE = "+15005554001", "+15005551211", "+12065550123"
EMAIL = "ana.perez@example.com"


def somebody(phone: str = LANDLINE, **more: Any) -> PersonValues:
    roles = [ContactRole.REPORTING_PARTY, ContactRole.VICTIM]
    values: Any = {"roles": roles, "name": "Ana Pérez", "phone": phone, "language": "en"}
    return values | more  # type: ignore[no-any-return]  # TypedDicts do not join


async def a_call_of(world: World, person: PersonValues) -> CallInTest:
    """A call in the morning, about which its caller has heard what can be said."""
    call = world.call()
    call.receive_at(10)
    await call.contact(person)
    await call.receive()
    await call.reach(2)
    return call


async def ways(call: CallInTest, key: str = "call_received") -> dict[str, tuple[str, str]]:
    """Channel -> status and reason, of the messages of a kind."""
    return {row.channel: (row.status, row.reason) for row in await call.messages() if row.key == key}


async def tasks(world: World) -> Sequence[StaffTask]:
    async with world.database.reading() as session:
        return await staff_tasks.open_tasks(session, world.ori)


async def needs_attention(call: CallInTest) -> bool:
    return bool((await call.handle.describe()).typed_search_attributes.get(NEEDS_ATTENTION))


async def is_recorded(call: CallInTest, event: str) -> bool:
    """True once the step of that event is in the database."""
    return any(line.what == event for line in await call.timeline())


async def steps(call: CallInTest) -> list[str]:
    """What the steps of a call are called in the Web UI."""
    lines = fingerprint(await call.handle.fetch_history())
    names = [line.removeprefix("record ") for line in lines if line.startswith("record ")]
    return [name for name in names if is_step_name(name)]


async def fail(call: CallInTest, key: str = "call_received", *, reason: str = "landline: 30006") -> None:
    """A receipt says that this text did not arrive: its row is moved and the workflow told, as intake does."""
    async with call.world.database.transaction() as session:
        stored = await calls.lock_call(session, call.world.ori, call.number)
        assert stored is not None
        for row in await messages.of_call(session, stored.id):
            if (row.key, row.channel) == (key, "sms"):
                row.status, row.reason = "permanent_failure", reason
    await tell(call, key)


async def tell(call: CallInTest, key: str = "call_received") -> None:
    known = CallToSignal(ori=call.world.ori, call_number=call.number, status="received", known={})
    facts = {"key": key, "channel": "sms", "code": "30006"}
    await signal_with_start(call.world.client, known, DELIVERY_FAILED, facts, proving=call.prover().of_event)
    await call.settle()


@pytest.mark.parametrize(
    ("phone", "sms"),
    [(LANDLINE, ("withheld", "landline")), (REFUSED, ("permanent_failure", "rejected: 21211"))],
)
async def test_who_cannot_be_texted_gets_the_email_instead(world: World, phone: str, sms: tuple[str, str]) -> None:
    call = await a_call_of(world, somebody(phone, email=EMAIL))
    await until(lambda: world.texts(EMAIL))
    await call.settle()
    assert await ways(call) == {"sms": sms, "email": ("sent", "")}
    text, email = sorted(await call.messages(), key=lambda row: row.channel, reverse=True)
    assert (email.fallback_of, text.fallback_of) == (text.id, None)
    assert world.texts(phone) == []
    assert not await needs_attention(call)
    assert await tasks(world) == []
    assert (await steps(call))[-1] == "delivery failed: call_received"


async def test_who_can_be_reached_by_no_way_is_a_task_for_staff(world: World) -> None:
    call = await a_call_of(world, somebody())
    await until(lambda: needs_attention(call))
    (task,) = await tasks(world)
    assert (task.kind, task.reason) == ("undeliverable", "call received to victim: sms landline")
    (line,) = [line for line in await call.timeline() if line.effect == "undeliverable"]
    assert (line.what, line.reason) == ("call_received", "sms landline")
    assert (await call.status())["needs_attention"] == "call received to victim: sms landline"
    assert "undeliverable" in [line["effect"] for line in await call.lines()]
    assert world.texts() == []


async def test_one_person_is_one_task_and_what_staff_has_seen_to_does_not_come_back(world: World) -> None:
    call = await a_call_of(world, somebody())
    await until(lambda: needs_attention(call))
    await call.play((10, "unit.arrived", {}), (30, "call.closed", {"disposition": "01", "case_number": "26-1"}))
    (task,) = await tasks(world)
    keys = {line.what for line in await call.timeline() if line.effect == "undeliverable"}
    assert keys == {"call_received", "outcome_handled", "case_number", "report_copy", "victim_rights"}
    assert task.times == len(keys)
    async with world.database.transaction() as session:
        await staff_tasks.close(session, task.id, call.received_at)
    await call.play((40, "call.updated", {"priority": 2}))
    assert await tasks(world) == []
    assert not await needs_attention(call)


async def test_a_failure_reported_later_is_made_up_for_once(world: World) -> None:
    call = await a_call_of(world, somebody(MOBILE, email=EMAIL))
    assert await ways(call) == {"sms": ("sent", "")}
    await fail(call)
    await tell(call)
    await until(lambda: world.texts(EMAIL))
    await call.settle()
    assert (await ways(call))["email"] == ("sent", "")
    assert len(world.texts(EMAIL)) == 1
    assert (await steps(call)).count("delivery failed: call_received") == 2


async def test_what_a_refusal_taught_keeps_the_next_text_back(world: World) -> None:
    call = await a_call_of(world, somebody(MOBILE, email=EMAIL))
    await fail(call)
    other = world.call("26-000456")
    other.receive_at(10)
    await other.contact(somebody(MOBILE, email=EMAIL))
    await other.receive()
    await other.reach(2)
    await until(lambda: len(world.texts(EMAIL)) == 2)
    assert (await ways(other))["sms"] == ("withheld", "landline")


@pytest.mark.parametrize(
    ("type_", "facts"),
    [("unit.arrived", {}), ("call.updated", {"incident_type": "DVA"})],
    ids=["no longer true", "sensitive by now"],
)
async def test_what_must_not_be_said_any_more_has_no_stand_in(world: World, type_: str, facts: dict[str, Any]) -> None:
    call = await a_call_of(world, somebody(MOBILE, email=EMAIL))
    await call.reach(32)
    assert (await ways(call, "officer_delayed"))["sms"] == ("sent", "")
    await call.play((33, type_, facts))
    await fail(call, "officer_delayed")
    assert "email" not in await ways(call, "officer_delayed")
    assert (world.texts(EMAIL), await tasks(world), await needs_attention(call)) == ([], [], False)


@pytest.mark.parametrize("stopped", ["text", "email"])
async def test_who_said_stop_gets_no_email_instead(world: World, stopped: str) -> None:
    """Stop by text is meant for emails too; who stopped emails can still be told by a person."""
    call = await a_call_of(world, somebody(MOBILE, email=EMAIL))
    vault = world.vault
    word = Consent(
        ori=world.ori,
        address_hash=phone_hash(vault, MOBILE) if stopped == "text" else email_hash(vault, EMAIL),
        purpose=Purpose.UPDATES.value,
        given=False,
        how="reply",
        at=call.received_at,
    )
    async with world.database.transaction() as session:
        await consents.append(session, word)
    await fail(call)
    assert "email" not in await ways(call)
    assert world.texts(EMAIL) == []
    assert len(await tasks(world)) == (0 if stopped == "text" else 1)


async def test_a_failure_that_comes_after_the_end_wakes_the_call_and_it_ends_again(world: World) -> None:
    call = world.call()
    call.received_at -= timedelta(minutes=20)
    await call.contact(somebody(MOBILE, email=EMAIL))
    await call.receive()
    await call.report("call.cancelled", 5)
    ended = await call.handle.result()
    first_run = (await call.handle.describe()).run_id
    assert (await ways(call, "call_cancelled"))["sms"] == ("sent", "")
    await fail(call, "call_cancelled")
    again = await call.handle.result()
    assert (await call.handle.describe()).run_id != first_run
    assert again["status"] == ended["status"] == "cancelled"
    assert (await ways(call, "call_cancelled"))["email"] == ("sent", "")


async def test_a_detectives_own_words_go_along_with_the_stand_in(world: World) -> None:
    call = await a_call_of(world, somebody(MOBILE, email=EMAIL))
    await call.play((30, "call.closed", {"disposition": "01", "case_number": "26-1"}))
    async with world.database.transaction() as session:
        stored = await calls.lock_call(session, world.ori, call.number)
        assert stored is not None
        person = next(row.contact_id for row in await messages.of_call(session, stored.id))
        row = OutboundMessage(
            call_id=stored.id,
            contact_id=person,
            key="detective_message",
            channel="sms",
            status="permanent_failure",
            reason="rejected: 30005",
            planned_at=call.received_at,
            updated_at=call.received_at,
        )
        row.note_sealed = world.vault.seal("We found your bicycle.", context="messages.note", row=row.id)
        await insert_if_new(session, row)
    await tell(call, "detective_message")
    await until(lambda: any("We found your bicycle." in email["body"] for email in world.texts(EMAIL)))


async def test_a_message_that_arrives_costs_the_call_nothing(world: World) -> None:
    call = await a_call_of(world, somebody(MOBILE))
    assert not [step for step in await steps(call) if "delivery" in step]
    history = await call.handle.fetch_history()
    assert not [event for event in history.events if event.HasField("workflow_execution_signaled_event_attributes")][1:]


async def test_an_officer_who_arrives_while_the_provider_is_away_is_never_called_late(world: World) -> None:
    call = await a_call_of(world, somebody(MOBILE))
    world.simulator.control.configure(unavailable_rate=1.0)
    await world.clock.fast_forward_to(call.workflow_id, call.received_at + timedelta(minutes=31))
    await until(lambda: needs_attention(call))
    await call.report("unit.arrived", 32)
    await until(lambda: is_recorded(call, "unit.arrived"))  # what leaves before was true as far as we knew
    world.simulator.control.configure(unavailable_rate=0.0)
    await world.clock.fast_forward_to(call.workflow_id, call.received_at + timedelta(minutes=45))
    await call.settle()
    assert (await ways(call, "officer_delayed"))["sms"] == ("withheld", "stale")
    assert await ways(call) == {"sms": ("sent", "")}
    assert len(world.texts()) == 1
