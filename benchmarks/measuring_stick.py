"""What the bare workflow does beside a full case: what a full case did in November 2026, before any of it was merged.

Written down and not read from the histories of the run: a measuring stick must not get shorter with what it measures.
"""

from __future__ import annotations

from benchmarks.bare_workflow import Script, Sending, Wake
from domain.messages import Channel

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0


def _wake(texts: int = 0, emails: int = 0, *, timer: float | None = None) -> Wake:
    counts = ((Channel.SMS, texts), (Channel.EMAIL, emails))
    return Wake(sends=tuple(Sending(channel=channel, messages=n) for channel, n in counts if n), timer=timer)


STICK = Script(
    wakes=(
        _wake(timer=_MINUTE),  # received; then the hold is over
        _wake(1, timer=29 * _MINUTE),
        _wake(),  # dispatched
        _wake(),  # on the way
        _wake(),  # arrived
        _wake(3, 3, timer=6 * _HOUR),  # closed, with a case number; then the survey, and its reminder
        _wake(1, timer=2 * _DAY),
        _wake(1, timer=25 * _DAY + 18 * _HOUR),
        _wake(1),  # assigned
        _wake(1),  # arrest
        _wake(1),  # charged
        _wake(1),  # closed
    )
)
"""Nine events and three timers, nine sends with thirteen messages."""
