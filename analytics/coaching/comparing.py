"""Sets what people said of each officer or call-taker beside what they said of peers on like calls.

Calls are alike if beat, shift and incident type are: an officer on a busy or unhappy beat is compared with those who
answered calls there. What is expected of a subject is what *others'* like calls were rated, in the subject's own mix.
A call with several officers counts for each of them whole, as no one can say which of them an answer meant; a call
that many people answered about counts once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analytics.coaching.chance import rejected, two_sided
from analytics.coaching.material import Material
from analytics.coaching.shrinking import Shrunken, shrunken
from analytics.not_installed import library
from domain.coaching.policy import CoachingRule
from domain.coaching.terms import Direction

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_CALLS_OF_PEERS = 5
LEAST_PEERS = 2
"""A group in which others had fewer calls, or fewer others had any, is not compared: that would be one person."""

_FAR_ENOUGH = 1.3
"""In standard deviations: nearer than this chance alone is no unlikely explanation, and is not reckoned exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerComparison:
    """One subject's picture; shares are 0 to 1. `compared` of their `calls` had like calls of peers, `answers` is the
    number of answers about these, `well` of them were rated well; `expected` is the share of their peers, `share`,
    between `low` and `high`, that of the subject in the long run.
    """

    subject: str
    answers: int
    calls: int
    full_marks: int
    compared: int
    well: int
    expected: float
    share: float
    low: float
    high: float
    direction: Direction | None
    """Where a pointer points; None if nothing stands out."""

    @property
    def difference(self) -> float:
        """How far their calls, as they were rated, are from what is expected: -1 to 1."""
        return self.well / self.compared - self.expected


def compare(material: Material, rule: CoachingRule) -> list[PeerComparison]:
    """All subjects with enough answers, by id. Raises NotInstalled."""
    if not len(material.pair_call):
        return []
    sums = _sums(material)
    shown = (sums.answers >= rule.least_answers) & (sums.compared >= rule.least_calls)
    if not shown.any():
        return []
    calls, well = sums.compared[shown], sums.well[shown]
    expected = sums.expected[shown] / calls
    drawn = shrunken(calls, well, expected)
    found = rejected(_chances(sums, shown), rule.false_discoveries_percent / 100)
    pointing = found & _differs(drawn, expected, well / calls, rule)
    above = well > sums.drawn[shown]
    return [
        PeerComparison(
            subject=material.subjects[subject],
            answers=int(sums.answers[subject]),
            calls=int(sums.calls[subject]),
            full_marks=int(sums.full_marks[subject]),
            compared=int(calls[n]),
            well=int(well[n]),
            expected=float(expected[n]),
            share=float(drawn.share[n]),
            low=float(drawn.low[n]),
            high=float(drawn.high[n]),
            direction=(Direction.PRAISE if above[n] else Direction.LOOK) if pointing[n] else None,
        )
        for n, subject in enumerate(library("numpy").flatnonzero(shown).tolist())
    ]


def _differs(drawn: Shrunken, expected: NDArray[Any], share: NDArray[Any], rule: CoachingRule) -> Any:
    """What is expected lies outside the interval, and the difference is large enough to speak about."""
    outside = (drawn.low > expected) | (drawn.high < expected)
    return outside & (abs(share - expected) >= rule.least_difference_percent / 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sums:
    """Of each subject; and of each group that a subject had calls in and that is compared, in the order of subjects."""

    answers: NDArray[Any]
    calls: NDArray[Any]
    full_marks: NDArray[Any]
    compared: NDArray[Any]
    well: NDArray[Any]
    expected: NDArray[Any]
    """In calls, from those of others."""
    drawn: NDArray[Any]
    """In calls, from all of the group, as chance would deal them."""
    variance: NDArray[Any]
    first: NDArray[Any]
    """Where the groups of each subject begin, and, after the last, where they end."""
    own: NDArray[Any]
    every: NDArray[Any]
    rated_well: NDArray[Any]

    def groups(self, subject: int) -> Iterator[tuple[int, int, int]]:
        """As `analytics.coaching.chance` takes them."""
        part = slice(self.first[subject], self.first[subject + 1])
        return zip(self.own[part].tolist(), self.every[part].tolist(), self.rated_well[part].tolist(), strict=True)


def _sums(material: Material) -> _Sums:
    numpy = library("numpy")
    count, groups = len(material.subjects), int(material.group_of.max()) + 1
    pair_well, pair_group = material.well[material.pair_call], material.group_of[material.pair_call]

    def by_subject(values: NDArray[Any], where: NDArray[Any]) -> Any:
        return numpy.bincount(where, weights=values, minlength=count)

    cells, cell_of = numpy.unique(material.pair_subject * groups + pair_group, return_inverse=True)
    subject, group = cells // groups, cells % groups
    own = numpy.bincount(cell_of)
    own_well = numpy.bincount(cell_of, weights=pair_well).astype(numpy.int64)
    answers = numpy.bincount(cell_of, weights=material.answers[material.pair_call])
    full_marks = numpy.bincount(cell_of, weights=material.full_marks[material.pair_call])
    every = numpy.bincount(material.group_of, minlength=groups)[group]
    rated_well = numpy.bincount(material.group_of, weights=material.well, minlength=groups).astype(numpy.int64)[group]
    peers = numpy.bincount(group, minlength=groups)[group] - 1
    alike = (every - own >= LEAST_CALLS_OF_PEERS) & (peers >= LEAST_PEERS)
    subject, own, own_well, every, rated_well, answers, full_marks = (
        each[alike] for each in (subject, own, own_well, every, rated_well, answers, full_marks)
    )
    share = rated_well / every
    spread = own * share * (1 - share) * (every - own) / (every - 1)
    return _Sums(
        answers=by_subject(answers, subject),
        calls=numpy.bincount(material.pair_subject, minlength=count),
        full_marks=by_subject(full_marks, subject),
        compared=by_subject(own, subject),
        well=by_subject(own_well, subject),
        expected=by_subject(own * (rated_well - own_well) / (every - own), subject),
        drawn=by_subject(own * share, subject),
        variance=by_subject(spread, subject),
        first=numpy.searchsorted(subject, numpy.arange(count + 1)),
        own=own,
        every=every,
        rated_well=rated_well,
    )


def _chances(sums: _Sums, shown: NDArray[Any]) -> Any:
    """Of each that is shown; 1 for those that are near, which only makes all stand out less."""
    numpy = library("numpy")
    far = abs(sums.well - sums.drawn) - 0.5 >= _FAR_ENOUGH * numpy.sqrt(sums.variance)
    chances = numpy.ones(len(shown))
    for subject in numpy.flatnonzero(shown & far).tolist():
        chances[subject] = two_sided(int(sums.well[subject]), sums.groups(subject))
    return chances[shown]
