"""Claim what waits of one call, as a relay does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries import inbox_claims
from db.queries.inbox_claims import WaitingCall
from db.tables import InboxEvent


async def claim(
    session: AsyncSession, ori: str, call_number: str, *, now: datetime, until: datetime
) -> Sequence[InboxEvent]:
    """The lines of the inbox that are in hand now, in order."""
    claimed = await inbox_claims.claim(session, [WaitingCall(ori=ori, call_number=call_number)], now=now, until=until)
    seqs = [event.seq for events in claimed.values() for event in events]
    lines = select(InboxEvent).where(col(InboxEvent.seq).in_(seqs)).order_by(col(InboxEvent.seq))
    return (await session.scalars(lines.execution_options(populate_existing=True))).all()
