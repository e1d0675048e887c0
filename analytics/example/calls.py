"""The calls of the example year: when they came, how long they waited, and how they ended."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from analytics.example.incident_mix import BEATS, BY_SEASON, HOURS, LANGUAGES, OF_OFFICERS, OF_THE_PUBLIC, TypeMix
from analytics.example.places import Places
from domain.call_state import End
from domain.incident_types import may_be_sensitive

TO_ARRIVAL: Mapping[int, tuple[float, float]] = {1: (7, 17), 2: (29, 220), 3: (97, 411), 4: (120, 480)}
"""Priority -> median and 90th percentile of minutes until a unit is on scene; 1 to 3 as in Seattle in 2024."""

_NINETIETH = 1.2815515655446004
"""The 90th percentile of the standard normal distribution."""

LONGEST_WAIT = 12 * 60.0
BY_OFFICERS = 0.24
"""The share of calls that an officer began."""

_WEEKEND = frozenset({5, 6})
"""Friday and Saturday, whose nights are busy."""

_QUICKER_BY = 0.85
"""What calls of priority 3 and 4 wait at the end of the year, beside its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleCall:
    """A call of the example year. Moments are in UTC; `of_year`: how far the year was, from 0 to 1."""

    id: str
    code: str
    sensitive: bool
    priority: int
    beat: str
    cell: str | None
    by_officer: bool
    received_at: datetime
    dispatched_at: datetime | None
    arrived_at: datetime | None
    ended_at: datetime
    end: End
    disposition: str | None
    languages: Sequence[str]
    """Of each caller who can be reached."""
    of_year: float

    @property
    def waited_until(self) -> datetime:
        """When a unit came, or it was over."""
        return min(self.arrived_at or self.ended_at, self.ended_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The days of an example, by the clocks of the town."""

    since: date
    until: date
    zone: ZoneInfo

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days


class ExampleCalls:
    """Draws them, in the order in which they came."""

    def __init__(self, chance: Random, year: Year) -> None:
        self._chance = chance
        self._year = year
        self._places = Places(chance)
        self._weights = {
            (by_officer, weekend): _sums(each.weight * (each.rhythm.weekend if weekend else 1) for each in kinds)
            for by_officer, kinds in _KINDS.items()
            for weekend in (True, False)
        }

    def draw(self, number: int) -> list[ExampleCall]:
        """About so many: each day has as many as its season and weekday say, and chance."""
        days = [self._year.since + timedelta(days=n) for n in range(self._year.days)]
        weights = [_busy(day) for day in days]
        per_weight = number / sum(weights)
        calls = [
            self._one(day)
            for day, weight in zip(days, weights, strict=True)
            for _ in range(self._some(weight * per_weight))
        ]
        return sorted(calls, key=lambda call: call.received_at)

    def _some(self, mean: float) -> int:
        return max(0, round(self._chance.gauss(mean, math.sqrt(mean))))

    def _one(self, day: date) -> ExampleCall:
        chance = self._chance
        by_officer = chance.random() < BY_OFFICERS
        weights = self._weights[by_officer, day.isoweekday() in _WEEKEND]
        kind = chance.choices(_KINDS[by_officer], cum_weights=weights)[0]
        priority = chance.choices(list(kind.priorities), list(kind.priorities.values()))[0]
        local = self._moment(day, kind)
        received_at = local.astimezone(UTC)
        beat, cell = self._places.draw(kind.code, local)
        sensitive = may_be_sensitive(kind.code)
        of_year = (day - self._year.since).days / self._year.days
        course = self._course(priority, beat, of_year, by_officer=by_officer)
        return ExampleCall(
            id=f"{chance.getrandbits(128):032x}",
            code=kind.code,
            sensitive=sensitive,
            priority=priority,
            beat=beat,
            cell=None if sensitive else cell,
            by_officer=by_officer,
            received_at=received_at,
            dispatched_at=_after(received_at, course.dispatched),
            arrived_at=_after(received_at, course.arrived),
            ended_at=received_at + timedelta(seconds=round(course.ended * 60)),
            end=course.end,
            disposition=course.disposition,
            languages=() if by_officer else self._callers(),
            of_year=of_year,
        )

    def _moment(self, day: date, kind: TypeMix) -> datetime:
        chance = self._chance
        hour = chance.choices(range(HOURS), kind.rhythm.by_hour)[0]
        at = time(hour, chance.randrange(60), chance.randrange(60))
        return datetime.combine(day, at, tzinfo=self._year.zone)

    def _callers(self) -> tuple[str, ...]:
        """Most calls have one caller with a number; some came from a withheld one."""
        chance = self._chance
        number = chance.choices((0, 1, 2), (0.14, 0.81, 0.05))[0]
        return tuple(chance.choices(list(LANGUAGES), list(LANGUAGES.values()), k=number))

    def _course(self, priority: int, beat: str, of_year: float, *, by_officer: bool) -> _Course:
        chance = self._chance
        if by_officer:
            return _Course(dispatched=0, arrived=0, ended=5 + chance.expovariate(1 / 20), disposition=self._outcome())
        median, ninetieth = TO_ARRIVAL[priority]
        arrived = median * math.exp(chance.gauss(0, math.log(ninetieth / median) / _NINETIETH))
        arrived *= 0.9 + 0.1 * BEATS[beat]
        if priority > 2:
            arrived *= 1 + (_QUICKER_BY - 1) * of_year
        arrived = min(max(arrived, 1.0), LONGEST_WAIT)
        no_unit = self._without_a_unit(priority, arrived)
        if no_unit is not None:
            return no_unit
        travel = min(arrived * 0.8, chance.lognormvariate(math.log(6), 0.4))
        ended = arrived + chance.lognormvariate(math.log(24), 0.7)
        return _Course(dispatched=arrived - travel, arrived=arrived, ended=ended, disposition=self._outcome())

    def _without_a_unit(self, priority: int, arrived: float) -> _Course | None:
        """Some cancel, the more the longer they wait; some are of the same incident; some are settled by phone."""
        chance = self._chance
        drawn = chance.random()
        cancels = 0.03 + 0.05 * min(arrived, 120) / 120
        if drawn < cancels:
            return _Course(ended=arrived * chance.uniform(0.3, 0.95), end=End.CANCELLED, disposition="10")
        if drawn < cancels + 0.05:
            return _Course(ended=min(arrived, chance.uniform(2, 20)), end=End.MERGED, disposition="21")
        if priority > 2 and drawn < cancels + 0.05 + 0.09:
            return _Course(ended=arrived * chance.uniform(0.4, 1), disposition="02")
        return None

    def _outcome(self) -> str:
        return self._chance.choices(list(_OUTCOMES), list(_OUTCOMES.values()))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    """Minutes after receipt."""

    ended: float
    dispatched: float | None = None
    arrived: float | None = None
    end: End = End.CLOSED
    disposition: str


_KINDS: Mapping[bool, tuple[TypeMix, ...]] = {True: OF_OFFICERS, False: OF_THE_PUBLIC}

_OUTCOMES: Mapping[str, float] = {"01": 30, "02": 26, "05": 12, "18": 8, "14": 11, "15": 5, "03": 5, "06": 3}
"""Dispositions (APCO/NENA): report taken, no report, settled, gone on arrival, referred, arrest, broadcast."""


def _sums(weights: Iterator[float]) -> list[float]:
    return list(accumulate(weights))


def _busy(day: date) -> float:
    weekend = 1.12 if day.isoweekday() in _WEEKEND else 1.0
    return BY_SEASON[day.month - 1] * weekend


def _after(moment: datetime, minutes: float | None) -> datetime | None:
    return None if minutes is None else moment + timedelta(seconds=round(minutes * 60))
