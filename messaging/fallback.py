"""Carry out the fallback for messages that did not arrive: store the stand-ins, raise a task for staff for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.keyring import CannotOpen
from db.encryption.vault import Vault
from db.queries import messages, phone_lines, staff_tasks, timeline
from db.queries.hash_lookup import phone_hash_of
from db.queries.insert_if_new import insert_if_new
from db.queries.timeline import TimelineNote
from db.tables import Call, OutboundMessage
from domain.actors import WORKFLOW
from domain.audience import Audience
from domain.delivery import DeliveryStatus, NotSent
from domain.fallback import Attempt, StandIn, Undeliverable, fall_back, needs_another_way
from domain.line_type import LineType
from domain.message_plan import PlannedMessage
from domain.messages import Channel, MessageKey
from domain.task_kinds import NewTask, TaskKind
from messaging import decided
from messaging.call_context import CallContext
from messaging.compose import NOTE, message_if_readable
from messaging.planning import StoredMessage, audience_name, row_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StoodIn:
    """The messages of a call afterwards; `undelivered` arrives over no channel and waits for staff, without people."""

    rows: Sequence[StoredMessage]
    undelivered: tuple[str, ...] = ()


async def stand_in(
    session: AsyncSession, vault: Vault, context: CallContext, audience: Audience, known: Sequence[StoredMessage]
) -> StoodIn:
    """Plan a fallback for each message of a call that needs one; a second run changes nothing."""
    if not any(needs_another_way(MessageKey(row.key), row.status, row.reason) for row in known):
        return StoodIn(rows=known)
    rows = await messages.of_call(session, context.call.id)
    attempts = [_attempt(row) for row in rows]
    by_id = {row.id: row for row in rows}
    undelivered: list[str] = []
    call, now = context.call, context.now
    for decision in fall_back(attempts, context.state, audience, context.policy, now=now):
        failed = by_id[decision.instead_of]
        if isinstance(decision, StandIn):
            await _store(session, vault, context, decision.message, failed)
            is_new = True
        else:
            summary = _in_words(decision, audience)
            is_new = await _ask_staff(session, context, decision, summary)
            if await staff_tasks.is_open(session, call.ori, TaskKind.UNDELIVERABLE, _about(call, decision)):
                undelivered.append(summary)
        if is_new:
            await _learn_landline(session, vault, failed, now)
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
    session: AsyncSession, vault: Vault, context: CallContext, message: PlannedMessage, instead_of: OutboundMessage
) -> None:
    row = row_of(context.call, message, now=context.now)
    row.fallback_of, row.note_sealed = instead_of.id, _note_for(vault, row, instead_of)
    if await insert_if_new(session, row):
        await decided.withheld(session, row, context.call, context.agency, now=context.now)


def _note_for(vault: Vault, row: OutboundMessage, instead_of: OutboundMessage) -> str | None:
    """The same words, bound to the new row. What cannot be opened stays so: the stand-in is withheld for it, too."""
    sealed = instead_of.note_sealed
    try:
        return vault.seal_if_any(vault.open_if_any(sealed, context=NOTE, row=instead_of.id), context=NOTE, row=row.id)
    except CannotOpen:
        return sealed


async def _ask_staff(session: AsyncSession, context: CallContext, decision: Undeliverable, reason: str) -> bool:
    """True if they were not asked before: what staff has seen to does not come back."""
    call, now = context.call, context.now
    line = TimelineNote(
        key=f"undeliverable/{decision.contact_id}/{decision.key}/{decision.n}",
        kind="message",
        what=decision.key.value,
        status=call.status,
        by=WORKFLOW,
        effect="undeliverable",
        reason=decision.reason,
    )
    if not await timeline.note(session, call.id, line, now=now):
        return False
    task = NewTask(kind=TaskKind.UNDELIVERABLE, about=_about(call, decision), reason=reason, call_id=call.id)
    await staff_tasks.raise_task(session, call.ori, task, now=now)
    return True


def _about(call: Call, decision: Undeliverable) -> str:
    """One task for each person of a call, however many messages."""
    return f"{call.id}/{decision.contact_id}"


def _in_words(decision: Undeliverable, audience: Audience) -> str:
    person = next((contact for contact in audience.contacts if contact.id == decision.contact_id), None)
    return f"{decision.key.replace('_', ' ')} to {audience_name(person)}: {decision.reason}"


async def _learn_landline(session: AsyncSession, vault: Vault, row: OutboundMessage, now: datetime) -> None:
    """A refusal says what no lookup did. The number is the one this text went to: the person may have another now."""
    refused = row.status == DeliveryStatus.PERMANENT_FAILURE and row.reason.startswith(NotSent.LANDLINE)
    sent = message_if_readable(vault, row) if refused and row.channel == Channel.SMS else None
    if sent is not None:
        await phone_lines.learn(session, await phone_hash_of(session, vault, sent.to), LineType.LANDLINE, now=now)
