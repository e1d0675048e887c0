"""Getis and Ord's Gi* of counts in cells, how likely as much would be by chance, and which cells pass.

Gi* of a cell compares the sum over the cell and its neighbors with what an even spread would put there (Ord and Getis
1995, "Local spatial autocorrelation statistics", Geographical Analysis 27, equation 14.3 with binary weights). Chance
is judged by permutation: the counts of the city are dealt anew over its cells. The sum over a cell with k - 1 neighbors
then is one of k counts drawn without putting back, whichever cell it is. So instead of a sample of permutations we
count all of them: the coefficients of prod over values v of (1 + t z^v)^(cells that have v) say how many of the
C(cells, k) draws have each sum. No seed, no sampling error, and no smallest p that the number of draws dictates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array
from scipy.stats import false_discovery_control

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]
    Values = NDArray[np.float64]

LEVEL = 0.02
"""Of Benjamini and Hochberg's procedure (1995). At 0.05 it keeps its promise too, but that is about sums that reach
into a hot spot; at 0.02 also the cells that pass while they lie beside one stay below 5 % (docs/hot-spots.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiStar:
    """Of each cell, in the order of the counts: the statistic, its p (one-sided: many calls), and whether it passes."""

    z: Values
    p: Values
    hot: NDArray[np.bool_]


def gi_star(counts: Counts, near: csr_array, *, method: str = "bh", level: float = LEVEL) -> GiStar:
    """Gi* of all cells. `near` has a 1 for each cell's neighbors and itself; `method` is "bh" or "by"."""
    sums = np.asarray(near @ counts)
    sizes = np.asarray(near.sum(axis=1)).astype(np.int64)
    p = chance(counts, sums, sizes)
    passed = false_discovery_control(p, method=method) <= level if len(p) else np.zeros(0, dtype=bool)
    # A neighbor of a hot spot whose own count is that of anywhere is not where the calls come from.
    return GiStar(z=standardized(counts, sums, sizes), p=p, hot=passed & (counts > counts.mean() if len(p) else passed))


def standardized(counts: Counts, sums: Values | Counts, sizes: Counts) -> Values:
    """Gi*: by how many standard deviations each sum is above its mean; 0 where all counts are equal."""
    cells, spread = len(counts), float(counts.std()) if len(counts) else 0.0
    if cells < 2 or spread == 0.0:
        return np.zeros(cells)
    deviation = spread * np.sqrt((cells * sizes - sizes.astype(float) ** 2) / (cells - 1))
    above: Values = np.divide(sums - counts.mean() * sizes, deviation, out=np.zeros(cells), where=deviation > 0)
    return above


def chance(counts: Counts, sums: Counts, sizes: Counts) -> Values:
    """For each cell the share of all permutations that give it at least its sum."""
    tails = tails_of_sums(counts, int(sizes.max(initial=0)))
    p = np.ones(len(counts))
    for size in np.unique(sizes):
        of_size = sizes == size
        p[of_size] = tails[int(size)][sums[of_size]]
    return np.minimum(p, 1.0)


def tails_of_sums(counts: Counts, most: int) -> Mapping[int, Values]:
    """How many counts are drawn (1 to `most`) -> share of draws whose sum is at least 0, 1, 2 ..."""
    most = min(most, len(counts))
    reach = int(np.sort(counts)[len(counts) - most :].sum()) + 1
    ways: Any = np.zeros((most + 1, reach))
    ways[0, 0] = 1.0
    for value, cells in zip(*np.unique(counts, return_counts=True), strict=True):
        ways = _with_cells(ways, int(value), int(cells))
    return {drawn: np.cumsum(ways[drawn][::-1])[::-1] / comb(len(counts), drawn) for drawn in range(1, most + 1)}


def _with_cells(ways: Any, value: int, cells: int) -> Any:
    """Ways to draw so many with each sum, when so many further cells with one value may be drawn."""
    most, reach = ways.shape[0] - 1, ways.shape[1]
    more = ways.copy()
    for taken in range(1, min(most, cells) + 1):
        shift = taken * value
        if shift >= reach:
            break
        more[taken:, shift:] += comb(cells, taken) * ways[: most + 1 - taken, : reach - shift]
    return more
