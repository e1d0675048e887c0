"""What the doors answer: receipts for what was accepted, and how OpenAPI describes refusals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from api.problems import MEDIA_TYPE, TITLES
from intake.calls.accept import AcceptedEvent
from intake.calls.people import Warned

Descriptions = dict[int | str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsAccepted:
    """Durably stored; the call's workflow hears of it next. `warnings`: what of the people could not be used."""

    events: list[AcceptedEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotAccepted:
    """`events`: what changed since the last snapshot. `stale`: a newer one is known, this one was ignored."""

    call_number: str
    events: list[AcceptedEvent]
    stale: bool
    warnings: list[Warned]


def accepted(receipts: Iterable[AcceptedEvent]) -> EventsAccepted:
    """The answer to a door that stores events."""
    return EventsAccepted(events=list(receipts))


def refusals(*statuses: int) -> Descriptions:
    """The problems a route may answer with, for OpenAPI; 503 may happen to any."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": TITLES[status], "content": content} for status in (*statuses, 500, 503)}
