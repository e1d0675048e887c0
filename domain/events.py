"""Events of a call: their types, and the one form into which every route turns its input."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self, TypeVar

from domain.event_facts import CALL_FACTS, IN_DETAIL, TOKEN, read_moment, read_unset
from domain.plain_facts import fitting

T = TypeVar("T")


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


MERGED_INTO_ITSELF = "a call cannot be merged into itself"


class MalformedEvent(ValueError):
    """An event that cannot be understood; the message names the field, never its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """The plain facts of one event: flat, without people, so that it can be typed into the Temporal Web UI.

    `id` is unique per `source`, whose clock `occurred_at` (aware) is by. What the others may be: `domain.event_facts`.
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
    sensitive: bool | None = None
    """Staff called the call sensitive, whatever its type; nothing undoes it."""
    clamped: bool = False
    """The time lay in the future of our clock and was set back to it."""
    left_out: tuple[str, ...] = ()
    """Facts that were sent and could not be used."""
    played: bool = False
    """Of a call that is played ahead of time (`caseline replay`): its times may lie in the future."""

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> Self:
        """Read what a signal carried. Raises MalformedEvent that names the field."""
        unknown = sorted({str(name) for name in raw} - set(_NAMES))
        if unknown:
            raise MalformedEvent(f"unknown field {', '.join(repr(name) for name in unknown)}")
        values = {name: value for name, value in raw.items() if value is not None}
        event_type = _read("type", _event_type, values.pop("type", None))
        occurred_at = _read("occurred_at", read_moment, values.pop("occurred_at", None))
        unset = _read("unset", read_unset, values.pop("unset", ()))
        known_left_out = _read("left_out", _names, values.pop("left_out", ()))
        values, unfit = fitting(values)
        left_out = tuple(dict.fromkeys((*known_left_out, *sorted(unfit))))
        values = {name: _read(name, CALL_FACTS[name].kind.read, value) for name, value in values.items()}
        if "id" not in values:
            values["id"] = _id_of(event_type, occurred_at, {**values, "unset": unset})
        return cls(type=event_type, occurred_at=occurred_at, unset=unset, left_out=left_out, **values)

    def detail(self) -> dict[str, Any]:
        """What the event's line in the timeline says besides: which unit, who did it, and what could not be used."""
        detail = {name: value for name in IN_DETAIL if (value := getattr(self, name)) is not None}
        return detail | ({"left_out": ", ".join(self.left_out)} if self.left_out else {})

    def contradiction(self, call_number: str) -> str | None:
        """Why it makes no sense for this call, whatever else is known of it; None if it does."""
        if self.type is EventType.CALL_MERGED and not self.merged_into:
            return "call.merged needs merged_into"
        return MERGED_INTO_ITSELF if self.merged_into == call_number else None

    def to_mapping(self) -> dict[str, Any]:
        """What a signal carries: only what is known, times as ISO 8601 in UTC."""
        raw = {name: getattr(self, name) for name in _NAMES} | {
            "type": self.type.value,
            "occurred_at": self.occurred_at.astimezone(UTC).isoformat(),
            "unset": list(self.unset) or None,
            "left_out": list(self.left_out) or None,
            "clamped": self.clamped or None,
            "played": self.played or None,
        }
        return {name: value for name, value in raw.items() if value is not None}


_NAMES = tuple(field.name for field in fields(CallEvent))


def for_event_id(call_number: str) -> str:
    """The call number as part of an event's id, which has no spaces and is no longer than `EVENT_ID` allows."""
    is_plain = len(call_number) <= TOKEN.most and TOKEN.takes(call_number)
    return call_number if is_plain else hashlib.sha256(call_number.encode()).hexdigest()[:32]


def _read(name: str, reader: Callable[[Any], T], value: Any) -> T:
    try:
        return reader(value)
    except ValueError as problem:
        raise MalformedEvent(f"{name} {problem}") from None


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or any(name not in CALL_FACTS for name in value):
        raise ValueError("must be a list of names of facts")
    return tuple(value)


def _id_of(event_type: EventType, occurred_at: datetime, facts: Mapping[str, Any]) -> str:
    """An id for an event that has none: two events that differ in what they say are two events."""
    said = sorted((name, str(value)) for name, value in facts.items() if value not in (None, ()))
    digest = f"#{hashlib.sha256(repr(said).encode()).hexdigest()[:12]}" if said else ""
    return f"{event_type}@{occurred_at.isoformat()}{digest}"


def _event_type(value: Any) -> EventType:
    try:
        return EventType(value)
    except ValueError:
        raise ValueError(f"must be one of {', '.join(EventType)}") from None
