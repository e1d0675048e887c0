"""When the units of a call are there and when the last has left, whatever the order in which that is heard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

MOST_UNITS = 20
MOST_TIMES = 8
"""Kept of each unit: the newest. A call has a handful of units, each with a few times."""

Times = Mapping[str, tuple[datetime, ...]]
"""Unit ("" for one without a name) to moments."""


def with_time(known: Times, unit: str | None, at: datetime) -> Times:
    """The same with one moment more."""
    name = unit or ""
    if name not in known and len(known) >= MOST_UNITS:
        return known
    return {**known, name: tuple(sorted({*known.get(name, ()), at}))[-MOST_TIMES:]}


def vacated_at(sent: Times, left: Times) -> datetime | None:
    """The latest moment at which a unit left and none that had been sent was there any more.

    Where one unit is known, whichever is said to leave is that one: many a CAD names units here and not there.
    """
    if not left or not sent:
        return None
    if len(sent) == 1:
        everything = tuple(sorted(moment for moments in left.values() for moment in moments))
        left = dict.fromkeys(sent, everything)
    moments = sorted({moment for moments in left.values() for moment in moments}, reverse=True)
    return next((moment for moment in moments if _is_vacant(sent, left, moment)), None)


def _is_vacant(sent: Times, left: Times, at: datetime) -> bool:
    newest = {unit: max((moment for moment in moments if moment <= at), default=None) for unit, moments in sent.items()}
    came = {unit: moment for unit, moment in newest.items() if moment is not None}
    return bool(came) and all(any(since <= gone <= at for gone in left.get(unit, ())) for unit, since in came.items())
