"""A month's messages of an agency, counted by the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Agency, Call, OutboundMessage
from domain.delivery import WITH_PROVIDER, DeliveryStatus
from domain.usage import OUTCOMES, Prices, UsageLine, UsageReport, bounds, report

_KINDS = (
    col(OutboundMessage.key),
    col(OutboundMessage.channel),
    col(OutboundMessage.language),
    col(OutboundMessage.status),
    col(OutboundMessage.reason),
)
_ACCEPTED = or_(
    col(OutboundMessage.provider_message_id).is_not(None),
    col(OutboundMessage.status).in_([status.value for status in WITH_PROVIDER]),
)


async def month(session: AsyncSession, agency: Agency, month: str, prices: Prices) -> UsageReport:
    """One agency's month by its own clock. Raises ValueError for what is no month."""
    zone = ZoneInfo(agency.time_zone)
    begins, ends = bounds(month, zone)
    return report(agency.ori, month, zone, await lines(session, agency.ori, begins, ends), prices)


async def lines(session: AsyncSession, ori: str, begins: datetime, ends: datetime) -> Sequence[UsageLine]:
    """What was handed to a provider from `begins` until before `ends`, and what was planned then and never was."""
    tried, planned = col(OutboundMessage.sending_at), col(OutboundMessage.planned_at)
    within = or_(and_(tried >= begins, tried < ends), and_(tried.is_(None), and_(planned >= begins, planned < ends)))
    wanted = (
        select(
            *_KINDS,
            func.count(),
            func.sum(case((_ACCEPTED, 1), else_=0)),
            func.sum(case((_ACCEPTED, col(OutboundMessage.segments)), else_=0)),
        )
        .join(Call, col(Call.id) == col(OutboundMessage.call_id))
        .where(col(Call.ori) == ori, within)
        .group_by(*_KINDS)
        .order_by(*_KINDS)
    )
    return [_line(*row) for row in await session.execute(wanted)]


def _line(
    key: str, channel: str, language: str, status: str, reason: str, messages: int, accepted: int, segments: int
) -> UsageLine:
    return UsageLine(
        key=key,
        channel=channel,
        language=language,
        outcome=OUTCOMES[DeliveryStatus(status)],
        reason=reason,
        messages=messages,
        accepted=int(accepted),
        segments=int(segments),
    )
