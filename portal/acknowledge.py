"""Somebody says that they saw an important piece of news: noted once, for staff to see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import calls, messages, timeline
from db.tables import TimelineEntry
from domain.portal.updates import IMPORTANT
from portal.cases import VictimCall

SEEN = "seen"


async def saw(session: AsyncSession, case: VictimCall, message_id: str, *, now: datetime) -> bool:
    """True if there is such news for them. Said again, or of its copy by another channel, it leaves no second line."""
    await calls.lock_call(session, case.call.ori, case.call.call_number)
    rows = [row for row in await messages.of_call(session, case.call.id) if row.contact_id in case.contact_ids]
    said = next((row for row in rows if row.id == message_id and row.key in IMPORTANT), None)
    if said is None:
        return False
    copies = [row for row in rows if (row.key, row.n) == (said.key, said.n)]
    if any(row.seen_at for row in copies):
        return True
    for row in copies:
        row.seen_at = now
    line = TimelineEntry(
        call_id=case.call.id,
        entry_key=f"message/{said.id}/{SEEN}",
        occurred_at=now,
        recorded_at=now,
        kind="message",
        what=said.key,
        effect=SEEN,
        status=case.call.status,
    )
    await timeline.append(session, line)
    return True
