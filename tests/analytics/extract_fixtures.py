"""Extracts with rows that a test names; whatever it does not name is plausible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from analytics.columns import TABLES
from analytics.extracts import Extract, ExtractAbout, write

ORI = "WA0171300"
NOON = datetime(2026, 6, 3, 19, 0, tzinfo=UTC)
"""A Wednesday, at noon in Seattle."""

PLAUSIBLE: Mapping[str, Mapping[str, Any]] = {
    "calls": {
        "received_at": NOON,
        "local_day": date(2026, 6, 3),
        "local_hour": 12,
        "local_weekday": 3,
        "incident_type": "LARCENY",
        "sensitive": False,
        "priority": 3,
        "beat": "C2",
        "officer_initiated": False,
        "status": "closed",
        "end": "closed",
        "callers": 1,
        "told": True,
        "called_again": 0,
    },
    "messages": {
        "call_id": "call-1",
        "key": "call_received",
        "channel": "sms",
        "language": "en",
        "status": "delivered",
        "reason": "",
        "accepted": True,
        "segments": 2,
        "stands_in": False,
        "planned_at": NOON,
        "sent_at": NOON,
        "delivered_at": NOON,
        "local_day": date(2026, 6, 3),
    },
    "replies": {"received_at": NOON, "local_day": date(2026, 6, 3), "intent": "thanks", "about_a_call": True},
    "consents": {"at": NOON, "local_day": date(2026, 6, 3), "purpose": "updates", "given": False, "how": "reply"},
    "waiting": {"kind": "call_back", "opened_at": NOON, "local_day": date(2026, 6, 3)},
    "surveys": {
        "period": "2026-Q2",
        "begins": date(2026, 4, 1),
        "ends": date(2026, 7, 1),
        "dimension": "total",
        "value": "total",
    },
}


def an_extract(
    folder: Path,
    tables: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    *,
    ori: str = ORI,
    since: date = date(2026, 1, 1),
    until: date = date(2027, 1, 1),
    **about: Any,
) -> Extract:
    """One in force, with these rows: table -> the columns of each row that matter."""
    known: dict[str, Any] = {
        "agency": "Seattle Police Department",
        "time_zone": "America/Los_Angeles",
        "extracted_at": datetime(2027, 1, 1, 11, 30, tzinfo=UTC),
    }
    described = ExtractAbout(ori=ori, since=since, until=until, **known | about)
    rows = {
        name: [_row(name, values, number) for number, values in enumerate(given)]
        for name, given in (tables or {}).items()
    }
    return write(folder, described, rows)


def _row(table: str, values: Mapping[str, Any], number: int) -> tuple[Any, ...]:
    unknown = values.keys() - {column.name for column in TABLES[table]}
    assert not unknown, f"{table} has no column {', '.join(sorted(unknown))}"
    whole = {**({"call_id": f"call-{number + 1}"} if table == "calls" else {}), **PLAUSIBLE[table], **values}
    return tuple(whole.get(column.name) for column in TABLES[table])
