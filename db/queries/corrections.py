"""Who got a message of one key in a stretch of time, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.tables import Call, OutboundMessage
from domain.delivery import TO_BE_SENT, WITH_PROVIDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message that was handed to a provider: to whom, how and when. `is_corrected`: it was taken back already."""

    message_id: str
    call_number: str
    contact_id: str
    channel: str
    language: str
    at: datetime
    is_corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPeriod:
    """Messages of one key that an agency sent from `since` until before `until`."""

    ori: str
    key: str
    since: datetime
    until: datetime


async def told(session: AsyncSession, period: SentPeriod) -> Sequence[Told]:
    """What was said last to each person of each call over each channel, in the order in which it was said."""
    correction, sent_at = aliased(OutboundMessage), col(OutboundMessage.sending_at)
    wanted = (
        select(OutboundMessage, col(Call.call_number), col(correction.id))
        .join(Call, col(Call.id) == col(OutboundMessage.call_id))
        .outerjoin(correction, col(correction.corrects) == col(OutboundMessage.id))
        .where(
            col(Call.ori) == period.ori,
            col(OutboundMessage.key) == period.key,
            col(OutboundMessage.status).in_([status.value for status in WITH_PROVIDER]),
            sent_at >= period.since,
            sent_at < period.until,
        )
        .order_by(sent_at, col(Call.call_number), col(OutboundMessage.id))
    )
    last: dict[tuple[str, str, str], Told] = {}
    for row, number, corrected_by in await session.execute(wanted):
        who = (row.call_id, row.contact_id, row.channel)
        last.pop(who, None)
        last[who] = Told(
            message_id=row.id,
            call_number=number,
            contact_id=row.contact_id,
            channel=row.channel,
            language=row.language,
            at=row.sending_at or row.planned_at,
            is_corrected=corrected_by is not None,
        )
    return list(last.values())


async def not_sent_yet(session: AsyncSession, period: SentPeriod) -> int:
    """How many more were planned then and may yet leave: they wait, are held, or are being sent."""
    wanted = (
        select(func.count())
        .select_from(OutboundMessage)
        .join(Call, col(Call.id) == col(OutboundMessage.call_id))
        .where(
            col(Call.ori) == period.ori,
            col(OutboundMessage.key) == period.key,
            col(OutboundMessage.status).in_([status.value for status in TO_BE_SENT]),
            col(OutboundMessage.planned_at) >= period.since,
            col(OutboundMessage.planned_at) < period.until,
        )
    )
    return int((await session.execute(wanted)).scalar_one())
