"""A restore from a backup: what may have been said without either database knowing, and what waits until it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

TIMERS_LOOK_AGAIN = timedelta(minutes=1)
"""While a restore is under way, a deadline that changes a call is asked about again after so long."""

TIMERS_CAUGHT_UP = timedelta(minutes=10)
"""After a restore has ended, every deadline that waited for it has been asked about, and what it led to is planned."""

LONGEST_DOUBT = timedelta(days=90)
"""What waits for longer than this was not sent by the lost system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreWindow:
    """One restore. All times are aware UTC, by the wall clock.

    `since`: the moment of the older backup. `stopped_at`: from when on the lost system sent nothing more.
    """

    id: str
    since: datetime
    stopped_at: datetime
    begun_at: datetime
    reconciled_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """True until the feeds have caught up and it was ended."""
        return self.ended_at is None

    @property
    def is_reconciled(self) -> bool:
        """True once the database and Temporal's histories were compared."""
        return self.reconciled_at is not None

    def doubts(self, *, planned_at: datetime, now: datetime) -> bool:
        """True if the lost system may have sent a message that was planned then: before it went, or by its repeat."""
        ended = self.ended_at is not None and planned_at >= self.ended_at + TIMERS_CAUGHT_UP
        return now - self.begun_at < LONGEST_DOUBT and not ended
