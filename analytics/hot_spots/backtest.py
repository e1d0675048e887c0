"""Three ways to say where the next calls will come from, each judged by the four weeks that followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from analytics.hot_spots.accuracy import Accuracy, accuracy
from analytics.hot_spots.findings import FEWEST_CALLS, AreaShare, CellRanking, CountingVerdict, TriedRanking
from analytics.hot_spots.gi_star import GiStar, gi_star
from analytics.hot_spots.public_calls import ChosenCalls, window_before

if TYPE_CHECKING:
    from analytics.hot_spots.gi_star import Counts, Values

FOLLOWING = timedelta(weeks=4)
PERIODS = 6
"""At most so many periods of four weeks, one after the other, the last of which ends with the extract."""

FEWEST_PERIODS = 3
MARGIN = 1.05
"""What is ahead by less is as good: no patrol would notice it."""

BANDWIDTH = 250.0
"""Meters: about the reach of a cell and two rings around it."""

SHARES: Mapping[AreaShare, float] = {AreaShare.ONE: 0.01, AreaShare.FIVE: 0.05}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The two sparse matrices of an area: whose neighbor each cell is, and the kernel's weights."""

    near: csr_array
    weights: csr_array

    @property
    def cells(self) -> int:
        """How many."""
        return int(self.near.shape[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tries:
    method: CellRanking
    area: AreaShare
    cells: int
    accuracy: Accuracy


def backtest(
    calls: ChosenCalls, ground: Ground, weeks: int, *, since: date, until: date
) -> tuple[tuple[TriedRanking, ...], CountingVerdict]:
    """What each method caught on each area, by AreaShare, then CellRanking, and what that says of clusters."""
    periods = [tuple(_at(calls, ground, weeks, origin)) for origin in origins(weeks, since=since, until=until)]
    tries = [each for period in periods for each in period]
    grouped = (
        [t for t in tries if t.area is area and t.method is method] for area in AreaShare for method in CellRanking
    )
    return tuple(_mean(same) for same in grouped if same), _verdict(periods)


def _verdict(periods: Sequence[Sequence[_Tries]]) -> CountingVerdict:
    """Whether clusters were ahead of counting on as many cells as are hot, or behind: in all periods but one, and by
    MARGIN over all."""
    compared = []
    for period in periods:
        pai = {each.method: each.accuracy.pai for each in period if each.area is AreaShare.AS_HOT}
        if pai:
            compared.append((pai[CellRanking.CLUSTERS], pai[CellRanking.COUNTING]))
    if len(compared) < FEWEST_PERIODS:
        return CountingVerdict.UNKNOWN
    if _is_ahead(compared):
        return CountingVerdict.CLUSTERS
    return CountingVerdict.COUNTING if _is_ahead([(two, one) for one, two in compared]) else CountingVerdict.EQUAL


def _is_ahead(compared: Sequence[tuple[float, float]]) -> bool:
    """The first of each pair of the second."""
    often = sum(one > two for one, two in compared) >= len(compared) - 1
    return often and sum(one for one, _ in compared) > MARGIN * sum(two for _, two in compared)


def origins(weeks: int, *, since: date, until: date) -> Iterator[date]:
    """The days between a whole window and four whole weeks after it, the latest first."""
    for number in range(1, PERIODS + 1):
        origin = until - number * FOLLOWING
        if origin - timedelta(weeks=weeks) >= since:
            yield origin


def _at(calls: ChosenCalls, ground: Ground, weeks: int, origin: date) -> Iterator[_Tries]:
    seen = calls.between(*window_before(origin, weeks)).counts(ground.cells)
    followed = calls.between(origin, origin + FOLLOWING).counts(ground.cells)
    if seen.sum() < FEWEST_CALLS:
        return
    found = gi_star(seen, ground.near)
    scores = score(seen, found, ground)
    for area in AreaShare:
        chosen = int(found.hot.sum()) if area is AreaShare.AS_HOT else max(1, round(SHARES[area] * ground.cells))
        for method in CellRanking:
            measured = accuracy(scores[method], followed, chosen)
            if measured:
                yield _Tries(method=method, area=area, cells=chosen, accuracy=measured)


def score(seen: Counts, found: GiStar, ground: Ground) -> Mapping[CellRanking, Values | Counts]:
    """By which each method ranks the cells: hot ones first, then by Gi*; by density; by count."""
    first = np.where(found.hot, found.z.max(initial=0.0) + 1.0 - found.z.min(initial=0.0), 0.0)
    return {
        CellRanking.CLUSTERS: found.z + first,
        CellRanking.DENSITY: np.asarray(ground.weights @ seen.astype(float)),
        CellRanking.COUNTING: seen,
    }


def _mean(same: Sequence[_Tries]) -> TriedRanking:
    pai = [each.accuracy.pai for each in same]
    return TriedRanking(
        method=same[0].method,
        area=same[0].area,
        periods=len(same),
        cells=float(np.mean([each.cells for each in same])),
        caught=float(np.mean([each.accuracy.caught for each in same])),
        pai=float(np.mean(pai)),
        pai_lowest=min(pai),
        pai_highest=max(pai),
        pei=float(np.mean([each.accuracy.pei for each in same])),
    )
