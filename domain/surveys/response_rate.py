"""Response rates as AAPOR defines them.

Source: AAPOR, Standard Definitions, "Calculating rates": RR1 = I / ((I + P) + (R + NC + O) + (UH + UO)), and RR2 has
I + P above the line. Ours is a survey of named persons by text and email: each person invited is in the
denominator, also those the invitation never reached, which is the most cautious of AAPOR's rates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

COMPLETE_FROM, PARTIAL_FROM = 80, 50
"""Per cent of the closed questions shown that must be answered."""


class Disposition(StrEnum):
    """What became of an invitation, and AAPOR's letter for it."""

    COMPLETE = "complete"
    """I: at least 80 % of the closed questions are answered."""
    PARTIAL = "partial"
    """P: at least 50 %."""
    BREAK_OFF = "break_off"
    """R: fewer. What was rated counts in the results of its question all the same."""
    REFUSED = "refused"
    """R: they opted out of surveys after the invitation."""
    NO_ANSWER = "no_answer"
    """UO: nothing came back."""
    NOT_DELIVERED = "not_delivered"
    """UO: no invitation of theirs arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How an invitation went. `rated` of `shown` closed questions; `began`: they sent an answer, if an empty one."""

    shown: int
    rated: int
    began: bool
    opted_out: bool
    delivered: bool


def disposition(course: Course) -> Disposition:
    """What became of an invitation."""
    if course.rated and course.rated * 100 >= COMPLETE_FROM * course.shown:
        return Disposition.COMPLETE
    if course.rated and course.rated * 100 >= PARTIAL_FROM * course.shown:
        return Disposition.PARTIAL
    if course.began:
        return Disposition.BREAK_OFF
    if course.opted_out:
        return Disposition.REFUSED
    return Disposition.NO_ANSWER if course.delivered else Disposition.NOT_DELIVERED


def invited(dispositions: Mapping[str, int]) -> int:
    """All invited: the denominator of both rates."""
    return sum(dispositions.values())


def rr1(dispositions: Mapping[str, int]) -> int:
    """What is above the line of RR1: complete answers."""
    return dispositions.get(Disposition.COMPLETE, 0)


def rr2(dispositions: Mapping[str, int]) -> int:
    """What is above the line of RR2: complete and partial answers."""
    return rr1(dispositions) + dispositions.get(Disposition.PARTIAL, 0)
