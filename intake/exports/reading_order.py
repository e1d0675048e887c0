"""Of the readings of times by local clocks, choose those that keep the times of a call in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations, product

from intake.exports.local_times import Moment
from intake.exports.mapping import TIME_NAMES, TimeName

MOST_READINGS = 6
"""Readings of one time that are tried: one row has at most four, and many rows of one night are rare."""

Pick = Callable[[Iterable[datetime]], datetime]


def in_order(said: Mapping[TimeName, Sequence[Moment]]) -> dict[TimeName, datetime]:
    """One reading of each time: those with the fewest pairs out of order and, among them, the likelier ones.

    `said` has what each row says of a time. The earliest row counts, for `cleared` the latest.
    """
    names = [name for name in TIME_NAMES if said.get(name)]
    possible = [_possible(said[name], max if name == "cleared" else min) for name in names]
    if all(len(readings) == 1 for readings in possible):
        best: Sequence[datetime] = [readings[0] for readings in possible]
    else:
        ranked = product(*(enumerate(readings) for readings in possible))
        best = [at for _, at in min(ranked, key=_badness)]
    return dict(zip(names, best, strict=True))


def _badness(chosen: Sequence[tuple[int, datetime]]) -> tuple[int, list[int]]:
    return out_of_order([at for _, at in chosen]), [rank for rank, _ in chosen]


def out_of_order(times: Sequence[datetime]) -> int:
    """How many pairs of these times are the wrong way round."""
    return sum(earlier > later for earlier, later in combinations(times, 2))


def _possible(moments: Sequence[Moment], pick: Pick) -> list[datetime]:
    """What the earliest (or latest) row can say: with every likelier reading, then the others in order."""
    likelier = pick(moment.at for moment in moments)
    readings = {at for moment in moments for at in moment.readings}
    if pick is min:
        bound = min(max(moment.readings) for moment in moments)
        others = {at for at in readings if at <= bound}
    else:
        bound = max(min(moment.readings) for moment in moments)
        others = {at for at in readings if at >= bound}
    return [likelier, *sorted(others - {likelier})][:MOST_READINGS]
