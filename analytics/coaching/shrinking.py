"""Draws a share that rests on few calls toward what is expected of its peers: empirical Bayes, beta-binomial.

How much officers of an agency truly differ is learnt from all of them at once: the one number `kappa` is how many calls
what is expected counts for. If they hardly differ it is large, and every share stays close to what is expected.
Source: Efron and Morris, "Stein's Paradox in Statistics" (1977); Casella and Berger, beta-binomial hierarchy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analytics.not_installed import library

if TYPE_CHECKING:
    from numpy.typing import NDArray

COVERED = 0.95
"""Of an interval."""

_LEAST_KAPPA, _MOST_KAPPA, _TRIED = 3.0, 3000.0, 40
_NEVER_CERTAIN = 0.01
"""What is expected is at least so far from none and from all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunken:
    """Of each subject the share that their work would have in the long run, with the ends of its interval, 0 to 1."""

    share: NDArray[Any]
    low: NDArray[Any]
    high: NDArray[Any]


def shrunken(calls: NDArray[Any], well: NDArray[Any], expected: NDArray[Any]) -> Shrunken:
    """Of subjects with so many calls, well rated ones, and the share that is expected. Raises NotInstalled."""
    numpy, special = library("numpy"), library("scipy.special")
    expected = numpy.clip(expected, _NEVER_CERTAIN, 1 - _NEVER_CERTAIN)
    kappa = _kappa(calls, well, expected)
    good, bad = kappa * expected + well, kappa * (1 - expected) + calls - well
    tail = (1 - COVERED) / 2
    return Shrunken(
        share=good / (good + bad),
        low=special.betaincinv(good, bad, tail),
        high=special.betaincinv(good, bad, 1 - tail),
    )


def _kappa(calls: NDArray[Any], well: NDArray[Any], expected: NDArray[Any]) -> Any:
    """The most likely one of those that are tried."""
    numpy, special = library("numpy"), library("scipy.special")
    kappas = numpy.geomspace(_LEAST_KAPPA, _MOST_KAPPA, _TRIED)[:, None]
    good, bad = kappas * expected, kappas * (1 - expected)
    likely = special.betaln(good + well, bad + calls - well) - special.betaln(good, bad)
    return kappas[int(likely.sum(axis=1).argmax()), 0]
