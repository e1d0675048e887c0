"""How long things waited, counting those that still wait as longer than until now (Kaplan and Meier, 1958)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasted:
    """Of things that have waited for `time` so far, `of` there are, and for `ended` of them that was all."""

    time: float
    ended: int
    of: int


def waited(waits: Iterable[Lasted], share: float) -> float | None:
    """The time within which this share (above 0, below 1) was over; None if too many still wait to tell.

    Where all are over it is the smallest time that so many did not exceed.
    """
    ordered = sorted(waits, key=lambda each: each.time)
    at_risk, left = sum(each.of for each in ordered), 1.0
    for time, ended, of in _added_up(ordered):
        left *= 1 - ended / at_risk
        if left <= 1 - share + _ROUNDING:
            return time
        at_risk -= of
    return None


def _added_up(ordered: Iterable[Lasted]) -> list[tuple[float, int, int]]:
    """One entry for each time: what ends and what is given up at the same time are at risk together."""
    found: dict[float, tuple[int, int]] = {}
    for each in ordered:
        ended, of = found.get(each.time, (0, 0))
        found[each.time] = (ended + each.ended, of + each.of)
    return [(time, *counts) for time, counts in found.items()]
