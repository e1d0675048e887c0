"""Carry out what is decided about messages that cannot arrive: store the stand-ins, ask staff for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import contacts, messages, phone_lines, staff_tasks, timeline
from db.queries.insert_if_new import insert_if_new
from db.queries.timeline import TimelineNote
from db.tables import Call, OutboundMessage
from domain.audience import Audience
from domain.delivery import DeliveryStatus, NotSent
from domain.fallback import Attempt, StandIn, Undeliverable, fall_back, needs_another_way
from domain.line_type import LineType
from domain.message_plan import PlannedMessage
from domain.messages import Channel, MessageKey
from domain.task_kinds import NewTask, TaskKind
from messaging.call_context import CallContext
from messaging.compose import sealed_message
from messaging.planning import audience_name, row_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StoodIn:
    """The messages of a call afterwards, and what arrives by no way and staff has not seen to yet, without people."""

    rows: Sequence[OutboundMessage]
    undelivered: tuple[str, ...] = ()


async def stand_in(
    session: AsyncSession, vault: Vault, context: CallContext, audience: Audience, rows: Sequence[OutboundMessage]
) -> StoodIn:
    """Look at the messages of a call; done twice, it changes nothing the second time."""
    if not any(needs_another_way(MessageKey(row.key), row.status, row.reason) for row in rows):
        return StoodIn(rows=rows)
    attempts = [_attempt(row) for row in rows]
    by_id = {row.id: row for row in rows}
    undelivered: list[str] = []
    call, now = context.call, context.now
    for decision in fall_back(attempts, context.state, audience, context.policy, now=now):
        failed = by_id[decision.instead_of]
        if isinstance(decision, StandIn):
            await _store(session, context, decision.message, failed)
            await _learn(session, vault, failed, now)
        else:
            said = _in_words(decision, audience)
            if await _ask_staff(session, context, decision, said):
                await _learn(session, vault, failed, now)
            if await staff_tasks.is_open(session, call.ori, TaskKind.UNDELIVERABLE, _about(call, decision)):
                undelivered.append(said)
    return StoodIn(rows=await messages.of_call(session, call.id), undelivered=tuple(undelivered))


def _attempt(row: OutboundMessage) -> Attempt:
    return Attempt(
        message_id=row.id,
        contact_id=row.contact_id,
        key=MessageKey(row.key),
        n=row.n,
        channel=Channel(row.channel) if row.channel else None,
        language=row.language,
        status=DeliveryStatus(row.status),
        reason=row.reason,
        valid_until=row.valid_until,
    )


async def _store(
    session: AsyncSession, context: CallContext, message: PlannedMessage, instead_of: OutboundMessage
) -> None:
    row = row_of(context, message)
    row.fallback_of, row.note_sealed = instead_of.id, instead_of.note_sealed
    await insert_if_new(session, row)


async def _ask_staff(session: AsyncSession, context: CallContext, decision: Undeliverable, said: str) -> bool:
    """True if they were not asked before: what staff has seen to does not come back."""
    call, now = context.call, context.now
    line = TimelineNote(
        key=f"undeliverable/{decision.contact_id}/{decision.key}/{decision.n}",
        kind="message",
        what=decision.key.value,
        status=call.status,
        effect="undeliverable",
        reason=decision.reason,
    )
    if not await timeline.note(session, call.id, line, now=now):
        return False
    about = _about(call, decision)
    await staff_tasks.raise_task(
        session, call.ori, NewTask(kind=TaskKind.UNDELIVERABLE, about=about, reason=said, call_id=call.id), now=now
    )
    return True


def _about(call: Call, decision: Undeliverable) -> str:
    """One task for each person of a call, however many messages."""
    return f"{call.id}/{decision.contact_id}"


def _in_words(decision: Undeliverable, audience: Audience) -> str:
    person = next((contact for contact in audience.contacts if contact.id == decision.contact_id), None)
    return f"{decision.key.replace('_', ' ')} to {audience_name(person)}: {decision.reason}"


async def _learn(session: AsyncSession, vault: Vault, row: OutboundMessage, now: datetime) -> None:
    """A refusal tells what a lookup did not: the number this text went to, perhaps not the person's any more."""
    refused = row.status == DeliveryStatus.PERMANENT_FAILURE and row.reason.startswith(NotSent.LANDLINE)
    letter = sealed_message(vault, row) if refused and row.channel == Channel.SMS else None
    if letter is not None:
        await phone_lines.learn(session, contacts.phone_hash(vault, letter.to), LineType.LANDLINE, now=now)
