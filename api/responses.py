"""Answers to requests that store something, answers made from rows, and refusals as OpenAPI describes them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from api.problems import MEDIA_TYPE, TITLES
from intake.calls.accept import AcceptedEvent
from intake.calls.people import Warned
from intake.staff.detective_messages import Written

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

View = TypeVar("View", bound="DataclassInstance")
Descriptions = dict[int | str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedResponse:
    """What every route that stores something answers with.

    `warnings`: what was sent but could not be used, each with its place in the request, in a batch `/1/data/...`.
    """

    warnings: list[Warned]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsAccepted(AcceptedResponse):
    """Durably stored; the call's workflow hears of it next."""

    events: list[AcceptedEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotAccepted(EventsAccepted):
    """`events`: what changed since the last snapshot. `stale`: a newer one is known, this one was ignored."""

    call_number: str
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesWritten(AcceptedResponse):
    """One message per victim at least, withheld ones with the reason. `repeated`: as the first request was answered."""

    messages: list[Written]
    repeated: bool


def refusals(*statuses: int) -> Descriptions:
    """The problems a route may answer with, for OpenAPI; 503 may happen to any, 429 to any that needs a key."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    too_many = (429,) if 401 in statuses else ()
    return {status: {"description": TITLES[status], "content": content} for status in (*statuses, *too_many, 500, 503)}


def view_of(view: type[View], row: object, **more: Any) -> View:
    """What is shown of a row: its attributes of the same names, and `more`."""
    same = {each.name: getattr(row, each.name) for each in fields(view) if each.name not in more}
    return view(**same, **more)
