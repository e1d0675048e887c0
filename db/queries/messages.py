"""Outbound messages: each exists once, before anything is sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.queries import named_locks
from db.tables import Call, OutboundMessage
from domain.delivery import TO_BE_SENT, WITH_PROVIDER, DeliveryStatus
from domain.messages import NEWS_KEYS, MessageKey

WENT_OUT = [DeliveryStatus.SENDING.value, *(status.value for status in WITH_PROVIDER)]
"""Statuses of a message that a provider has, or may have by now."""
NO_NEWS = [key.value for key in MessageKey if key not in NEWS_KEYS]
"""Keys of answers, and of what stands beside a message; they use up nothing of what may be sent in a day."""
COUNTED = [status.value for status in (DeliveryStatus.SENDING, DeliveryStatus.SENT, DeliveryStatus.DELIVERED)]
"""Statuses of what a person was told, or may have been."""

_OF_CALL = (
    select(OutboundMessage)
    .where(col(OutboundMessage.call_id) == bindparam("call_id"))
    .order_by(col(OutboundMessage.planned_at), col(OutboundMessage.id))
)
_ONE_LOCKED = (
    select(OutboundMessage)
    .where(col(OutboundMessage.id) == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_WRITTEN_BEFORE = (
    select(col(OutboundMessage.id))
    .where(
        col(OutboundMessage.call_id) == bindparam("call_id"),
        col(OutboundMessage.contact_id) == bindparam("contact_id"),
        col(OutboundMessage.channel) == bindparam("channel"),
        col(OutboundMessage.id) != bindparam("id"),
        col(OutboundMessage.status).in_(WENT_OUT),
        # Rows from before addresses were kept have none.
        col(OutboundMessage.address_hash).in_([bindparam("address_hash"), ""]),
    )
    .limit(1)
)

_BESIDE = aliased(OutboundMessage)
_OFFERS_BESIDE = (
    select(col(_BESIDE.id))
    .join(
        OutboundMessage,
        and_(
            col(OutboundMessage.call_id) == col(_BESIDE.call_id),
            col(OutboundMessage.contact_id) == col(_BESIDE.contact_id),
        ),
    )
    .where(
        col(OutboundMessage.id) == bindparam("id"),
        col(_BESIDE.key) == MessageKey.LANGUAGE_OFFER.value,
        col(_BESIDE.status).in_([status.value for status in TO_BE_SENT]),
        or_(col(_BESIDE.not_before).is_(None), col(_BESIDE.not_before) <= bindparam("now")),
    )
)
_IS_OFFER = text("messages.key = 'language_offer'")
"""In the words of the index `ix_messages_offers`: neither database finds it by a parameter."""
_OFFERED = (
    select(col(OutboundMessage.id))
    .join(Call, and_(col(Call.id) == col(OutboundMessage.call_id), col(Call.ori) == bindparam("ori")))
    .where(
        col(OutboundMessage.address_hash) == bindparam("address_hash"),
        _IS_OFFER,
        col(OutboundMessage.status) != DeliveryStatus.WITHHELD.value,
        col(OutboundMessage.id) != bindparam("id"),
    )
    .limit(1)
)


async def lock_message(session: AsyncSession, message_id: str) -> OutboundMessage | None:
    """One message, to change: as it is now, and locked until the transaction ends."""
    return (await session.scalars(_ONE_LOCKED, {"id": message_id})).one_or_none()


async def of_call(session: AsyncSession, call_id: str) -> Sequence[OutboundMessage]:
    """Every message of a call, withheld ones too, in the order they were planned."""
    return (await session.scalars(_OF_CALL, {"call_id": call_id})).all()


async def has_written_before(session: AsyncSession, message: OutboundMessage, address_hash: str | None) -> bool:
    """True if another message of the call went, or is on its way, to the same person at this address."""
    same = {name: getattr(message, name) for name in ("call_id", "contact_id", "channel", "id")}
    same["address_hash"] = address_hash or ""
    return (await session.scalars(_WRITTEN_BEFORE, same)).first() is not None


async def offers_beside(session: AsyncSession, message_id: str, *, now: datetime) -> Sequence[str]:
    """The ids of offers of a language to the same person in the same call that may leave now."""
    return (await session.scalars(_OFFERS_BESIDE, {"id": message_id, "now": now})).all()


async def was_offered(session: AsyncSession, ori: str, message: OutboundMessage) -> bool:
    """True if the agency has offered languages to the number of this message, or is about to, by another one."""
    asked = {"ori": ori, "address_hash": message.address_hash, "id": message.id}
    return (await session.scalars(_OFFERED, asked)).first() is not None


async def every(session: AsyncSession) -> Sequence[OutboundMessage]:
    """Every message there is, to be counted against what a provider has."""
    return (await session.scalars(select(OutboundMessage))).all()


async def known_at_provider(session: AsyncSession, provider: str, ids: Collection[str]) -> frozenset[str]:
    """Which of these ids of a provider belong to a message of ours."""
    wanted = select(col(OutboundMessage.provider_message_id)).where(
        col(OutboundMessage.provider_message_id).in_(ids), col(OutboundMessage.provider) == provider
    )
    return frozenset(known for known in await session.scalars(wanted) if known)


async def is_anothers(session: AsyncSession, row: OutboundMessage, provider: str, provider_id: str) -> bool:
    """True if another message has this id of a provider; no other transaction takes the id until ours ends."""
    await take_id(session, provider, provider_id)
    wanted = select(col(OutboundMessage.id)).where(
        col(OutboundMessage.provider_message_id) == provider_id,
        col(OutboundMessage.provider) == provider,
        col(OutboundMessage.id) != row.id,
    )
    return (await session.scalars(wanted.limit(1))).first() is not None


async def take_id(session: AsyncSession, provider: str, provider_id: str) -> None:
    """No other transaction takes this id of a provider until ours ends. SQLite lets one write at a time anyway."""
    await named_locks.take(session, f"{provider}/{provider_id}")
