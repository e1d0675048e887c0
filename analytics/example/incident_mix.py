"""What people call about in the example town, how often, how urgent it is, and at which hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

HOURS = 24


class Rhythm(Enum):
    """How many calls each hour of a day has, beside each other, from midnight on; and on weekends."""

    EVER = ((4, 3, 3, 2, 2, 2, 3, 4, 5, 5, 5, 5, 6, 6, 6, 7, 7, 7, 7, 6, 6, 6, 5, 5), 1.0)
    DAY = ((1, 1, 1, 1, 1, 1, 2, 5, 8, 9, 9, 9, 9, 9, 9, 9, 9, 8, 6, 4, 3, 2, 2, 1), 0.7)
    SHOPS = ((0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 7, 9, 9, 8, 8, 9, 10, 10, 8, 6, 3, 1, 0, 0), 1.1)
    TRAFFIC = ((2, 1, 1, 1, 1, 2, 5, 9, 9, 6, 5, 6, 7, 7, 8, 10, 11, 11, 8, 6, 5, 4, 3, 2), 0.8)
    NIGHT = ((9, 8, 6, 3, 2, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 8, 10, 10), 1.7)

    @property
    def by_hour(self) -> tuple[int, ...]:
        """Weights of the 24 hours."""
        return self.value[0]

    @property
    def weekend(self) -> float:
        """How many times as much comes on a Friday or Saturday as on another day."""
        return self.value[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeMix:
    """A type of call (APCO 2.103.2): `weight` of all, and how likely each priority is."""

    code: str
    weight: float
    priorities: Mapping[int, float]
    rhythm: Rhythm = Rhythm.EVER


URGENT: Mapping[int, float] = {1: 0.75, 2: 0.25}
SOON: Mapping[int, float] = {1: 0.1, 2: 0.7, 3: 0.2}
USUAL: Mapping[int, float] = {2: 0.25, 3: 0.7, 4: 0.05}
CAN_WAIT: Mapping[int, float] = {3: 0.5, 4: 0.5}

_E, _D, _S, _T, _N = Rhythm.EVER, Rhythm.DAY, Rhythm.SHOPS, Rhythm.TRAFFIC, Rhythm.NIGHT

_OF_THE_PUBLIC: tuple[tuple[str, float, Mapping[int, float], Rhythm], ...] = (
    ("LARCENY", 7.5, USUAL, _D),
    ("NOISE", 6.5, CAN_WAIT, _N),
    ("SUSP", 6.5, SOON, _E),
    ("DISORD", 6.0, SOON, _N),
    ("PARKING", 5.5, CAN_WAIT, _D),
    ("TRESPASS", 5.0, USUAL, _D),
    ("MVA", 4.5, SOON, _T),
    ("ALRBA", 4.5, SOON, _E),
    ("PERSUSP", 3.8, SOON, _E),
    ("SHOPLIFT", 3.2, USUAL, _S),
    ("VANDAL", 3.0, USUAL, _E),
    ("FRAUD", 2.8, CAN_WAIT, _D),
    ("VEHSTLN", 2.6, USUAL, _N),
    ("MVAHR", 2.4, USUAL, _T),
    ("BURGLARY", 2.4, SOON, _E),
    ("CITASST", 2.3, CAN_WAIT, _D),
    ("VEHSUSP", 2.2, USUAL, _N),
    ("INTOX", 2.2, USUAL, _N),
    ("VEHABND", 2.0, CAN_WAIT, _D),
    ("FIGHT", 1.9, URGENT, _N),
    ("THAZ", 1.8, SOON, _T),
    ("CIVIL", 1.8, CAN_WAIT, _D),
    ("ANIMAL", 1.7, CAN_WAIT, _D),
    ("RECKDRV", 1.6, SOON, _T),
    ("DISVEH", 1.5, USUAL, _T),
    ("PROPFND", 1.3, CAN_WAIT, _D),
    ("PROPLOST", 1.0, CAN_WAIT, _D),
    ("WELFARE", 5.0, SOON, _E),
    ("911H", 3.0, SOON, _E),
    ("DVNA", 2.4, SOON, _N),
    ("MNTL", 2.3, SOON, _E),
    ("ASSAULT", 1.6, URGENT, _N),
    ("THREATS", 1.4, SOON, _E),
    ("DVA", 1.2, URGENT, _N),
    ("HARR", 1.2, USUAL, _D),
    ("SUICTHRT", 0.8, URGENT, _E),
    ("RUNAWAY", 0.7, USUAL, _E),
    ("ROBBERY", 0.5, URGENT, _N),
    ("WEAPON", 0.4, URGENT, _N),
)
_OF_OFFICERS: tuple[tuple[str, float, Mapping[int, float], Rhythm], ...] = (
    ("CRIMTRAF", 9.0, USUAL, _T),
    ("SUSP", 5.0, USUAL, _N),
    ("VEHASST", 3.0, USUAL, _T),
    ("PARKING", 3.0, CAN_WAIT, _D),
    ("INVEST", 3.0, CAN_WAIT, _D),
    ("ADMIN", 2.0, CAN_WAIT, _D),
)


def _kinds(rows: tuple[tuple[str, float, Mapping[int, float], Rhythm], ...]) -> tuple[TypeMix, ...]:
    return tuple(TypeMix(code=code, weight=weight, priorities=p, rhythm=rhythm) for code, weight, p, rhythm in rows)


OF_THE_PUBLIC = _kinds(_OF_THE_PUBLIC)
OF_OFFICERS = _kinds(_OF_OFFICERS)

BY_SEASON: tuple[float, ...] = (0.92, 0.9, 0.96, 0.99, 1.04, 1.08, 1.12, 1.1, 1.03, 1.0, 0.94, 0.92)
"""By month, January first: summers are busier."""

BEATS: Mapping[str, float] = {
    "N1": 0.7,
    "N2": 1.1,
    "N3": 0.8,
    "C1": 0.9,
    "C2": 1.5,
    "C3": 1.0,
    "S1": 1.2,
    "S2": 0.9,
    "S3": 0.6,
}
"""How busy each beat is, for its size."""

LANGUAGES: Mapping[str, float] = {"en": 80.0, "es": 13.0, "ar": 2.2, "fa": 1.8, "fr": 1.6, "sw": 1.4}
"""In which languages its people are written to."""
