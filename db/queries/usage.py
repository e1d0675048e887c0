"""A month's messages of an agency, counted by the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CTE, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import KeyedColumnElement
from sqlmodel import col

from db.tables import Agency, Call, OutboundMessage
from domain.delivery import WITH_PROVIDER, DeliveryStatus
from domain.usage import OUTCOMES, Prices, UsageLine, UsageReport, bounds, report

_KINDS: tuple[KeyedColumnElement[Any], ...] = tuple(
    OutboundMessage.metadata.tables["messages"].c[name] for name in ("key", "channel", "language", "status", "reason")
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
    found = _within(begins, ends)
    kinds = [found.c[kind.key] for kind in _KINDS]
    wanted = (
        select(*kinds, func.count(), func.sum(found.c.accepted), func.sum(found.c.accepted * found.c.segments))
        .join(Call, col(Call.id) == found.c.call_id)
        .where(col(Call.ori) == ori)
        .group_by(*kinds)
        .order_by(*kinds)
    )
    return [_line(tuple(row)) for row in await session.execute(wanted)]


def _within(begins: datetime, ends: datetime) -> CTE:
    """The month's messages of all agencies, found first: starting from an agency's calls would read all its years."""
    # Every status is named, so that the index on status and the first attempt's time can be used.
    any_status = col(OutboundMessage.status).in_([status.value for status in DeliveryStatus])
    tried, planned = col(OutboundMessage.sending_at), col(OutboundMessage.planned_at)
    within = or_(
        and_(any_status, tried >= begins, tried < ends),
        and_(any_status, tried.is_(None), planned >= begins, planned < ends),
    )
    accepted = case((_ACCEPTED, 1), else_=0).label("accepted")
    chosen = select(col(OutboundMessage.call_id), col(OutboundMessage.segments), accepted, *_KINDS).where(within)
    return chosen.cte("in_month").prefix_with("MATERIALIZED")


def _line(row: Sequence[Any]) -> UsageLine:
    key, channel, language, status, reason, messages, accepted, segments = row
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
