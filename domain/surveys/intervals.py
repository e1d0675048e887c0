"""Shares and means with their 95 % confidence intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from domain.surveys.questions import RATINGS

_Z = NormalDist().inv_cdf(0.975)

METHOD = (
    "95 % intervals: of shares by Wilson's score method, of means by Student's t, kept within 1 to 5. They say how "
    "much chance may have done among those who answered, not how those think who did not."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure, and from where to where the truth may lie."""

    value: float
    low: float
    high: float


def share(part: int, of: int) -> Estimate:
    """A proportion with Wilson's score interval (1927). Raises ZeroDivisionError for n = 0."""
    p, spread = part / of, _Z * _Z / of
    middle = (p + spread / 2) / (1 + spread)
    half = _Z * sqrt(p * (1 - p) / of + spread / (4 * of)) / (1 + spread)
    return Estimate(value=p, low=min(p, max(0.0, middle - half)), high=max(p, min(1.0, middle + half)))


def mean(counts: Sequence[int]) -> Estimate:
    """The mean rating from how often each was given, at least two in all, with Student's t interval within 1 to 5."""
    n = sum(counts)
    value = sum(rating * count for rating, count in zip(RATINGS, counts, strict=True)) / n
    squares = sum(count * (rating - value) ** 2 for rating, count in zip(RATINGS, counts, strict=True))
    half = t_quantile(n - 1) * sqrt(squares / (n - 1) / n)
    return Estimate(value=value, low=max(RATINGS[0], value - half), high=min(RATINGS[-1], value + half))


def t_quantile(freedom: int) -> float:
    """Of Student's t at 97.5 %, to 0.0002 from nine degrees of freedom on (Abramowitz and Stegun 26.7.5)."""
    z = _Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term * float(freedom) ** -power for power, term in enumerate(terms, start=1))
