"""The three datasets of an agency's open data: their columns, what each means, and the words that occur in them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analytics.open_data.public_calls import FAMILIES, LEAST


class DataType(StrEnum):
    """Of a column, as Socrata calls it."""

    TEXT = "text"
    NUMBER = "number"
    MOMENT = "floating_timestamp"
    """By the agency's clocks, without a zone."""
    POINT = "point"
    """Longitude and latitude (WGS 84). Not in files of CSV and Parquet, which have them as two numbers."""


SQL_TYPES: Mapping[DataType, str] = {
    DataType.TEXT: "VARCHAR",
    DataType.NUMBER: "DOUBLE",
    DataType.MOMENT: "TIMESTAMP",
}


_NO_WORD = "bcdfghjkmnpqrstvwxyz23456789"
"""Letters that make no word: an id of hexadecimal digits may begin with "dead"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataColumn:
    """One column. `values` are all it can hold, if they are few; null is "not told"."""

    name: str
    type: DataType
    meaning: str
    values: tuple[str, ...] = ()
    always: bool = False
    """It is never null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """One table. `name` is that of its folder; `title` and `about` are for readers."""

    name: str
    title: str
    about: str
    columns: tuple[DataColumn, ...]

    def id_of(self, ori: str) -> str:
        """Four letters or digits, a hyphen, four more, as Socrata's clients want it; the same for ever."""
        digest = hashlib.sha256(f"{ori}/{self.name}".encode()).digest()
        letters = "".join(_NO_WORD[byte % len(_NO_WORD)] for byte in digest[:8])
        return f"{letters[:4]}-{letters[4:]}"


ENDED = ("report taken", "settled", "handled", "cancelled", "not found", "referred", "lookout")
ARRIVAL = ("under 5", "5 to 10", "10 to 20", "20 to 40", "40 to 60", "60 or more")
T, N, M, P = DataType.TEXT, DataType.NUMBER, DataType.MOMENT, DataType.POINT


def _column(
    name: str, type_: DataType, meaning: str, values: tuple[str, ...] = (), *, always: bool = False
) -> DataColumn:
    return DataColumn(name=name, type=type_, meaning=meaning, values=values, always=always)


_PLACE = (
    _column("beat", T, "The beat, as the police divide the city."),
    _column("cell", T, "An H3 cell of resolution 10, about 15,000 square meters."),
    _column("latitude", N, "Of the cell's center, in degrees; not of the place of a call."),
    _column("longitude", N, "Of the cell's center, in degrees."),
    _column("location", P, "The cell's center as a point. In GeoJSON the geometry is the cell's outline instead."),
)

CALLS = DataSet(
    name="calls",
    title="Calls for service",
    about="Calls from the public, one row each, of types that are not sensitive. What a row shows of when, where "
    f"and what is shared by at least {LEAST} rows of its release.",
    columns=(
        _column("id", T, "Drawn by chance; it has nothing to do with the number of the call.", always=True),
        _column("reported_at", M, "The earliest moment at which it may have been reported.", always=True),
        _column("first_day", M, "It was reported on this day or later ...", always=True),
        _column("last_day", M, "... and on this day or earlier.", always=True),
        _column("from_time", T, "At this time of day or later, in steps of 15 minutes ...", always=True),
        _column("until_time", T, "... and before this time of day (24:00 is midnight).", always=True),
        _column("place", T, "How exactly the place is told.", ("cell", "beat", "nothing"), always=True),
        *_PLACE,
        _column("incident_family", T, "What it was about, roughly.", tuple(sorted(FAMILIES))),
        _column("incident_type", T, "What it was about at last, as a code of APCO 2.103.2."),
        _column("incident_name", T, "The same in words."),
        _column("priority", N, "1 is the most urgent."),
        _column("ended", T, "What came of it.", ENDED),
        _column("minutes_to_arrival", T, "From the call until the first officer was there.", ARRIVAL),
    ),
)

PLACES = DataSet(
    name="places",
    title="Calls for service by place and quarter",
    about=f"How many calls of the first dataset came from each cell with at least {LEAST} in the quarter; else from "
    "the rest of the beat; else from the rest of the city.",
    columns=(
        _column("quarter", T, "As 2026-Q3.", always=True),
        _column("place", T, "What the row counts.", ("cell", "rest of the beat", "rest of the city"), always=True),
        *_PLACE,
        _column("calls", N, "How many.", always=True),
    ),
)

SENSITIVE = DataSet(
    name="sensitive",
    title="Sensitive calls by year",
    about="How many calls of sensitive, medical and other types that are not published call by call came from the "
    f"public, in the whole city. Types with fewer than {LEAST} in the year are counted together.",
    columns=(
        _column("year", N, "The year.", always=True),
        _column("incident_type", T, "A code of APCO 2.103.2; null in the row of all others."),
        _column("incident_name", T, "The same in words.", always=True),
        _column("calls", N, "How many.", always=True),
    ),
)

DATASETS: Mapping[str, DataSet] = {each.name: each for each in (CALLS, PLACES, SENSITIVE)}
