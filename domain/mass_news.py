"""News that a victim acts on, and how much of it at once is too much: above that, it is held for a person.

A notification system made national news when the maintenance of a database of 15,000 records told 8,000 people that
prisoners had been released. Safety messages and call progress are never held.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from statistics import median

from domain.messages import MessageKey

CONSEQUENTIAL: frozenset[MessageKey] = frozenset(
    {
        MessageKey.DETECTIVE_ASSIGNED,
        MessageKey.ARREST_MADE,
        MessageKey.CHARGES_FILED,
        MessageKey.CASE_SUSPENDED,
        MessageKey.CASE_CLOSED,
        MessageKey.CASE_REOPENED,
    }
)
"""What a person may act on, and what one wrong import can say to thousands."""

WINDOW = timedelta(minutes=15)
WEEKS = 8
"""How many weeks back the usual rate is looked for."""
LEAST_WEEKS = 4
"""Fewer say nothing about what is usual: one mass in the first week would be usual in the second."""

_HOUR, _WEEK = timedelta(hours=1), timedelta(weeks=1)


class BrakeDecision(StrEnum):
    """What became of a consequential message that was about to leave."""

    LET_GO = "let_go"
    HELD = "held"
    RELEASED = "released"
    """A person looked at it: it leaves if it is still true."""
    DROPPED = "dropped"
    """A person looked at it: it is never sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MassNewsPolicy:
    """The ceiling of a window: so many times the usual rate, and never less than `at_least`."""

    at_least: int = 50
    times_usual: int = 5

    def ceiling(self, usual: float) -> int:
        """How many messages may leave in a window where `usual` do."""
        return max(int(self.times_usual * usual), self.at_least)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualRates:
    """Messages in a usual window of this hour: by key, and of all consequential keys together."""

    by_key: Mapping[str, float] = field(default_factory=dict)
    together: float = 0


def same_hours(now: datetime, zone: tzinfo, *, known_since: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """This hour by the agency's clock, on this weekday of the last weeks in which the agency was known. In UTC.

    Nothing while there are too few of them.
    """
    found = tuple(_hours_before(now, zone, known_since))
    return found if len(found) >= LEAST_WEEKS else ()


def _hours_before(now: datetime, zone: tzinfo, known_since: datetime) -> Iterator[tuple[datetime, datetime]]:
    local = now.astimezone(zone)
    for weeks in range(1, WEEKS + 1):
        start = datetime.combine(local.date() - weeks * _WEEK, time(local.hour), tzinfo=zone).astimezone(UTC)
        if start >= known_since:
            yield start, start + _HOUR


def usual_rates(hours: Sequence[Mapping[str, int]]) -> UsualRates:
    """The median of these hours, each as messages by key; an hour without any counts as none."""
    keys = {key for hour in hours for key in hour}
    return UsualRates(
        by_key={key: _in_a_window([hour.get(key, 0) for hour in hours]) for key in keys},
        together=_in_a_window([sum(hour.values()) for hour in hours]),
    )


def _in_a_window(counts: Sequence[int]) -> float:
    return median(counts) * (WINDOW / _HOUR) if counts else 0.0
