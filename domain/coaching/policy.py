"""Whether coaching is open, for what, for which readers and how long; and the rule by which a pointer is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.staff.roles import Role

LEAST_ANSWERS = 10
"""Under so many answers figures are hidden, as in the releases of surveys (decision 0005)."""
LEAST_CALLS = 5
"""... and under so many calls: one call that many people answered about says little of a person."""

WINDOW_MONTHS = 12
"""What is compared is no older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingRule:
    """When a picture is shown, and when it points. Percentages are of 100.

    `false_discoveries_percent`: of pointers, at most so many by chance (Benjamini and Hochberg, 1995).
    `least_difference_percent`: a smaller difference does not point, however many answers there are.
    """

    least_answers: int = LEAST_ANSWERS
    least_calls: int = LEAST_CALLS
    false_discoveries_percent: int = 1
    least_difference_percent: int = 10

    def __str__(self) -> str:
        """What tells one rule from another: `10/5/1/10`."""
        parts = (
            self.least_answers,
            self.least_calls,
            self.false_discoveries_percent,
            self.least_difference_percent,
        )
        return "/".join(map(str, parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingPolicy:
    """What a policy says that opens coaching; a policy without one keeps it closed."""

    purpose: str
    seen_by: frozenset[Role]
    keep_months: int
    labor_agreement: str
    """Its name and date."""
    officer_first_days: int = 7
    """So long a pointer is seen by the one it is about alone."""
    rule: CoachingRule = field(default_factory=CoachingRule)

    def may_see(self, roles: Iterable[Role]) -> bool:
        """True if an account with these roles may look at others."""
        return bool(self.seen_by & frozenset(roles))

    def kept_since(self, today: date) -> date:
        """What is from before that day is not kept."""
        return months_before(today, self.keep_months)

    def compared_since(self, today: date) -> date:
        """What is from before that day is not compared."""
        return months_before(today, min(self.keep_months, WINDOW_MONTHS))


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month."""
    first = day.year * 12 + day.month - 1 - months
    year, month = first // 12, first % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - timedelta(days=1)).day))
