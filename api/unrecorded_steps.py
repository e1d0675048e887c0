"""Says whether events were relayed whose step was never recorded: the worker is away, or the database holds it up."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.connection.session import Database
from db.queries import inbox_walk
from domain.wakes import WAKE_SIGNALS

LATE = timedelta(minutes=2)
"""A step takes a second; after a short outage of the database a little more."""
LOOKED_BACK = timedelta(hours=1)
"""How far back a process looks when it starts."""
FORGOTTEN = timedelta(days=1)
"""What is missing for longer is the matter of a person, and is not said again."""
AT_ONCE = 2000
"""Lines looked at in one look: more than an installation accepts between two of them."""


class UnrecordedSteps:
    """Of one process: it remembers up to where everything is recorded, and what is missing before that."""

    def __init__(self) -> None:
        self._seen: int | None = None
        self._missing: set[int] = set()

    async def problem(self, database: Database, *, now: datetime) -> str:
        """Empty if every event that was relayed two minutes ago has its line."""
        async with database.reading() as session:
            if self._seen is None:
                self._seen = await inbox_walk.last_before(session, now - LOOKED_BACK)
            lines = await inbox_walk.newer(session, self._seen, limit=max(0, AT_ONCE - len(self._missing)))
            seen, asked = self._seen, set(self._missing)
            for line in lines:
                # Also, one that is stored just now may come before one that was stored a moment ago.
                if line.recorded_at > now - LATE:
                    break
                seen = line.seq
                if line.type not in WAKE_SIGNALS:
                    asked.add(line.seq)
            unrecorded = await inbox_walk.unrecorded(session, asked)
        late = [at for at in unrecorded.values() if at is not None and now - FORGOTTEN < at <= now - LATE]
        self._seen = seen
        self._missing = {seq for seq, at in unrecorded.items() if at is None or at > now - FORGOTTEN}
        if not late:
            return ""
        oldest = (now - min(late)).total_seconds() / 60
        return f"{len(late)} events were relayed and their steps never recorded, the oldest {oldest:.0f} minutes ago"
