"""Calls of any age and end, each with one row of every kind that retention knows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, contacts, replies
from db.queries.contacts import PersonValues
from db.state_json import dump_state
from db.tables import (
    Call,
    DeliveryReceipt,
    InboundReply,
    InboxEvent,
    LegalHold,
    OutboundMessage,
    Person,
    Preference,
    StaffTask,
    SurveyInvitation,
    TimelineEntry,
    new_id,
)
from domain.call_state import CallState, CaseStatus, End
from domain.contacts import ContactRole
from intake.surveys.answers import COMMENT
from messaging.compose import CONTENT
from tests.database import NOW, an_agency
from tests.intake.fakes import POLICY as WHOLE_POLICY

POLICY = re.sub(r"(?ms)^\[retention.*?(?=^# One line for each message)", "", WHOLE_POLICY)
"""The default policy, without a word about retention: a test may add its own."""

EVERYTHING = {"messages": 1, "replies": 1, "surveys": 1, "people": 1, "timeline": 1, "events": 1, "calls": 1}
"""What `kept_of` says of a call of which nothing went."""


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@dataclass(frozen=True, kw_only=True)
class AgedCall:
    """A call as its workflow recorded it."""

    number: str
    state: CallState
    phone: str = "+12065550123"
    message: str = "delivered"
    relayed: bool = True

    @property
    def case_number(self) -> str:
        return f"case-{self.number}"


def ended(number: str, days: float, **facts: Any) -> AgedCall:
    """A call that was closed without a case so many days ago."""
    usual: dict[str, Any] = {"ended": End.CLOSED, "ended_at": ago(days), "received_at": ago(days + 1), "finished": True}
    return AgedCall(number=number, state=CallState(agency="", call_number=number, **(usual | facts)))


def with_case(number: str, status: CaseStatus, days: float, **facts: Any) -> AgedCall:
    """A call whose case came to this status so many days ago; the call had ended a day before."""
    return ended(number, days + 1, case_status=status, case_status_at=ago(days), **facts)


async def store(database: Database, vault: Vault, ori: str, *aged: AgedCall, policy: str = "") -> None:
    """An agency with these calls."""
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ori, policy=policy or POLICY))
    for each in aged:
        async with database.transaction() as session:
            await _store(session, vault, ori, each)


async def hold(database: Database, ori: str, number: str) -> None:
    """Place a legal hold."""
    async with database.transaction() as session:
        session.add(LegalHold(ori=ori, number=number, placed_by="7", placed_at=NOW))


async def kept_of(database: Database, ori: str, number: str) -> dict[str, int]:
    """Kind of record -> how many rows of the call still hold something of it; none of a call that is gone."""
    async with database.reading() as session:
        of_number = (col(Call.ori) == ori, col(Call.call_number) == number)
        call = (await session.scalars(select(Call).where(*of_number))).one_or_none()
        events = (col(InboxEvent.ori) == ori, col(InboxEvent.call_number) == number)
        found = {"events": len((await session.scalars(select(InboxEvent).where(*events))).all())}
        if call is not None:

            async def count(table: Any, holds: Any) -> int:
                rows = (await session.scalars(select(table).where(table.call_id == call.id))).all()
                return sum(bool(holds(row)) for row in rows)

            found |= {
                "calls": 1,
                "messages": await count(OutboundMessage, lambda row: row.content_sealed or row.note_sealed),
                "replies": await count(InboundReply, lambda row: row.body_sealed),
                "surveys": await count(SurveyInvitation, lambda row: row.comment_sealed),
                "people": await count(Person, lambda row: row.phone_hash or row.name_sealed),
                "timeline": await count(TimelineEntry, lambda row: True),
            }
    return {kind: n for kind, n in found.items() if n}


async def _store(session: Any, vault: Vault, ori: str, each: AgedCall) -> None:
    state = replace(each.state, agency=ori)
    if state.case_status is not None:
        state = replace(state, case_number=each.case_number)
    call = Call(
        ori=ori,
        call_number=each.number,
        state=dump_state(state),
        status=state.status.value,
        case_number=state.case_number,
        received_at=state.received_at,
        created_at=ago(5000),
        updated_at=NOW,
    )
    session.add(call)
    await session.flush()
    said: PersonValues = {"name": "Ana", "phone": each.phone, "roles": {ContactRole.VICTIM}}
    person = await contacts.upsert(session, vault, call_id=call.id, ref="caller", values=said, now=ago(5000))
    message_id, reply_id, survey_id = new_id(), new_id(), new_id()
    message = OutboundMessage(
        id=message_id,
        call_id=call.id,
        contact_id=person.id,
        key="call_received",
        channel="sms",
        status=each.message,
        content_sealed=vault.seal("{}", context=CONTENT, row=message_id),
        planned_at=NOW,
        updated_at=NOW,
    )
    session.add(message)
    await session.flush()
    key = f"{ori}/{each.number}"
    session.add_all(
        [
            DeliveryReceipt(
                provider="twilio",
                event_key=key,
                message_id=message.id,
                said="delivered",
                effect="delivered",
                occurred_at=NOW,
                recorded_at=NOW,
            ),
            InboundReply(
                id=reply_id,
                ori=ori,
                provider="twilio",
                provider_message_id=key,
                address_hash=person.phone_hash or "",
                call_id=call.id,
                contact_id=person.id,
                body_sealed=vault.seal("hello", context=replies.BODY, row=reply_id),
                intent="other",
                received_at=NOW,
            ),
            SurveyInvitation(
                id=survey_id,
                ori=ori,
                call_id=call.id,
                contact_id=person.id,
                address_hash=person.phone_hash or "",
                token_hash=key,
                language="en",
                question_set="officer_came.1",
                invited_at=NOW,
                expires_at=NOW,
                comment_sealed=vault.seal("{}", context=COMMENT, row=survey_id),
            ),
            TimelineEntry(
                call_id=call.id,
                entry_key="1",
                kind="event",
                what="call.received",
                effect="changed",
                status="received",
                occurred_at=NOW,
                recorded_at=NOW,
            ),
            InboxEvent(
                ori=ori,
                source="cad",
                event_id=each.number,
                content_hash="",
                call_number=each.number,
                type="call.received",
                occurred_at=NOW,
                recorded_at=NOW,
                relayed_at=NOW if each.relayed else None,
            ),
            StaffTask(
                ori=ori,
                task_key=f"undeliverable/{call.id}",
                kind="undeliverable",
                call_id=call.id,
                reason="landline",
                opened_at=NOW,
                last_at=NOW,
            ),
        ]
    )
    chosen = Preference(ori=ori, address_hash=person.phone_hash or "", how="portal", set_at=NOW)
    await session.merge(chosen)
