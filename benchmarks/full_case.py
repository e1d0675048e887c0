"""The case that is measured: a burglary with a victim who is texted and mailed, solved in twenty days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WARM_UP = 3
"""Cases played before measuring: the first ones load catalogs, compile statements and open connections."""

DAY = 24 * 60
LOCAL = ZoneInfo("America/Los_Angeles")
AREA_CODES = "206 212 213 214 303 305 312 313 404 415 503 512 602 615 617 619 702 713 801 816".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happens so many minutes after the call was received."""

    minutes: float
    type: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def at(self, received_at: datetime) -> datetime:
        """Its moment."""
        return received_at + timedelta(minutes=self.minutes)


CASE: tuple[Happening, ...] = (
    Happening(minutes=0, type="call.received", data={"incident_type": "BURGLARY", "priority": 3, "beat": "C2"}),
    Happening(minutes=5, type="unit.dispatched"),
    Happening(minutes=8, type="unit.en_route", data={"eta_minutes": 10}),
    Happening(minutes=20, type="unit.arrived"),
    Happening(minutes=80, type="call.closed", data={"disposition": "01", "case_number": "26-4711"}),
    Happening(minutes=3 * DAY, type="case.assigned"),
    Happening(minutes=5 * DAY, type="case.arrest"),
    Happening(minutes=8 * DAY, type="case.charged"),
    Happening(minutes=20 * DAY, type="case.closed"),
)


def ten_o_clock() -> datetime:
    """The next one where the demonstration agency is: what ends at night waits for the morning and costs more."""
    there = datetime.now(LOCAL)
    ten = there.replace(hour=10, minute=0, second=0, microsecond=0)
    return (ten if ten > there else ten + timedelta(days=1)).astimezone(UTC)


def victim(n: int) -> dict[str, Any]:
    """Another invented person for each case: limits per person must not spare us any work."""
    return {
        "roles": ["reporting_party", "victim"],
        "name": "Zahra Karimi",
        "phone": f"+1{AREA_CODES[n // 99 % len(AREA_CODES)]}55501{n % 99 + 1:02d}",
        "email": f"zahra.{n}@example.com",
        "language": "fa",
    }


def cloud_event(n: int, call_number: str, happening: Happening, received_at: datetime) -> dict[str, Any]:
    """One event as a CAD sends it; the first brings the victim."""
    people = {"contacts": [victim(n)]} if happening is CASE[0] else {}
    return envelope(call_number, happening.type, happening.at(received_at), {**happening.data, **people})


def envelope(call_number: str, type_: str, at: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    """A CloudEvent of a call; of each type there is one."""
    event = {"specversion": "1.0", "id": f"{call_number}/{type_}", "source": "benchmark", "subject": call_number}
    return {**event, "type": type_, "time": at.isoformat(), "data": dict(data)}
