"""Delivery receipts: each stored once, and their messages found by our id or the provider's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from db.connection.direct import Direct
from db.queries.insert_if_new import insert_new
from db.tables import Call, DeliveryReceipt, OutboundMessage
from domain.delivery import DeliveryStatus

_MESSAGES, _CALLS = (SQLModel.metadata.tables[str(table.__tablename__)] for table in (OutboundMessage, Call))
_PLACES = select(
    _MESSAGES.c.id, _MESSAGES.c.provider_message_id, _CALLS.c.ori, _CALLS.c.call_number, _MESSAGES.c.status
).join(_CALLS, _CALLS.c.id == _MESSAGES.c.call_id)
_BY_OUR_ID = _PLACES.where(_MESSAGES.c.id.in_(bindparam("ids", expanding=True)))
_BY_THEIR_ID = _PLACES.where(
    _MESSAGES.c.provider_message_id.in_(bindparam("ids", expanding=True)),
    _MESSAGES.c.provider == bindparam("provider"),
)
_FREE = Direct(_BY_OUR_ID.with_for_update(key_share=True, skip_locked=True, of=_MESSAGES))
_DELIVERED = Direct(
    update(_MESSAGES)
    .where(_MESSAGES.c.id == bindparam("of"), _MESSAGES.c.status == DeliveryStatus.SENT.value)
    .values(
        {
            "status": DeliveryStatus.DELIVERED.value,
            "provider_code": "",
            "delivered_at": bindparam("at"),
            "updated_at": bindparam("now"),
        }
    )
)
"""What `OutboundMessage.move_to` does to a message that was sent: its reason says already what language it is in."""
_OF_MESSAGE = (
    select(DeliveryReceipt)
    .where(col(DeliveryReceipt.message_id) == bindparam("message_id"))
    .order_by(col(DeliveryReceipt.id))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A message as it stands, and the call it belongs to: what is locked to change it."""

    message_id: str
    ori: str
    call_number: str
    status: str
    is_locked: bool = False
    """By this transaction."""


async def lock_free(session: AsyncSession, ids: Collection[str]) -> dict[str, Place]:
    """Message id -> where it is, of those that no other transaction has in hand; until ours ends, they are ours.

    This waits for none. So the call, which is locked before its messages elsewhere, need not be locked here.
    """
    found = await _FREE.rows(session, {"ids": list(ids)})
    return {row[0]: _place(row, is_locked=True) for row in found}


async def add_new(session: AsyncSession, rows: Collection[Mapping[str, Any]]) -> frozenset[str]:
    """Store receipts, given as values of columns; the event keys of those that were not stored before."""
    in_order = sorted(rows, key=lambda row: (row["event_key"], row["provider"]))
    return await insert_new(session, DeliveryReceipt, in_order, key="event_key")


async def delivered(session: AsyncSession, at: Mapping[str, datetime], *, now: datetime) -> None:
    """Of messages that were locked here as sent: id -> when its reader had it."""
    moves = [{"of": message_id, "at": moment, "now": now} for message_id, moment in at.items()]
    await _DELIVERED.each(session, moves)


async def by_our_ids(session: AsyncSession, ids: Collection[str]) -> dict[str, Place]:
    """Message id -> where it is, of those that exist."""
    found = await session.execute(_BY_OUR_ID, {"ids": list(ids)})
    return {row[0]: _place(row) for row in found}


async def by_their_ids(session: AsyncSession, provider: str, ids: Collection[str]) -> dict[str, Place]:
    """The provider's id -> where our message is, of those that exist."""
    found = await session.execute(_BY_THEIR_ID, {"provider": provider, "ids": list(ids)})
    return {row[1] or "": _place(row) for row in found}


def _place(row: Sequence[Any], *, is_locked: bool = False) -> Place:
    return Place(message_id=row[0], ori=row[2], call_number=row[3], status=row[4], is_locked=is_locked)


async def of_message(session: AsyncSession, message_id: str) -> Sequence[DeliveryReceipt]:
    """Every report about a message, in the order they came."""
    return (await session.scalars(_OF_MESSAGE, {"message_id": message_id})).all()
