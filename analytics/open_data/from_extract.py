"""Read the calls of some days from an extract, as open data may know them."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from analytics.extracts import Extract
from analytics.open_data.datasets import ARRIVAL
from analytics.open_data.public_calls import PublicCall, may_be_a_row
from domain.dispositions import CANCELLED, REPORT_TAKEN, SETTLED
from domain.incident_types import HARMLESS, MEDICAL_AND_FIRE, SENSITIVE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_OF_THE_PUBLIC = """
    FROM calls
    WHERE local_day >= ? AND local_day < ? AND NOT coalesce(officer_initiated, false)
      AND coalesce("end", '') <> 'merged'
"""
_ARRIVAL_MINUTES = (5, 10, 20, 40, 60)
_OUTCOMES = {"06": "lookout", "14": "not found", "15": "referred"}

OTHER = None
"""Stands for calls that were sensitive at some time and are of another type now, and for types that are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedCalls:
    """The calls of an extract that is opened; `zone` is that of the agency's clocks."""

    opened: DuckDBPyConnection
    zone: ZoneInfo

    def days(self) -> Counter[date]:
        """How many rows each day would have."""
        found = self.opened.execute(
            f"""SELECT local_day, count(*) {_OF_THE_PUBLIC} AND NOT coalesce(sensitive, true)
            AND upper(incident_type) IN (SELECT unnest(?)) GROUP BY local_day""",
            [date.min, date.max, sorted(HARMLESS)],
        )
        return Counter(dict(found.fetchall()))

    def rows_between(self, begins: date, ends: date) -> list[PublicCall]:
        """Those from the public, of types that may be rows; sensitive at no time; not merged into another call."""
        found = self.opened.execute(
            f"""SELECT local_day, received_at, beat, cell, incident_type, priority, "end", disposition, arrived_at
            {_OF_THE_PUBLIC} AND NOT coalesce(sensitive, true) ORDER BY call_id""",
            [begins, ends],
        )
        return [
            PublicCall(
                day=day,
                minute=_minute(received_at, self.zone),
                beat=beat or None,
                cell=cell or None,
                incident_type=incident_type.upper(),
                priority=priority,
                ended=_ended(end, disposition),
                arrival=_arrival(received_at, arrived_at),
            )
            for day, received_at, beat, cell, incident_type, priority, end, disposition, arrived_at in found.fetchall()
            if may_be_a_row(incident_type)
        ]

    def sensitive_between(self, begins: date, ends: date) -> Iterator[str | None]:
        """The type of each call from the public that must not be a row; OTHER where its type does not say why."""
        found = self.opened.execute(
            f"SELECT incident_type, coalesce(sensitive, true) {_OF_THE_PUBLIC}",
            [begins, ends],
        )
        for incident_type, sensitive in found.fetchall():
            code = (incident_type or "").upper()
            if sensitive or not may_be_a_row(code):
                yield code if code in SENSITIVE or code in MEDICAL_AND_FIRE else OTHER


@contextlib.contextmanager
def calls_of(extract: Extract) -> Iterator[ExtractedCalls]:
    """The calls of an extract, as long as it is open. Raises NotInstalled."""
    with extract.opened() as opened:
        yield ExtractedCalls(opened=opened, zone=ZoneInfo(extract.about.time_zone))


def _minute(received_at: datetime, zone: ZoneInfo) -> int:
    local = received_at.replace(tzinfo=UTC).astimezone(zone)
    return local.hour * 60 + local.minute


def _ended(end: str | None, disposition: str | None) -> str | None:
    if not end:
        return None
    if end == "cancelled" or disposition in CANCELLED:
        return "cancelled"
    if disposition in REPORT_TAKEN:
        return "report taken"
    if disposition in SETTLED:
        return "settled"
    return _OUTCOMES.get(disposition or "", "handled")


def _arrival(received_at: datetime, arrived_at: datetime | None) -> str | None:
    if arrived_at is None or arrived_at < received_at:
        return None
    minutes = (arrived_at - received_at).total_seconds() / 60
    return ARRIVAL[sum(minutes >= bound for bound in _ARRIVAL_MINUTES)]
