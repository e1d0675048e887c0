"""An invented city's calls as an extract, and what is released of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from analytics.extracts import Extract
from analytics.open_data.public_calls import PublicCall
from analytics.open_data.releases import Publisher
from analytics.open_data.stored import AgencyFolder
from domain.open_data import OpenDataPolicy
from tests.analytics.extract_fixtures import ORI, an_extract

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2027, 1, 20, 11, 0, tzinfo=UTC)
BASE = "https://data.city.example"
POLICY = OpenDataPolicy(publish=True, contact="opendata@city.example")
_DISPOSITIONS = {"report taken": "01", "not found": "14", "cancelled": "10", "handled": "04"}
_MINUTES = {"under 5": 3, "5 to 10": 7, "10 to 20": 15, "20 to 40": 30}


def extract_row(call: PublicCall) -> Mapping[str, Any]:
    """The call as an extract has it."""
    at = datetime.combine(call.day, time(call.minute // 60, call.minute % 60), tzinfo=ZONE).astimezone(UTC)
    return {
        "received_at": at,
        "local_day": call.day,
        "local_hour": call.minute // 60,
        "local_weekday": call.day.isoweekday(),
        "incident_type": call.incident_type,
        "priority": call.priority,
        "beat": call.beat,
        "cell": call.cell,
        "end": "cancelled" if call.ended == "cancelled" else "closed",
        "disposition": _DISPOSITIONS.get(call.ended or ""),
        "arrived_at": call.arrival and at + timedelta(minutes=_MINUTES[call.arrival]),
    }


def extract_of(folder: Path, rows: Iterable[Mapping[str, Any]], until: date = date(2027, 1, 20)) -> Extract:
    """In force, of 2026 and the days until then."""
    return an_extract(folder, {"calls": list(rows)}, until=until)


def ids(seed: int = 1) -> Callable[[], str]:
    """Drawn by a chance that repeats."""
    chance = random.Random(seed)
    return lambda: f"{chance.getrandbits(64):016x}"


def publisher(extract: Extract, folder: Path, policy: OpenDataPolicy = POLICY, seed: int = 1) -> Publisher:
    """Into that folder, at one moment."""
    agency = AgencyFolder(path=folder / ORI)
    return Publisher(extract=extract, policy=policy, folder=agency, base_url=BASE, now=NOW, new_id=ids(seed))
