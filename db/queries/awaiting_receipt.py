"""Messages that a provider took and has reported nothing about since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, OutboundMessage
from domain.delivery import DeliveryStatus

_SENT = select(OutboundMessage, col(Call.ori), col(Call.call_number)).join(
    Call, col(Call.id) == col(OutboundMessage.call_id)
)
_UNHEARD = (
    _SENT.where(
        col(OutboundMessage.status) == DeliveryStatus.SENT.value,
        col(OutboundMessage.sending_at) <= bindparam("waited_since"),
        or_(
            col(OutboundMessage.valid_until) <= bindparam("now"),
            col(OutboundMessage.sending_at) <= bindparam("longest_since"),
        ),
        or_(col(OutboundMessage.inquired_at).is_(None), col(OutboundMessage.inquired_at) <= bindparam("asked_before")),
    )
    .order_by(col(OutboundMessage.sending_at))
    .limit(bindparam("limit"))
    .with_for_update(of=OutboundMessage, skip_locked=True)
    .execution_options(populate_existing=True)
)


async def claim(
    session: AsyncSession,
    *,
    waited_since: datetime,
    longest_since: datetime,
    asked_before: datetime,
    now: datetime,
    limit: int,
) -> Sequence[tuple[OutboundMessage, str, str]]:
    """Those to ask about, each with its agency and call number, marked as asked about `now`: no other worker gets them.

    They were sent before `waited_since` and are not valid any more, or before `longest_since`. One that was marked
    before `asked_before` and still has no receipt was in the hands of a worker that is gone.
    """
    asked = {
        "waited_since": waited_since,
        "longest_since": longest_since,
        "asked_before": asked_before,
        "now": now,
        "limit": limit,
    }
    found = [(row, ori, number) for row, ori, number in await session.execute(_UNHEARD, asked)]
    for row, _, _ in found:
        row.inquired_at = now
    return found
