"""The calls that count: from the public, not sensitive, not merged, with a place; read once from an extract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.hot_spots.choices import (
    HOURS,
    INCIDENT_TYPES,
    WEEKEND_FROM,
    WEEKEND_TO,
    DayPart,
    HotSpotChoice,
    TypeGroup,
)
from analytics.hot_spots.places import CellPlaces

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from analytics.hot_spots.gi_star import Counts

EPOCH = date(1970, 1, 1)

COUNTING = """
CREATE OR REPLACE TEMP VIEW counting AS SELECT cell, beat, incident_type, local_day, local_hour, local_weekday
FROM calls WHERE officer_initiated IS FALSE AND sensitive IS FALSE AND "end" IS DISTINCT FROM 'merged'
"""
"""What an officer began says where officers were; sensitive calls have no place; a merged call is counted as the one
into which it was merged."""

CELLS = "SELECT cell, min(beat) FROM counting WHERE cell IS NOT NULL GROUP BY cell ORDER BY cell"
TYPES = "SELECT DISTINCT incident_type FROM counting ORDER BY incident_type"
CALLS = """
WITH cells AS (SELECT cell, row_number() OVER (ORDER BY cell) - 1 AS n FROM
               (SELECT DISTINCT cell FROM counting WHERE cell IS NOT NULL)),
     types AS (SELECT incident_type, row_number() OVER (ORDER BY incident_type) - 1 AS n FROM
               (SELECT DISTINCT incident_type FROM counting))
SELECT coalesce(cells.n, -1)::INTEGER AS seen, types.n::INTEGER AS type,
       (local_day - DATE '1970-01-01')::INTEGER AS day, local_hour::INTEGER AS hour, local_weekday::INTEGER AS weekday
FROM counting LEFT JOIN cells USING (cell)
JOIN types ON types.incident_type IS NOT DISTINCT FROM counting.incident_type ORDER BY local_day
"""

NO_PLACE, OUTSIDE = -1, -2


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCalls:
    """One entry for each call in each array, the oldest first. `place` is that of its cell in `CellPlaces`, NO_PLACE or
    OUTSIDE; `day` counts from EPOCH; `weekday` is 1 on Mondays."""

    place: NDArray[np.int32]
    day: NDArray[np.int32]
    hour: NDArray[np.int32]
    weekday: NDArray[np.int32]
    group: dict[TypeGroup, NDArray[np.bool_]]

    def of(self, choice: HotSpotChoice) -> ChosenCalls:
        """Those of one choice, on all days."""
        chosen = in_part(self.hour, self.weekday, choice.part) & self.group[choice.group]
        return self._kept(chosen)

    def at_all_hours(self, group: TypeGroup) -> ChosenCalls:
        """Those of a group of types."""
        return self._kept(self.group[group])

    def _kept(self, chosen: NDArray[np.bool_]) -> ChosenCalls:
        return ChosenCalls(
            place=self.place[chosen], day=self.day[chosen], hour=self.hour[chosen], weekday=self.weekday[chosen]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenCalls:
    """Some of them, in the same order."""

    place: NDArray[np.int32]
    day: NDArray[np.int32]
    hour: NDArray[np.int32]
    weekday: NDArray[np.int32]

    def between(self, begins: date, ends: date) -> ChosenCalls:
        """From a day on, until before another."""
        first, last = np.searchsorted(self.day, [(begins - EPOCH).days, (ends - EPOCH).days])
        window = slice(int(first), int(last))
        return ChosenCalls(
            place=self.place[window], day=self.day[window], hour=self.hour[window], weekday=self.weekday[window]
        )

    def counts(self, cells: int) -> Counts:
        """By cell, in the order of `CellPlaces`."""
        return np.bincount(self.place[self.place >= 0], minlength=cells).astype(np.int64)

    def times_in(self, places: Iterable[int]) -> list[tuple[int, int]]:
        """Weekday and hour of each call in these cells."""
        inside = np.isin(self.place, np.fromiter(places, dtype=np.int32))
        return list(zip(self.weekday[inside].tolist(), self.hour[inside].tolist(), strict=True))


def in_part(hour: NDArray[np.int32], weekday: NDArray[np.int32], part: DayPart) -> NDArray[np.bool_]:
    """Which of these hours belong to a part of the day."""
    if part is DayPart.ALL_HOURS:
        return np.ones(len(hour), dtype=bool)
    if part is DayPart.WEEKEND_NIGHTS:
        late = (hour >= WEEKEND_FROM) & np.isin(weekday, [5, 6])
        return late | ((hour < WEEKEND_TO) & np.isin(weekday, [6, 7]))
    return (hour >= HOURS[part].start) & (hour < HOURS[part].stop)


def seen_cells(connection: DuckDBPyConnection) -> dict[str, str]:
    """Each cell from which calls came -> a beat that they name, in order of the cells' names."""
    connection.execute(COUNTING)
    return {cell: beat or "" for cell, beat in connection.sql(CELLS).fetchall()}


def read_calls(connection: DuckDBPyConnection, places: CellPlaces) -> PublicCalls:
    """All that count, with their places."""
    seen = seen_cells(connection)
    types = [name for (name,) in connection.sql(TYPES).fetchall()]
    index = places.index
    place_of = np.array([index.get(cell, OUTSIDE) for cell in seen] + [NO_PLACE], dtype=np.int32)
    found: dict[str, Any] = {name: np.asarray(values) for name, values in connection.sql(CALLS).fetchnumpy().items()}
    code = found["type"]
    group = {
        each: np.isin(code, [number for number, name in enumerate(types) if name in INCIDENT_TYPES[each]])
        for each in INCIDENT_TYPES
    }
    return PublicCalls(
        place=place_of[found["seen"]],
        day=found["day"],
        hour=found["hour"],
        weekday=found["weekday"],
        group={TypeGroup.ALL: np.ones(len(code), dtype=bool), **group},
    )


def window_before(until: date, weeks: int) -> tuple[date, date]:
    """The first day of so many weeks, and the day after their last."""
    return until - timedelta(weeks=weeks), until
