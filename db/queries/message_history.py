"""Everything that was recorded about one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries import receipts
from db.tables import Agency, Call, DeliveryReceipt, OutboundMessage, Person, TimelineEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageHistory:
    """A message with its call, what providers reported about it, and its lines in the call's timeline.

    `person` is None if there was no contact. `instead_of` is the message it stands in for, `stand_ins` are those that
    stand in for it.
    """

    message: OutboundMessage
    call: Call
    agency: Agency
    person: Person | None
    receipts: Sequence[DeliveryReceipt]
    lines: Sequence[TimelineEntry]
    instead_of: OutboundMessage | None
    stand_ins: Sequence[OutboundMessage]


async def get(session: AsyncSession, message_id: str) -> MessageHistory | None:
    """One message; its id as the provider knows it will do."""
    message = await _find(session, message_id)
    if message is None:
        return None
    call = await session.get_one(Call, message.call_id)
    return MessageHistory(
        message=message,
        call=call,
        agency=await session.get_one(Agency, call.ori),
        person=await session.get(Person, message.contact_id) if message.contact_id else None,
        receipts=await receipts.of_message(session, message.id),
        lines=await _lines(session, message),
        instead_of=await session.get(OutboundMessage, message.fallback_of) if message.fallback_of else None,
        stand_ins=await _stand_ins(session, message.id),
    )


async def _find(session: AsyncSession, message_id: str) -> OutboundMessage | None:
    either = or_(col(OutboundMessage.id) == message_id, col(OutboundMessage.provider_message_id) == message_id)
    return (await session.scalars(select(OutboundMessage).where(either).limit(1))).one_or_none()


async def _lines(session: AsyncSession, message: OutboundMessage) -> Sequence[TimelineEntry]:
    of_call, about = col(TimelineEntry.call_id) == message.call_id, col(TimelineEntry.entry_key)
    wanted = select(TimelineEntry).where(of_call, about.startswith(f"message/{message.id}/", autoescape=True))
    return (await session.scalars(wanted.order_by(col(TimelineEntry.id)))).all()


async def _stand_ins(session: AsyncSession, message_id: str) -> Sequence[OutboundMessage]:
    wanted = select(OutboundMessage).where(col(OutboundMessage.fallback_of) == message_id)
    return (await session.scalars(wanted.order_by(col(OutboundMessage.planned_at), col(OutboundMessage.id)))).all()
