"""Example requests, shown in OpenAPI and sent by the tests as they stand. The people in them are made up.

Who tries them in `/docs` is shown them with times of today: a call of last year is old news, and no one is texted.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

CALLER: dict[str, Any] = {
    "ref": "caller",
    "role": "reporting_party",
    "name": "Ana Example",
    "phone": "+1 206 555 0123",
    "email": "ana@example.org",
    "language": "es-MX",
}

SNAPSHOTS: dict[str, Any] = {
    "received": {
        "incident_type": "LARCENY",
        "priority": 3,
        "beat": "C2",
        "officer_initiated": False,
        "received_at": "2026-11-22T08:30:00Z",
        "updated_at": "2026-11-22T08:30:20Z",
        "call_taker": "D117",
        "location": {"latitude": 47.6, "longitude": -122.3},
        "contacts": [CALLER],
    },
    "on scene": {
        "arrived_at": "2026-11-22T08:52:10Z",
        "officers": ["4711", "4712"],
        "updated_at": "2026-11-22T08:52:12Z",
    },
    "arrival taken back": {"arrived_at": None, "updated_at": "2026-11-22T08:55:00Z"},
    "closed": {
        "closed_at": "2026-11-22T09:40:00Z",
        "disposition": "08",
        "case_number": "2026-001234",
        "updated_at": "2026-11-22T09:40:05Z",
    },
}

_EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "source": "https://cad.example.org",
    "subject": "2026-000777",
    "datacontenttype": "application/json",
}

EVENTS: dict[str, Any] = {
    "call received": {
        **_EVENT,
        "type": "call.received",
        "id": "777-1",
        "time": "2026-11-22T08:30:00Z",
        "data": {"incident_type": "LARCENY", "priority": 3, "beat": "C2", "contacts": [CALLER]},
    },
    "officer arrived": {
        **_EVENT,
        "type": "unit.arrived",
        "id": "777-2",
        "time": "2026-11-22T08:52:10Z",
        "data": {"unit": "2A41", "officers": ["4711"]},
    },
    "detective assigned": {
        **_EVENT,
        "type": "case.assigned",
        "id": "777-3",
        "time": "2026-11-23T15:00:00Z",
        "data": {
            "case_number": "2026-001234",
            "detective": {
                "id": "4711",
                "name": "Det. Rivera",
                "phone": "+1 206 555 0199",
                "email": "rivera@example.org",
            },
        },
    },
}

BATCHES: dict[str, Any] = {"two events": [EVENTS["call received"], EVENTS["officer arrived"]]}

CASE_STATUSES: dict[str, Any] = {
    "arrest": {"id": "rms-20", "status": "arrest", "at": "2026-11-24T10:00:00Z", "by": "4711"},
    "assigned": {
        "id": "rms-10",
        "status": "assigned",
        "at": "2026-11-23T15:00:00Z",
        "detective": {"id": "4711", "name": "Det. Rivera", "phone": "+1 206 555 0199"},
    },
}

MONTHS: list[str] = ["2026-11"]

PERIODS: list[str] = ["2026-Q4"]

DETECTIVE_MESSAGES: dict[str, Any] = {
    "a question": {"id": "note-1", "text": "Please bring the serial number of the bicycle to our next meeting."}
}


FIRST = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
"""When the calls of the examples were received."""

_A_TIME = re.compile(r"2026-11-2[2-4]T\d\d:\d\d:\d\dZ")


def of_today(document: Any, *, now: datetime) -> Any:
    """The same with the times of the examples moved: their calls were received just now, and none is in the future."""
    if isinstance(document, dict):
        return {name: of_today(value, now=now) for name, value in document.items()}
    if isinstance(document, list):
        return [of_today(value, now=now) for value in document]
    if isinstance(document, str) and _A_TIME.fullmatch(document):
        shown = now - timedelta(seconds=10) + (datetime.fromisoformat(document) - FIRST)
        return f"{min(shown, now):%Y-%m-%dT%H:%M:%SZ}"
    return document
