"""Delivery receipts: each stored once, and their messages found by our id or the provider's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, DeliveryReceipt, OutboundMessage

_KNOWN = select(col(DeliveryReceipt.event_key)).where(
    col(DeliveryReceipt.provider) == bindparam("provider"),
    col(DeliveryReceipt.event_key).in_(bindparam("keys", expanding=True)),
)
_PLACES = select(
    col(OutboundMessage.id),
    col(OutboundMessage.provider_message_id),
    col(Call.ori),
    col(Call.call_number),
    col(OutboundMessage.status),
).join(Call, col(Call.id) == col(OutboundMessage.call_id))
_BY_OUR_ID = _PLACES.where(col(OutboundMessage.id).in_(bindparam("ids", expanding=True)))
_BY_THEIR_ID = _PLACES.where(
    col(OutboundMessage.provider_message_id).in_(bindparam("ids", expanding=True)),
    col(OutboundMessage.provider) == bindparam("provider"),
)
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


async def known(session: AsyncSession, provider: str, keys: Collection[str]) -> frozenset[str]:
    """Which of these were stored before."""
    return frozenset(await session.scalars(_KNOWN, {"provider": provider, "keys": list(keys)}))


async def by_our_ids(session: AsyncSession, ids: Collection[str]) -> dict[str, Place]:
    """Message id -> where it is, of those that exist."""
    found = await session.execute(_BY_OUR_ID, {"ids": list(ids)})
    return {row[0]: Place(message_id=row[0], ori=row[2], call_number=row[3], status=row[4]) for row in found}


async def by_their_ids(session: AsyncSession, provider: str, ids: Collection[str]) -> dict[str, Place]:
    """The provider's id -> where our message is, of those that exist."""
    found = await session.execute(_BY_THEIR_ID, {"provider": provider, "ids": list(ids)})
    return {row[1] or "": Place(message_id=row[0], ori=row[2], call_number=row[3], status=row[4]) for row in found}


async def of_message(session: AsyncSession, message_id: str) -> Sequence[DeliveryReceipt]:
    """Every report about a message, in the order they came."""
    return (await session.scalars(_OF_MESSAGE, {"message_id": message_id})).all()
