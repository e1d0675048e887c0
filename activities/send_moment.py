"""One transaction in which messages are prepared and recorded: what it has loaded, and what it writes at its end."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record_all
from db.queries import known_agencies, sending, timeline
from db.queries.sending import LockedMessage
from db.queries.timeline import TimelineNote
from domain.audit.acts import Act
from messaging import loaded_call
from messaging.loaded_call import CallToTell


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMoment:
    """`now` is the call's clock, `wall_clock` the time that providers and the audit log go by."""

    session: AsyncSession
    now: datetime
    wall_clock: datetime
    acts: list[Act] = field(default_factory=list)
    """For the audit log."""
    lines: dict[str, list[TimelineNote]] = field(default_factory=lambda: defaultdict(list))
    """For the timelines, by the call's id."""
    loaded: dict[tuple[str, bool], CallToTell] = field(default_factory=dict)
    """By the call's id, and whether it is by the call's clock."""

    async def load(self, locked: LockedMessage, at: datetime) -> CallToTell:
        """What there is to know of a message's call; once, however many messages of it leave."""
        asked = locked.call.id, at == self.now
        known = self.loaded.get(asked)
        if known is None:
            agency = await known_agencies.current(self.session, locked.call.ori, locked.mark)
            known = await loaded_call.load(self.session, agency, locked.call, now=at)
            self.loaded[asked] = known
        return known

    async def write(self) -> None:
        """What was changed and collected, each kind by one statement."""
        await sending.write_changed(self.session)
        for call_id, lines in self.lines.items():
            await timeline.note_all(self.session, call_id, lines, now=self.now)
        await record_all(self.session, self.acts, now=self.wall_clock)
