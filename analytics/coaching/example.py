"""An invented year of answers, by seed: some 40 officers and 12 call-takers, most alike, a few truly not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from analytics.coaching.material import SHIFTS, RatedCall
from domain.coaching.terms import CountKind, SubjectRole

BEATS = ("B1", "B2", "B3", "C1", "C2", "D1")
TYPES = ("LARCENY", "NOISE", "MVA", "VANDAL", "CITASST")
_OFTEN = (40, 25, 15, 12, 8)
OFFICERS = tuple(str(number) for number in range(4701, 4741))
CALL_TAKERS = tuple(str(number) for number in range(901, 913))
PRAISED, LOOKED_AT = OFFICERS[10], OFFICERS[23]
"""People say truly more good of the first, and truly less of the second."""
ANSWERS = 4200
_DAYS = 360
_TRULY = {PRAISED: 2.5, LOOKED_AT: -1.8}


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedCount:
    """A line of the agency's own records."""

    subject_id: str
    day: date
    kind: CountKind
    count: int


def invented_calls(until: date, *, seed: int = 1) -> list[RatedCall]:
    """Of the year before that day: each call for its officers and for its call-taker."""
    chance = Random(seed)  # noqa: S311  an invented year
    homes = {officer: (chance.choice(BEATS), chance.choice(SHIFTS)) for officer in OFFICERS}
    busy = [chance.lognormvariate(0, 0.5) for _ in OFFICERS]
    return [
        call
        for first in chance.choices(OFFICERS, busy, k=ANSWERS)
        for call in _answered(chance, first, homes[first], until - timedelta(days=chance.randrange(1, _DAYS)))
    ]


def invented_counts(until: date, *, seed: int = 1) -> Iterator[InventedCount]:
    """Of the year before that day; most days have none."""
    chance = Random(seed)  # noqa: S311  an invented year
    for subject in (*OFFICERS, *CALL_TAKERS):
        for _ in range(chance.randrange(1, 6)):
            day = until - timedelta(days=chance.randrange(1, _DAYS))
            kind = chance.choices(tuple(CountKind), (5, 3, 1))[0]
            yield InventedCount(subject_id=subject, day=day, kind=kind, count=1)


def _answered(chance: Random, first: str, home: tuple[str, int], day: date) -> Iterator[RatedCall]:
    beat, shift = home if chance.random() < 0.8 else (chance.choice(BEATS), chance.choice(SHIFTS))
    officers = (first,) if chance.random() < 0.7 else tuple({first, chance.choice(OFFICERS)})
    incident_type = chance.choices(TYPES, _OFTEN)[0]
    content = 1.0 - 0.3 * BEATS.index(beat) / len(BEATS) - 0.4 * TYPES.index(incident_type) / len(TYPES)
    truly = sum(_TRULY.get(officer, 0.0) for officer in officers) / len(officers)
    pairs = ((SubjectRole.OFFICER, officers, truly), (SubjectRole.CALL_TAKER, (chance.choice(CALL_TAKERS),), 0.3))
    for role, whose, better in pairs:
        marks = _marks(chance, content + better)
        yield RatedCall(
            role=role,
            of=tuple(sorted(whose)),
            day=day,
            beat=beat,
            shift=shift,
            incident_type=incident_type,
            rating=sum(marks) / len(marks),
            answers=1,
            full_marks=int(min(marks) == 5),
        )


def _marks(chance: Random, odds: float) -> Sequence[int]:
    well = chance.random() < 1 / (1 + math.exp(-odds))
    return [chance.choice((4, 5, 5) if well else (1, 2, 3, 3)) for _ in range(2)]
