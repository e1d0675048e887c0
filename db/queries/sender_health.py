"""How an agency's messages fared over each channel lately, and how much of its budget of texts is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, OutboundMessage, RateCount
from domain.delivery import DeliveryStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Fared:
    """So many messages over a channel have come to this status, for this reason (of failures)."""

    channel: str
    status: str
    reason: str
    count: int


async def fared_since(session: AsyncSession, ori: str, since: datetime) -> Sequence[Fared]:
    """What became of the messages whose first attempt was since then."""
    status, reason = col(OutboundMessage.status), col(OutboundMessage.reason)
    wanted = (
        select(col(OutboundMessage.channel), status, reason, func.count())
        .join(Call, col(Call.id) == col(OutboundMessage.call_id))
        .where(
            col(Call.ori) == ori,
            # Every status is named, so that the index on status and the first attempt's time can be used.
            status.in_([each.value for each in DeliveryStatus]),
            col(OutboundMessage.sending_at) >= since,
        )
        .group_by(col(OutboundMessage.channel), status, reason)
    )
    rows = await session.execute(wanted)
    return [Fared(channel=row[0], status=row[1], reason=row[2], count=row[3]) for row in rows]


async def texts_counted(session: AsyncSession, ori: str, *, began_at: datetime) -> int:
    """How many texts of the budget of the day that began then are used."""
    wanted = select(col(RateCount.count)).where(
        col(RateCount.bucket) == f"texts/{ori}", col(RateCount.began_at) == began_at
    )
    return (await session.scalars(wanted)).one_or_none() or 0
