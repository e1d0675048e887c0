"""Every Twilio code, provoked at the simulator: what becomes of the text, and who hears of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from sqlmodel import col, select
from temporalio.exceptions import ApplicationError

from db.queries import staff_tasks
from db.tables import Consent, InboxEvent
from domain.messages import Channel, MessageKey
from tests.desk import ORI, Desk
from tests.intake.fakes import FakeTemporal
from tests.listening import a_place, address_of, listening
from tests.shared_material import shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`told`: what the call's workflow hears; `task`: what staff is asked; `stopped`: nothing more goes there."""

    status: str
    reason: str = ""
    told: str = ""
    task: str = ""
    stopped: bool = False


def _sender(code: str) -> Outcome:
    return Outcome(
        status="permanent_failure",
        reason=f"sender_refused: {code}",
        told="delivery.failed",
        task=f"sender_trouble/twilio/{code}",
    )


def _lost(reason: str) -> Outcome:
    return Outcome(status="permanent_failure", reason=reason, told="delivery.failed")


def _passing(code: str) -> Outcome:
    return Outcome(status="temporary_failure", reason=f"undelivered: {code}", told="messages.added")


def _limited(code: str, told: str = "messages.added") -> Outcome:
    return Outcome(
        status="temporary_failure", reason=f"sender_limit: {code}", told=told, task=f"sender_trouble/twilio/{code}"
    )


def _refused(reason: str) -> Outcome:
    return Outcome(status="permanent_failure", reason=reason)


OUTCOMES: dict[str, tuple[str, Outcome]] = {
    "21211": ("+15005551211", _refused("rejected: 21211")),
    "21217": ("+15005551217", _refused("rejected: 21217")),
    "21408": ("+15005551408", _refused("rejected: 21408")),
    "21609": ("+15005551609", Outcome(status="temporary_failure", task="sender_trouble/twilio/21609")),
    "21610": ("+15005551610", Outcome(status="withheld", reason="opted_out", stopped=True)),
    "21611": ("+15005551611", Outcome(status="temporary_failure")),
    "21614": ("+15005551614", _refused("landline: 21614")),
    "21617": ("+15005551617", _refused("rejected: 21617")),
    "21635": ("+15005551635", _refused("landline: 21635")),
    "21999, which nobody knows": ("+15005551999", _refused("rejected: 21999")),
    "20003": ("+15005555401", Outcome(status="temporary_failure", task="sender_trouble/twilio/20003")),
    "20429": ("+15005555429", Outcome(status="temporary_failure")),
    "20500": ("+15005555500", Outcome(status="sending")),
    "20503": ("+15005555503", Outcome(status="sending")),
    "30001": ("+15005553001", _passing("30001")),
    "30002": ("+15005553002", _sender("30002")),
    "30003": ("+15005553003", _passing("30003")),
    "30004": ("+15005553004", _lost("undelivered: 30004")),
    "30005": ("+15005553005", _lost("undelivered: 30005")),
    "30006": ("+15005553006", _lost("landline: 30006")),
    "30007": ("+15005553007", _lost("undelivered: 30007")),
    "30008": ("+15005553008", _passing("30008")),
    "30017": ("+15005553017", _passing("30017")),
    "30022": ("+15005553022", _passing("30022")),
    "30023": ("+15005553023", _limited("30023")),
    "30027": ("+15005553027", _limited("30027")),
    "30034": ("+15005553034", _sender("30034")),
    "30036": ("+15005553036", _lost("stale: 30036")),
    "30410": ("+15005553410", _passing("30410")),
    "30500": ("+15005553500", _passing("30500")),
    "63038": ("+15005558038", _limited("63038", told="")),
    "63038 in a receipt": ("+15005558138", _limited("63038")),
    "30999, which nobody knows": ("+15005553999", _lost("undelivered: 30999")),
    "21610 in a receipt": ("+15005557610", Outcome(status="permanent_failure", reason="opted_out", stopped=True)),
    "none": ("+12065550123", Outcome(status="delivered")),
    "none, doubled receipts": ("+15005557003", Outcome(status="delivered")),
    "none, receipts in the wrong order": ("+15005557004", Outcome(status="delivered")),
    "none, no receipts": ("+15005557001", Outcome(status="sent")),
    "none, only sent": ("+15005557002", Outcome(status="sent")),
}


@pytest.fixture
async def answered(desk: Desk) -> AsyncIterator[Desk]:
    """A desk whose receipts arrive."""
    place = a_place()
    desk.settings = desk.settings.model_copy(update={"public_url": address_of(place), "lookup_line_type": False})
    temporal = FakeTemporal(away=True)
    async with listening(
        place, desk.settings, desk.simulator, database=desk.database, vault=desk.vault, temporal=temporal.client
    ):
        yield desk


async def provoked(desk: Desk, phone: str) -> Outcome:
    """What comes of one text to this number."""
    message = await desk.a_text(phone)
    with contextlib.suppress(ApplicationError):  # it will be tried again
        await desk.send(message)
    await asyncio.to_thread(desk.simulator.control.wait_idle)
    row = await desk.row(message)
    async with desk.database.reading() as session:
        told = (await session.scalars(select(InboxEvent).order_by(col(InboxEvent.seq)))).all()
        tasks = await staff_tasks.open_tasks(session, ORI)
        words = (await session.scalars(select(Consent))).all()
    return Outcome(
        status=row.status,
        reason=row.reason,
        told=" ".join(line.type for line in told),
        task=" ".join(task.task_key for task in tasks),
        stopped=bool(words) and not any(word.given for word in words),
    )


@pytest.mark.parametrize("code", OUTCOMES)
async def test_what_each_code_comes_to(answered: Desk, code: str) -> None:
    phone, outcome = OUTCOMES[code]
    assert await provoked(answered, phone) == outcome


def test_no_code_of_the_provider_notes_is_left_out() -> None:
    notes = shared("providers/README.md").read_text()
    words = notes.replace("/", " ").replace(",", " ").replace(":", " ").replace(";", " ").split()
    codes = {word for word in words if word.isdigit() and word[:2] in {"20", "21", "30"} and len(word) == 5}
    assert {"20003", "20429", "21610", "30034"} <= codes
    assert codes - OUTCOMES.keys() == set()


async def test_a_burst_of_filtered_texts_is_trouble_with_the_sender(answered: Desk) -> None:
    for n in range(5):
        call = await answered.set_call(f"26-{n}")
        person = await answered.set_person(call, phone="+15005553007")
        message = await answered.plan(call, person, MessageKey.CALL_RECEIVED, Channel.SMS)
        await answered.send(message)
    await asyncio.to_thread(answered.simulator.control.wait_idle)
    async with answered.database.reading() as session:
        [task] = await staff_tasks.open_tasks(session, ORI)
    assert task.task_key == "sender_trouble/twilio/30007"
