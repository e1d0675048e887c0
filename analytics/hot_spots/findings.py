"""What was found in one extract, for every choice: as it is kept in a file, from which pages and commands read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from analytics.hot_spots.boundary import Boundary
from analytics.hot_spots.boundary_file import read_boundary

FEWEST_SHOWN = 5
"""A count of fewer calls is not shown, nor kept."""

FEWEST_CALLS = 50
"""With fewer calls in a window hot spots are not looked for."""


class CellRanking(StrEnum):
    """A way to say where the calls of the next weeks will come from."""

    CLUSTERS = "clusters"
    """Gi*: the cells that stand out together with their neighbors."""
    DENSITY = "density"
    """A kernel density: counts smoothed over 250 meters."""
    COUNTING = "counting"
    """The cells with most calls in the window."""


class AreaShare(StrEnum):
    """How many cells each method may choose."""

    AS_HOT = "as_hot"
    """As many as are hot."""
    ONE = "one"
    """1 % of all."""
    FIVE = "five"
    """5 % of all."""


class CountingVerdict(StrEnum):
    """What the periods that followed say of clusters beside counting."""

    CLUSTERS = "clusters"
    COUNTING = "counting"
    EQUAL = "equal"
    """Neither was ahead by more than 5 % and in all periods but one."""
    UNKNOWN = "unknown"
    """Fewer than three periods could be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HotCell:
    """A cell that passes. `calls` is None if they are fewer than FEWEST_SHOWN."""

    cell: str
    spot: int
    beat: str
    calls: int | None
    z: float
    p: float
    steady: int
    """In how many of the earlier windows it was hot too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HotSpot:
    """Hot cells that touch, numbered from the one with most calls. `expected` is what an even spread would bring."""

    number: int
    cells: int
    beats: tuple[str, ...]
    calls: int | None
    expected: float
    steady: int
    """In how many of the earlier windows at least one of its cells was hot."""
    hours: tuple[int, int] | None
    days: tuple[int, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedRanking:
    """One method on one share of the area, over all periods that followed: means, and the lowest and highest PAI."""

    method: CellRanking
    area: AreaShare
    periods: int
    cells: float
    caught: float
    pai: float
    pai_lowest: float
    pai_highest: float
    pei: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HotSpotFinding:
    """What one choice gives. `begins` to before `ends` is its window; `earlier` is how many windows before it were
    looked at. `calls` came in the area; `without_place` and `outside` are not among them."""

    key: str
    begins: date
    ends: date
    calls: int
    without_place: int
    outside: int
    expected: float
    earlier: int
    spots: tuple[HotSpot, ...] = ()
    cells: tuple[HotCell, ...] = ()
    tried: tuple[TriedRanking, ...] = ()
    verdict: CountingVerdict = CountingVerdict.UNKNOWN

    @property
    def last_day(self) -> date:
        """Of the window."""
        return self.ends - timedelta(days=1)

    @property
    def is_enough(self) -> bool:
        """True if hot spots were looked for."""
        return self.calls >= FEWEST_CALLS

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Self:
        """What JSON made of it."""
        known: dict[str, Any] = dict(raw)
        known |= {name: date.fromisoformat(known[name]) for name in ("begins", "ends")}
        known["spots"] = tuple(HotSpot(**each | _tuples(each, "beats", "hours", "days")) for each in known["spots"])
        known["cells"] = tuple(HotCell(**each) for each in known["cells"])
        known["tried"] = tuple(
            TriedRanking(**each | {"method": CellRanking(each["method"]), "area": AreaShare(each["area"])})
            for each in known["tried"]
        )
        return cls(**known | {"verdict": CountingVerdict(known["verdict"])})


def _tuples(raw: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: None if raw[name] is None else tuple(raw[name]) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class HotSpotFindings:
    """All that was found in an extract. `outline` is GeoJSON: the agency's boundary, or the hull of what was seen."""

    ori: str
    agency: str
    extract: str
    extracted_at: datetime
    time_zone: str
    invented: bool
    has_boundary: bool
    cells: int
    square_kilometers: float
    outline: Mapping[str, Any]
    choices: Mapping[str, HotSpotFinding] = field(default_factory=dict)

    @property
    def boundary(self) -> Boundary:
        """Its outline, to be drawn; without beats if calls came from too few places for a hull."""
        drawn = self.outline.get("features") or self.outline.get("coordinates")
        return read_boundary(self.outline) if drawn else Boundary(beats=())

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), default=lambda moment: moment.isoformat(), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `to_json` wrote. Raises ValueError, KeyError or TypeError on anything else."""
        raw: dict[str, Any] = json.loads(text)
        raw["extracted_at"] = datetime.fromisoformat(raw["extracted_at"])
        raw["choices"] = {key: HotSpotFinding.of(each) for key, each in raw["choices"].items()}
        return cls(**raw)
