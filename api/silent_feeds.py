"""Says which agency's feed is silent for much longer than it used to be: its CAD may have lost its way to us."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from db.connection.session import Database
from db.queries import inbox_walk
from db.queries.inbox_walk import Accepted
from domain.wakes import WAKE_SIGNALS

EVERY = timedelta(minutes=5)
HABIT = timedelta(days=7)
"""So many days of a feed say what is usual."""
ENOUGH = 100
"""Events in these days: of less no habit can be told."""
NEVER_BEFORE = timedelta(minutes=30)
AT_ONCE = 2000
"""Lines read in one look: the days behind are read bit by bit, before anything is said."""


@dataclass(slots=True)
class _Feed:
    """What an agency sends: when last, how many events on which day, and the pauses that were not short."""

    last: datetime
    days: Counter[date] = field(default_factory=Counter)
    gaps: list[tuple[datetime, timedelta]] = field(default_factory=list)

    def heard(self, at: datetime) -> None:
        """One more event."""
        if (gap := at - self.last) > NEVER_BEFORE / 2:
            self.gaps.append((at, gap))
        self.last = max(self.last, at)
        self.days[at.date()] += 1

    def silence(self, now: datetime) -> timedelta | None:
        """For how long it has been silent, if that is much longer than it used to be."""
        since = now - HABIT
        self.gaps = [(at, gap) for at, gap in self.gaps if at > since]
        self.days = Counter({day: count for day, count in self.days.items() if day >= since.date()})
        usual = max((gap for _, gap in self.gaps), default=timedelta())
        silent = now - self.last
        return silent if self.days.total() >= ENOUGH and silent > max(NEVER_BEFORE, 2 * usual) else None


class SilentFeeds:
    """Of one process."""

    def __init__(self) -> None:
        self._seen: int | None = None
        self._feeds: dict[str, _Feed] = {}
        self._said = ""
        self._next: datetime | None = None

    async def problem(self, database: Database, *, now: datetime) -> str:
        """Which feeds are silent, as it was five minutes ago at most; empty if none is."""
        if self._next is not None and self._next - EVERY <= now < self._next:
            return self._said
        async with database.reading() as session:
            if self._seen is None:
                self._seen = await inbox_walk.last_before(session, now - HABIT)
            lines = await inbox_walk.newer(session, self._seen, limit=AT_ONCE)
        for line in lines:
            self._read(line)
        if len(lines) < AT_ONCE:
            self._said, self._next = self._say(now), now + EVERY
        return self._said

    def _read(self, line: Accepted) -> None:
        self._seen = line.seq
        if line.type not in WAKE_SIGNALS:
            feed = self._feeds.setdefault(line.ori, _Feed(last=line.recorded_at))
            feed.heard(line.recorded_at)

    def _say(self, now: datetime) -> str:
        silent = {ori: silence for ori, feed in self._feeds.items() if (silence := feed.silence(now))}
        minutes = {ori: f"{silence.total_seconds() / 60:.0f}" for ori, silence in sorted(silent.items())}
        return "; ".join(f"{ori} has sent nothing for {count} minutes" for ori, count in minutes.items())
