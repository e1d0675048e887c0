"""Facts that happen to a call: the canonical event every door of Caseline turns its input into."""

from __future__ import annotations

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
        unknown = sorted(set(raw) - {f.name for f in fields(cls)})
        if unknown:
            raise MalformedEvent(f"unknown field {', '.join(repr(name) for name in unknown)}")
        values = {name: value for name, value in raw.items() if value is not None}
        event_type = _event_type(values.pop("type", None))
        occurred_at = _moment(values.pop("occurred_at", None))
        unset = _unset(values.pop("unset", ()))
        for name, value in values.items():
            _check_kind(name, value)
        values.setdefault("id", f"{event_type}@{occurred_at.isoformat()}")
        return cls(type=event_type, occurred_at=occurred_at, unset=unset, **values)

    def to_mapping(self) -> dict[str, Any]:
        """What a signal carries: only what is known, times as ISO 8601 in UTC."""
        raw = {name: value for name, value in asdict(self).items() if value not in (None, (), False)}
        if self.officer_initiated is False:
            raw["officer_initiated"] = False
        return raw | {
            "type": self.type.value,
            "occurred_at": self.occurred_at.astimezone(UTC).isoformat(),
            **({"unset": list(self.unset)} if self.unset else {}),
        }


_KINDS: dict[str, type] = {
    "priority": int,
    "eta_minutes": int,
    "officer_initiated": bool,
    "clamped": bool,
}


def _check_kind(name: str, value: Any) -> None:
    expected = _KINDS.get(name, str)
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        raise MalformedEvent(f"{name} must be {_KIND_NAMES[expected]}")


_KIND_NAMES: dict[type, str] = {str: "text", int: "a whole number", bool: "true or false"}


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
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise MalformedEvent("occurred_at must be an ISO 8601 time with a zone, as 2026-11-22T08:30:00Z")
    return value.astimezone(UTC)


def _unset(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or any(name not in UNSETTABLE for name in value):
        raise MalformedEvent(f"unset must be a list of {', '.join(UNSETTABLE)}")
    return tuple(value)
