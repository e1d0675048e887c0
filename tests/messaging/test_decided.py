"""What is withheld when it is planned, dropped or corrected stands in the audit log as well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from db.queries import audit_records
from db.queries.audit_records import WantedRecords
from db.queries.corrections import SentPeriod
from db.tables import Agency, AuditRecord, BrakeEntry, Call
from domain.audit.acts import ActKind
from domain.call_state import CaseStatus
from domain.delivery import DeliveryStatus, NotSent
from domain.mass_news import BrakeDecision
from domain.message_plan import PlannedMessage
from domain.messages import Channel, MessageKey
from intake.staff.corrections import correct
from intake.staff.mass_news import Review, carry_out
from messaging.call_context import CallContext
from messaging.planning import insert
from tests.desk import ORI, Desk

ARREST = MessageKey.ARREST_MADE


async def recorded(desk: Desk, kind: ActKind) -> Sequence[AuditRecord]:
    async with desk.database.reading() as session:
        return await audit_records.found(session, WantedRecords(ori=ORI, kind=kind.value), most=100)


async def test_what_is_planned_and_withheld_is_recorded_once_however_often_the_step_is_taken(desk: Desk) -> None:
    call = await desk.set_call()
    person = await desk.set_person(call)
    planned = [
        PlannedMessage(
            contact_id=person, key=ARREST, n=1, channel=Channel.SMS, language="en", withheld=NotSent.NOT_SAFE
        ),
        PlannedMessage(contact_id=person, key=MessageKey.CALL_RECEIVED, n=1, channel=Channel.SMS, language="en"),
    ]
    for _ in range(2):
        async with desk.database.transaction() as session:
            agency, kept = await session.get_one(Agency, ORI), await session.get_one(Call, call.id)
            await insert(session, CallContext.of(agency, kept, now=desk.now), planned)
    (record,) = await recorded(desk, ActKind.MESSAGE_DECIDED)
    assert (record.outcome, record.reason, record.contact_id) == ("refused", "not_safe", person)
    assert record.detail["key"] == "arrest_made"


@pytest.mark.parametrize(("decision", "dropped"), [(BrakeDecision.DROPPED, 1), (BrakeDecision.RELEASED, 0)])
async def test_a_review_of_what_is_held_is_recorded_with_who_decided(
    desk: Desk, decision: BrakeDecision, dropped: int
) -> None:
    call = await desk.set_call(case_number="26-7", case_status=CaseStatus.ARREST)
    person = await desk.set_person(call)
    message = await desk.plan(call, person, ARREST, Channel.SMS, reason=NotSent.HELD_FOR_REVIEW.value)
    held = BrakeEntry(message_id=message, ori=ORI, key=ARREST.value, decision=BrakeDecision.HELD.value, at=desk.now)
    async with desk.database.transaction() as session:
        session.add(held)
    await carry_out(desk.database, Review(ori=ORI, key=ARREST, decision=decision, by="4711"), clock=lambda: desk.now)
    (review,) = await recorded(desk, ActKind.HELD_REVIEWED)
    assert (review.by, review.about) == ("operator:4711", "message-key:arrest_made")
    assert review.detail == {"decision": decision.value, "messages": 1}
    withheld = await recorded(desk, ActKind.MESSAGE_DECIDED)
    assert [(each.by, each.reason) for each in withheld] == [("operator:4711", "held_for_review: dropped")] * dropped


async def test_a_correction_is_recorded_with_who_asked_for_it(desk: Desk) -> None:
    call = await desk.set_call(case_number="26-7", case_status=CaseStatus.ARREST)
    person = await desk.set_person(call)
    message = await desk.plan(call, person, ARREST, Channel.SMS)
    await desk.send(message)
    assert (await desk.row(message)).status == DeliveryStatus.SENT
    since = desk.now - timedelta(days=1)
    period = SentPeriod(ori=ORI, key=ARREST, since=since, until=desk.now + timedelta(days=1))
    await correct(desk.database, desk.vault, period, by="4711", clock=lambda: desk.now)
    (record,) = await recorded(desk, ActKind.CORRECTED)
    assert (record.by, record.about, record.detail) == ("operator:4711", "message-key:arrest_made", {"messages": 1})
