"""Messages that should have left and have not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, and_, bindparam, case, exists, not_, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.messages import WENT_OUT
from db.tables import Agency, Call, OutboundMessage
from domain.delivery import DeliveryStatus, NotSent
from domain.messages import Channel

_IN_DOUBT = and_(
    col(OutboundMessage.status) == DeliveryStatus.SENDING.value, col(OutboundMessage.channel) == Channel.EMAIL.value
)
"""An email that may have left waits for news of it: see `messaging.retry`."""
_REVIEWED = or_(
    col(OutboundMessage.reason) != NotSent.HELD_FOR_REVIEW.value,
    col(OutboundMessage.status) != DeliveryStatus.CREATED.value,
)
_TO_BE_SENT = text("messages.status IN ('created', 'sending', 'temporary_failure')")
"""In the words of the index `ix_messages_to_be_sent`: neither database finds it by a parameter."""
_due = case(
    (col(OutboundMessage.not_before) > col(OutboundMessage.updated_at), col(OutboundMessage.not_before)),
    else_=col(OutboundMessage.updated_at),
)
_LATE = (
    select(col(OutboundMessage.id), _due)
    .where(
        _TO_BE_SENT,
        or_(
            and_(not_(_IN_DOUBT), col(OutboundMessage.updated_at) < bindparam("before")),
            and_(_IN_DOUBT, col(OutboundMessage.updated_at) < bindparam("doubted_before")),
        ),
        _REVIEWED,
    )
    .order_by(_due)
    .limit(bindparam("limit", type_=Integer))
)
_LATE_OF_ANY_TIME = _LATE.where(col(OutboundMessage.not_before).is_(None))
_LATE_OF_ITS_TIME = _LATE.where(col(OutboundMessage.not_before) < bindparam("before"))
"""Two questions, as an index answers each and not the two with an "or" between."""
_WHOLE = (
    select(OutboundMessage, Call, Agency)
    .join(Call, col(Call.id) == col(OutboundMessage.call_id))
    .join(Agency, col(Agency.ori) == col(Call.ori))
    .where(col(OutboundMessage.id).in_(bindparam("ids", expanding=True)))
)
_LEFT_LATELY = select(
    exists()
    .where(col(OutboundMessage.status).in_(WENT_OUT), col(OutboundMessage.sending_at) >= bindparam("since"))
    .where(col(OutboundMessage.channel) == bindparam("channel"))
    .where(col(Call.id) == col(OutboundMessage.call_id), col(Call.ori) == bindparam("ori"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueMessage:
    """One of them, with what it belongs to, and when it should have left at the latest."""

    row: OutboundMessage
    call: Call
    agency: Agency
    due: datetime


async def overdue(
    session: AsyncSession, *, before: datetime, doubted_before: datetime, limit: int
) -> Sequence[OverdueMessage]:
    """Those untouched since `before` that wait for no later time and no person, the longest due first.

    `doubted_before`: the same for an email that may have left.
    """
    asked = {"before": before, "doubted_before": doubted_before, "limit": limit}
    due: dict[str, datetime] = {}
    for statement in (_LATE_OF_ANY_TIME, _LATE_OF_ITS_TIME):
        due |= {row[0]: row[1] for row in await session.execute(statement, asked)}
    first = sorted(due, key=due.__getitem__)[:limit]
    if not first:
        return []
    found = (await session.execute(_WHOLE, {"ids": first})).all()
    late = [OverdueMessage(row=row, call=call, agency=agency, due=due[row.id]) for row, call, agency in found]
    return sorted(late, key=lambda each: each.due)


async def left_lately(session: AsyncSession, ori: str, channel: str, *, since: datetime) -> bool:
    """True if messages of this agency have left over this channel since then."""
    asked = {"ori": ori, "channel": channel, "since": since}
    return bool((await session.execute(_LEFT_LATELY, asked)).scalar())
