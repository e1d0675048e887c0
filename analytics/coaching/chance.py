"""How likely a subject's share of well rated calls is by chance alone, if they are as their peers are.

Within a group of like calls, those of the subject are then as if drawn blindly from the group: how many of them are
rated well follows the hypergeometric distribution, whatever beat, hour and type are like, and however many calls the
subject had. The groups are independent, so their sum is known exactly: no bell curve is assumed, which would be wrong
for few answers of which most are good.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from analytics.not_installed import library

if TYPE_CHECKING:
    from numpy.typing import NDArray

Group = tuple[int, int, int]
"""Of a group of like calls: the subject's calls, all calls, and how many of all were rated well."""


def two_sided(well: int, groups: Iterable[Group]) -> float:
    """The chance of a number as far out as `well` on its side, doubled. Raises NotInstalled."""
    numpy = library("numpy")
    chances, least = numpy.ones(1), 0
    for own, every, rated_well in groups:
        begins, of_group = _drawn(own, every, rated_well)
        chances, least = numpy.convolve(chances, of_group), least + begins
    place = well - least
    below, above = float(chances[: place + 1].sum()), float(chances[place:].sum())
    return min(1.0, 2 * min(below, above))


def rejected(chances: NDArray[Any], false_discoveries: float) -> Any:
    """Which of these stand out, so that of all that do at most this share does by chance (Benjamini, Hochberg 1995)."""
    numpy = library("numpy")
    count = len(chances)
    order = numpy.argsort(chances, kind="stable")
    passes = chances[order] <= false_discoveries * numpy.arange(1, count + 1) / max(1, count)
    last = int(numpy.flatnonzero(passes)[-1]) + 1 if passes.any() else 0
    found = numpy.zeros(count, dtype=bool)
    found[order[:last]] = True
    return found


@cache
def _drawn(own: int, every: int, rated_well: int) -> tuple[int, Any]:
    """The least possible number of well rated ones among `own`, and the chances of it and of each number above."""
    numpy, special = library("numpy"), library("scipy.special")
    least, most = max(0, own + rated_well - every), min(own, rated_well)
    numbers = numpy.arange(least, most + 1)

    def ways(of: Any, chosen: Any) -> Any:
        """The logarithm of how many."""
        return special.gammaln(of + 1) - special.gammaln(chosen + 1) - special.gammaln(of - chosen + 1)

    chances = ways(rated_well, numbers) + ways(every - rated_well, own - numbers) - ways(every, own)
    return least, numpy.exp(chances)
