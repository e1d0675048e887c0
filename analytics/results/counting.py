"""What every table is counted from: a connection to an extract, the days in question, and rows of SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from analytics.extracts import ExtractAbout
from analytics.results.figure_table import DaySpan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Rows = list[tuple[Any, ...]]

IN_SPAN = "local_day >= $begins AND local_day < $ends"
"""The rows of a table with `local_day` that lie in the span."""

FROM_THE_PUBLIC = f"{IN_SPAN} AND NOT coalesce(officer_initiated, false)"
"""Calls that a member of the public began."""

CALLS_TOLD = f"SELECT count(*) FROM calls WHERE {IN_SPAN} AND told"  # noqa: S608
"""How many calls' callers were told of its progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """An opened extract and the span that is counted."""

    connection: DuckDBPyConnection
    about: ExtractAbout
    span: DaySpan

    def rows(self, sql: str) -> Rows:
        """What the statement finds; it may name $begins and $ends (days) and $extracted (the moment, in UTC)."""
        known = {
            "begins": self.span.begins,
            "ends": self.span.ends,
            "extracted": self.about.extracted_at.astimezone(UTC).replace(tzinfo=None),
        }
        return self.connection.execute(sql, {name: known[name] for name in known if f"${name}" in sql}).fetchall()
