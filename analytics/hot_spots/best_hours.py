"""When a hot spot's calls come: the shortest run of hours, and the fewest days, that have two thirds of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import comb

FEWEST = 20
"""With fewer calls their times say little."""

LONGEST_HOURS, MOST_DAYS = 8, 3
"""More than that is most of the day, or of the week."""

DAY_BEGINS = 5
"""Calls before 05:00 belong to the night of the day before: people say "Friday night" of Saturday, 01:30."""

CHANCE = 0.01
"""Calls that come at all times alike show such a run in at most this share of places, counting every run looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BestHours:
    """Each half is None if its calls come at all times alike, as far as one can tell from so many.

    `hours`: from when until before when, by the agency's clocks; it may go over midnight. `days`: 1 is Monday,
    from 05:00 to 05:00.
    """

    hours: tuple[int, int] | None = None
    days: tuple[int, ...] | None = None


def best_hours(times: Sequence[tuple[int, int]]) -> BestHours:
    """Of calls by weekday (1 to 7) and hour (0 to 23)."""
    if len(times) < FEWEST:
        return BestHours()
    by_hour = [sum(1 for _, hour in times if hour == each) for each in range(24)]
    nights = [(day if hour >= DAY_BEGINS else (day - 2) % 7 + 1) for day, hour in times]
    by_day = [nights.count(each) for each in range(1, 8)]
    return BestHours(hours=_hours(by_hour), days=_days(by_day))


def _hours(counts: Sequence[int]) -> tuple[int, int] | None:
    total = sum(counts)
    sums = list(accumulate([0, *counts, *counts]))
    for long in range(1, LONGEST_HOURS + 1):
        start = max(range(24), key=lambda hour, long=long: sums[hour + long] - sums[hour])  # type: ignore[misc]
        inside = sums[start + long] - sums[start]
        if 3 * inside >= 2 * total:
            tried = 24 * long
            return (start, (start + long) % 24) if at_least(inside, total, long / 24) * tried <= CHANCE else None
    return None


def _days(counts: Sequence[int]) -> tuple[int, ...] | None:
    total, order = sum(counts), sorted(range(7), key=lambda day: (-counts[day], day))
    for many in range(1, MOST_DAYS + 1):
        inside = sum(counts[day] for day in order[:many])
        if 3 * inside >= 2 * total:
            tried = sum(comb(7, fewer) for fewer in range(1, many + 1))
            unlikely = at_least(inside, total, many / 7) * tried <= CHANCE
            return tuple(sorted(day + 1 for day in order[:many])) if unlikely else None
    return None


def at_least(successes: int, tries: int, chance: float) -> float:
    """The probability of that many or more of independent tries."""
    return sum(comb(tries, n) * chance**n * (1 - chance) ** (tries - n) for n in range(successes, tries + 1))
