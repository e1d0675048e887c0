"""Record once that a victim saw an important piece of news, for staff to see in the timeline."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import calls, timeline
from db.queries.timeline import TimelineNote
from domain.actors import CONTACT
from domain.portal.updates import IMPORTANT
from portal.case_file import messages_to
from portal.cases import VictimCall

SEEN = "seen"


async def saw(session: AsyncSession, case: VictimCall, message_id: str, *, now: datetime) -> bool:
    """True if there is such news for them. Said again, or of its copy by another channel, it leaves no second line."""
    await calls.lock_call(session, case.call.ori, case.call.call_number)
    rows = await messages_to(session, case)
    said = next((row for row in rows if row.id == message_id and row.key in IMPORTANT), None)
    if said is None:
        return False
    copies = [row for row in rows if (row.key, row.n) == (said.key, said.n)]
    if any(row.seen_at for row in copies):
        return True
    for row in copies:
        row.seen_at = now
    key = f"message/{said.id}/{SEEN}"
    line = TimelineNote(key=key, kind="message", what=said.key, status=case.call.status, by=CONTACT, effect=SEEN)
    await timeline.note(session, case.call.id, line, now=now)
    return True
