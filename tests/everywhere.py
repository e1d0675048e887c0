"""A person who is known in every table, and who asks to be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.connection.session import Database
from db.contact_refs import stored_ref
from db.encryption.vault import Vault
from db.queries import agencies, calls, contacts, inbox, replies, staff_tasks
from db.queries.contacts import PersonValues
from db.state_json import dump_state
from db.tables import (
    AddressCut,
    Agency,
    Consent,
    DeliveryReceipt,
    InboundReply,
    OutboundMessage,
    PhoneLine,
    PortalAttempt,
    PortalLink,
    PortalSession,
    Preference,
    StaffTask,
    SurveyInvitation,
    TimelineEntry,
    UnsubscribeLink,
    new_id,
)
from domain.actors import WORKFLOW
from domain.audit.acts import Act, ActKind
from domain.call_state import CallState, CaseStatus, End
from domain.contacts import ContactRole
from domain.messages import Channel
from domain.task_kinds import NewTask, TaskKind
from intake.calls.accept import Intake
from intake.calls.snapshots import Snapshot, accept_snapshot
from intake.surveys.answers import COMMENT
from messaging.compose import CONTENT, NOTE
from portal.deletion import ask_for_deletion, erase
from portal.erasure_ledger import ErasureLedger
from tests.database import CAD, NOW, an_agency
from tests.intake.fakes import POLICY

ORI = "WASPD0000"
NAME, PHONE, EMAIL = "Ana Everywhere", "+12065550123", "ana@everywhere.example"
HOME = {"latitude": 47.613371, "longitude": -122.342904}
REF = "Ana.Everywhere:206-555-0123"
WORDS = "I am Ana and I live at the green house"


@dataclass(frozen=True, slots=True, kw_only=True)
class Everywhere:
    """Ana, as one call knows her."""

    call_id: str
    contact_id: str
    ref: str
    phone: str
    email: str


async def an_agency_with_a_portal(database: Database) -> None:
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI, policy=POLICY))


async def known_everywhere(database: Database, vault: Vault, *, now: datetime, number: str = "26-1") -> Everywhere:
    """Ana is the victim of a closed case and has done everything a person can do."""
    await an_agency_with_a_portal(database)
    ana = await report(database, vault, now=now, number=number)
    async with database.transaction() as session:
        call = await calls.lock_call(session, ORI, number)
        assert call is not None
        state = CallState(
            agency=ORI,
            call_number=number,
            case_number=f"case-{number}",
            received_at=now,
            incident_type="LARCENY",
            ended=End.CLOSED,
            ended_at=now,
            case_status=CaseStatus.CLOSED,
            case_status_at=now,
        )
        call.state, call.status, call.case_number = dump_state(state), state.status.value, state.case_number
        call.received_at = now
        for event in await inbox.accepted_of_call(session, ORI, number, besides=()):
            event.relayed_at = now
        message_id = new_id()
        message = OutboundMessage(
            id=message_id,
            call_id=call.id,
            contact_id=ana.contact_id,
            key="arrest_made",
            channel="sms",
            address_hash=contacts.phone_hash(vault, PHONE),
            status="delivered",
            note_sealed=vault.seal(WORDS, context=NOTE, row=message_id),
            content_sealed=vault.seal(f'{{"to": "{PHONE}"}}', context=CONTENT, row=message_id),
            provider_message_id=f"SM-{number}",
            planned_at=now,
            sent_at=now,
            updated_at=now,
        )
        session.add(message)
        session.add(
            TimelineEntry(
                call_id=call.id,
                entry_key=f"message/{message.id}/delivered",
                kind="message",
                what="arrest_made",
                effect="delivered",
                status=call.status,
                occurred_at=now,
                recorded_at=now,
            )
        )
        await session.flush()
        session.add(
            DeliveryReceipt(
                provider="twilio",
                event_key=f"SM-{number}/delivered",
                message_id=message.id,
                said="delivered",
                effect="delivered",
                occurred_at=now,
                recorded_at=now,
            )
        )
        session.add_all(_of_the_contact(ana, vault, number, now))
        told = Act(
            ori=ORI,
            kind=ActKind.MESSAGE_DECIDED,
            by=str(WORKFLOW),
            about=f"message:{message.id}",
            contact_id=ana.contact_id,
            private=WORDS,
        )
        await record(session, told, now=now)
        for row in _of_the_address(ana, now):
            await session.merge(row)
        await staff_tasks.raise_task(
            session, ORI, NewTask(kind=TaskKind.REPLY, about=ana.phone, reason="reply"), now=now
        )
        asked = NewTask(kind=TaskKind.CALL_BACK, about=ana.email, reason="call back", call_id=call.id)
        await staff_tasks.raise_task(session, ORI, asked, now=now)
        await _with_a_note(session, vault, call.id)
    return ana


async def _with_a_note(session: AsyncSession, vault: Vault, call_id: str) -> None:
    """What staff wrote down about her."""
    task = next(each for each in await staff_tasks.open_tasks(session, ORI) if each.call_id == call_id)
    task.outcome_note_sealed = vault.seal(WORDS, context="staff_tasks.outcome_note", row=task.id)


async def report(
    database: Database,
    vault: Vault,
    *,
    now: datetime,
    number: str,
    ref: str = REF,
    phone: str = PHONE,
    received_at: datetime = NOW,
) -> Everywhere:
    """CAD names her as a victim of a call."""
    sent = {"ref": ref, "role": "victim", "name": NAME, "phone": phone, "email": EMAIL, "language": "es"}
    async with database.transaction() as session:
        intake = Intake(session, vault, ori=ORI, by=CAD, now=now)
        said = {"received_at": received_at, "contacts": [sent], "location": HOME}
        snapshot = Snapshot.model_validate(said, strict=False)
        await accept_snapshot(intake, number, snapshot)
        call = await calls.get(session, ORI, number)
        assert call is not None
        stored = stored_ref(vault, call, ref)
        person = await contacts.by_ref(session, call.id, stored)
    return Everywhere(
        call_id=call.id,
        contact_id=person.id if person else "",
        ref=stored,
        phone=contacts.phone_hash(vault, phone),
        email=contacts.email_hash(vault, EMAIL),
    )


async def a_bystander(database: Database, vault: Vault, *, now: datetime, number: str = "26-1") -> str:
    """Bo, a witness of the same call; his contact's id."""
    bo: PersonValues = {"name": "Bo", "phone": "+12065550177", "roles": {ContactRole.WITNESS}}
    async with database.transaction() as session:
        call = await calls.get_or_create(session, ORI, number, now=now)
        return (await contacts.upsert(session, vault, call_id=call.id, ref="bo", values=bo, now=now)).id


async def forget_her(database: Database, ana: Everywhere, ledger: ErasureLedger, *, now: datetime) -> int:
    """She asks in the portal, and staff carries it out."""
    async with database.transaction() as session:
        await ask_for_deletion(session, await session.get_one(Agency, ORI), ana.phone, now=now)
    async with database.transaction() as session:
        [request] = [t for t in await staff_tasks.open_tasks(session, ORI) if t.kind == TaskKind.DELETION_REQUEST]
        return await erase(session, request, keep=(), ledger=ledger, now=now, progress=lambda done, total: None)


def _of_the_contact(ana: Everywhere, vault: Vault, number: str, now: datetime) -> list[object]:
    reply_id, stray_id, survey_id, attempt_id = (new_id() for _ in range(4))
    return [
        InboundReply(
            id=reply_id,
            ori=ORI,
            provider="twilio",
            provider_message_id=f"SM-in-{number}",
            address_hash=ana.phone,
            call_id=ana.call_id,
            contact_id=ana.contact_id,
            body_sealed=vault.seal(WORDS, context=replies.BODY, row=reply_id),
            intent="other",
            received_at=now,
        ),
        InboundReply(
            id=stray_id,
            ori=ORI,
            provider="twilio",
            provider_message_id=f"SM-stray-{number}",
            address_hash=ana.phone,
            body_sealed=vault.seal(WORDS, context=replies.BODY, row=stray_id),
            intent="other",
            received_at=now,
        ),
        SurveyInvitation(
            id=survey_id,
            ori=ORI,
            call_id=ana.call_id,
            contact_id=ana.contact_id,
            address_hash=ana.phone,
            token_hash=f"survey {number}",
            language="es",
            question_set="officer_came.1",
            invited_at=now,
            expires_at=now,
            answered_at=now,
            answers={"respect": 4},
            comment_sealed=vault.seal(WORDS, context=COMMENT, row=survey_id),
        ),
        PortalLink(
            token_hash=f"link {number}",
            ori=ORI,
            contact_id=ana.contact_id,
            channel="sms",
            address_hash=ana.phone,
            created_at=now,
        ),
        PortalAttempt(
            id=attempt_id,
            token_hash=f"attempt {number}",
            ori=ORI,
            code_hash="x",
            code_sealed=vault.seal("123456", context="portal_attempts.code", row=attempt_id),
            wanted_sealed=vault.seal(PHONE, context="portal_attempts.wanted", row=attempt_id),
            contact_id=ana.contact_id,
            address_hash=ana.email,
            channel=Channel.EMAIL.value,
            created_at=now,
            expires_at=now,
        ),
        PortalSession(
            token_hash=f"session {number}",
            ori=ORI,
            address_hash=ana.phone,
            channel="sms",
            language="es",
            created_at=now,
            last_seen_at=now,
        ),
        Consent(ori=ORI, address_hash=ana.phone, purpose="survey", given=False, how="text", at=now),
        Consent(ori=ORI, address_hash=ana.phone, purpose="updates", given=False, how="text", at=now),
        Consent(ori=ORI, address_hash=ana.phone, purpose="updates", given=True, how="text", at=now),
        StaffTask(
            ori=ORI,
            task_key=f"emergency_reply/{ana.contact_id}",
            kind="emergency_reply",
            call_id=ana.call_id,
            reason="emergency",
            opened_at=now,
            last_at=now,
        ),
    ]


def _of_the_address(ana: Everywhere, now: datetime) -> list[object]:
    return [
        Preference(ori=ORI, address_hash=ana.phone, language="fa", how="portal", set_at=now),
        AddressCut(ori=ORI, address_hash=ana.email, reason="notice", cut_at=now),
        PhoneLine(phone_hash=ana.phone, line_type="mobile", looked_up_at=now),
        UnsubscribeLink(
            token_hash="unsubscribe",
            ori=ORI,
            address_hash=ana.email,
            purpose="updates",
            language="es",
            created_at=now,
        ),
    ]
