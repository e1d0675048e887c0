"""What is compared: calls with the group of like calls they belong to, whether people rated them well, and whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from analytics.not_installed import library
from domain.coaching.terms import SubjectRole

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATED_WELL = 4
"""A call is rated well if the mean of its ratings is so much or more, of 1 to 5."""

SHIFTS = (6, 14, 22)
"""The hours at which shifts begin; calls are compared within one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedCall:
    """One call about which at least one person answered: who worked on it, and what they were rated, 1 to 5.

    `of` has no names: CAD's ids. `day` is that of the agency's clocks on which the first answer came.
    """

    role: SubjectRole
    of: tuple[str, ...]
    day: date
    beat: str
    shift: int
    incident_type: str
    rating: float
    answers: int
    full_marks: int
    """Of these answers those that gave the highest mark to everything."""

    @property
    def like(self) -> tuple[str, int, str]:
        """Calls are alike if they share this."""
        return (self.beat, self.shift, self.incident_type)


def shift_of(moment: datetime, zone: ZoneInfo) -> int:
    """The hour at which the shift began that a moment is in, by the agency's clocks."""
    hour = moment.astimezone(zone).hour
    return max((begins for begins in SHIFTS if begins <= hour), default=SHIFTS[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The same as arrays: of each call its group, whether it was rated well, and how many answered; and pairs of a call
    and a subject who worked on it, each pair once.
    """

    subjects: Sequence[str]
    group_of: NDArray[Any]
    well: NDArray[Any]
    answers: NDArray[Any]
    full_marks: NDArray[Any]
    pair_call: NDArray[Any]
    pair_subject: NDArray[Any]


def as_arrays(calls: Sequence[RatedCall]) -> Material:
    """Of calls of one role. Raises NotInstalled."""
    numpy = library("numpy")
    groups = {like: n for n, like in enumerate(sorted({call.like for call in calls}))}
    subjects = sorted({subject for call in calls for subject in call.of})
    number = {subject: n for n, subject in enumerate(subjects)}
    pairs = [(n, number[subject]) for n, call in enumerate(calls) for subject in sorted(set(call.of))]
    pair_call, pair_subject = zip(*pairs, strict=True) if pairs else ((), ())
    return Material(
        subjects=subjects,
        group_of=numpy.array([groups[call.like] for call in calls], dtype=numpy.int64),
        well=numpy.array([call.rating >= RATED_WELL for call in calls], dtype=numpy.int64),
        answers=numpy.array([call.answers for call in calls], dtype=numpy.int64),
        full_marks=numpy.array([call.full_marks for call in calls], dtype=numpy.int64),
        pair_call=numpy.array(pair_call, dtype=numpy.int64),
        pair_subject=numpy.array(pair_subject, dtype=numpy.int64),
    )
