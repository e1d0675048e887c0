"""Facts that happen to a call: the canonical event every door of Caseline turns its input into."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self


class EventType(StrEnum):
    """The public event types (CloudEvents `type`)."""

    CALL_RECEIVED = "call.received"
    CALL_UPDATED = "call.updated"
    CALL_CANCELLED = "call.cancelled"
    CALL_MERGED = "call.merged"
    CALL_REOPENED = "call.reopened"
    CALL_CLOSED = "call.closed"
    UNIT_DISPATCHED = "unit.dispatched"
    UNIT_EN_ROUTE = "unit.en_route"
    UNIT_ARRIVED = "unit.arrived"
    UNIT_CLEARED = "unit.cleared"
    CASE_OPENED = "case.opened"
    CASE_ASSIGNED = "case.assigned"
    CASE_ARREST = "case.arrest"
    CASE_CHARGED = "case.charged"
    CASE_SUSPENDED = "case.suspended"
    CASE_CLOSED = "case.closed"
    CASE_REOPENED = "case.reopened"
    CONTACT_ADDED = "contact.added"
    CONTACT_UPDATED = "contact.updated"


UNSETTABLE: tuple[str, ...] = ("dispatched", "en_route", "arrived")
"""Times a CAD may take back: `call.updated` names them in `unset`."""


class MalformedEvent(ValueError):
    """An event that cannot be understood; the message names the field, never its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """The plain facts of one event: flat, without people, so that it can be typed into the Temporal Web UI.

    `id` is unique per `source`. `occurred_at` is aware, theirs. `incident_type` is an APCO 2.103.2 code,
    `disposition` an APCO/NENA common code 01-45, `priority` 1 (highest) and up, `eta_minutes` whole minutes.
    """

    type: EventType
    occurred_at: datetime
    id: str
    source: str = "temporal"
    incident_type: str | None = None
    priority: int | None = None
    beat: str | None = None
    disposition: str | None = None
    case_number: str | None = None
    officer_initiated: bool | None = None
    merged_into: str | None = None
    unit: str | None = None
    eta_minutes: int | None = None
    unset: tuple[str, ...] = ()
    by: str | None = None
    """Badge or user id of who changed a case status."""
    clamped: bool = False
    """The time lay in the future of our clock and was set back to it."""

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> Self:
        """Read what a signal carried. Raises MalformedEvent that names the field."""
        unknown = sorted({str(name) for name in raw} - {f.name for f in fields(cls)})
        if unknown:
            raise MalformedEvent(f"unknown field {', '.join(repr(name) for name in unknown)}")
        values = {name: value for name, value in raw.items() if value is not None}
        event_type = _event_type(values.pop("type", None))
        occurred_at = _moment(values.pop("occurred_at", None))
        unset = _unset(values.pop("unset", ()))
        for name, value in values.items():
            _check_kind(name, value)
        values.setdefault("id", _id_of(event_type, occurred_at, {**values, "unset": unset}))
        return cls(type=event_type, occurred_at=occurred_at, unset=unset, **values)

    def to_mapping(self) -> dict[str, Any]:
        """What a signal carries: only what is known, times as ISO 8601 in UTC."""
        raw = asdict(self) | {
            "type": self.type.value,
            "occurred_at": self.occurred_at.astimezone(UTC).isoformat(),
            "unset": list(self.unset) or None,
            "clamped": self.clamped or None,
        }
        return {name: value for name, value in raw.items() if value is not None}


_LONGEST = 200
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_BOUNDS: dict[str, tuple[int, int]] = {"priority": (1, 99), "eta_minutes": (0, 10080)}

_KINDS: dict[str, type] = {
    "priority": int,
    "eta_minutes": int,
    "officer_initiated": bool,
    "clamped": bool,
}


_KIND_NAMES: dict[type, str] = {
    str: f"text of 1 to {_LONGEST} characters",
    int: "a whole number",
    bool: "true or false",
}


def _check_kind(name: str, value: Any) -> None:
    expected = _KINDS.get(name, str)
    is_right = isinstance(value, expected) and not (expected is int and isinstance(value, bool))
    if not is_right or (isinstance(value, str) and not 1 <= len(value) <= _LONGEST):
        raise MalformedEvent(f"{name} must be {_KIND_NAMES[expected]}")
    least, most = _BOUNDS.get(name, (value, value))
    if not least <= value <= most:
        raise MalformedEvent(f"{name} must be a whole number from {least} to {most}")


def _id_of(event_type: EventType, occurred_at: datetime, facts: Mapping[str, Any]) -> str:
    """An id for an event that has none: two events that differ in what they say are two events."""
    said = sorted((name, str(value)) for name, value in facts.items() if value not in (None, ()))
    digest = f"#{hashlib.sha256(repr(said).encode()).hexdigest()[:12]}" if said else ""
    return f"{event_type}@{occurred_at.isoformat()}{digest}"


def _event_type(value: Any) -> EventType:
    try:
        return EventType(value)
    except ValueError:
        raise MalformedEvent(f"type must be one of {', '.join(EventType)}") from None


def _moment(value: Any) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise MalformedEvent("occurred_at must be an ISO 8601 time with a zone, as 2026-11-22T08:30:00Z")
    if not _EARLIEST <= value < _LATEST:
        raise MalformedEvent("occurred_at must be a time between the years 1900 and 2199")
    return value.astimezone(UTC)


def _unset(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or any(name not in UNSETTABLE for name in value):
        raise MalformedEvent(f"unset must be a list of {', '.join(UNSETTABLE)}")
    return tuple(value)
