"""One event as it comes in, over any route: its plain facts, and the people it brings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from domain.clocks import is_ahead
from domain.event_facts import CALL_FACTS, UNSETTABLE, FactRoute, facts_at
from domain.events import CallEvent, EventType
from domain.incident_types import may_be_sensitive
from domain.lifecycle import CASE_EVENTS
from intake.calls.lenient import Lenient
from intake.calls.location import Location
from intake.calls.people import ContactIn, DetectiveIn, Warned, all_warnings, check_refs, warnings
from intake.calls.staff_ids import CallTaker, Officers, StaffIds
from intake.fields import (
    CallNumber,
    CallPriority,
    Disposition,
    EtaMinutes,
    EventId,
    IncidentType,
    Model,
    Moment,
    Reference,
    Source,
    SurvivingCall,
    Token,
)
from intake.refusals import FieldError, Refused

Contacts = Annotated[list[ContactIn], Field(max_length=50)]
Unsettable = Literal["dispatched", "en_route", "arrived"]


class CallData(Lenient):
    """The facts that a snapshot and an event may both state."""

    incident_type: IncidentType | None = None
    priority: CallPriority | None = None
    beat: Reference | None = None
    officer_initiated: bool | None = Field(
        default=None, description="An officer began it, without a caller: no messages."
    )
    case_number: Reference | None = None
    eta_minutes: EtaMinutes | None = None
    disposition: Disposition | None = None
    merged_into: SurvivingCall | None = None
    call_taker: CallTaker | None = None
    location: Location | None = Field(
        default=None,
        description="Where it is, in degrees (WGS 84). Only the H3 cell of resolution 10 around it (15,000 square "
        "meters) is kept, and none of a call that is or was sensitive: the point is neither stored nor logged.",
    )


class EventData(CallData):
    """What an event says besides type, call and time; a field that is left out or null says nothing."""

    unit: Reference | None = None
    unset: Annotated[list[Unsettable], Field(max_length=len(UNSETTABLE))] | None = Field(
        default=None, description="Times taken back, with call.updated."
    )
    by: Token | None = Field(default=None, description="Badge or user id of who did it, never a name.")
    officers: Officers | None = Field(
        default=None, description="Your own opaque ids of officers who came, never names: added to those known."
    )
    contacts: Contacts | None = None
    detective: DetectiveIn | None = Field(default=None, description="With case.assigned: replaces the one before.")


class EventIn(Model):
    """An event in full, as adapters read it and as the CloudEvents route unwraps it."""

    type: EventType
    source: Source
    id: EventId
    time: Moment
    subject: CallNumber
    data: EventData | None = None


@dataclass(frozen=True, kw_only=True)
class IncomingEvent:
    """An event ready to be accepted. People and staff ids go to the database; only `event` goes further.

    Every case.assigned replaces the detective before, even if it names none.
    """

    call_number: str
    event: CallEvent
    contacts: tuple[ContactIn, ...] = ()
    detective: ContactIn | None = None
    staff_ids: StaffIds = field(default_factory=StaffIds)
    cell: str | None = None
    """Where the call is, if the event says so and the call may have a place."""
    people_at: datetime | None = None
    """When what is said of the people was true, if that is not the event's own time."""
    warnings: tuple[Warned, ...] = ()
    at: str = ""
    """Where it stands in what was sent."""

    @cached_property
    def canonical(self) -> str:
        """Everything that was sent but the place, in one spelling: the same content gives the same text.

        A place found again a few steps away may be in the next cell, and a repeat must not be refused for that.
        """
        sent = (*self.contacts, *([self.detective] if self.detective else []))
        people = [contact.model_dump(mode="json", exclude_unset=True) for contact in sent]
        content = {"call": self.call_number, "event": self.event.to_mapping(), "contacts": people}
        content |= self.staff_ids.to_mapping()
        return json.dumps(content, sort_keys=True, separators=(",", ":"))


def incoming(sent: EventIn, *, at: str = "") -> IncomingEvent:
    """Unwrap an event. Raises Refused if it makes no sense; `at` is where it stands in what was sent."""
    data = sent.data or EventData()
    event = _call_event(sent, data)
    if contradiction := event.contradiction(sent.subject):
        raise Refused([FieldError(pointer=f"{at}/data/merged_into", detail=contradiction)])
    if data.detective is not None and sent.type is not EventType.CASE_ASSIGNED:
        raise Refused([FieldError(pointer=f"{at}/data/detective", detail="belongs to case.assigned only")])
    contacts = tuple(data.contacts or ())
    check_refs(contacts, f"{at}/data/contacts")
    detective = data.detective.as_contact() if data.detective else None
    about_detective = warnings(detective, f"{at}/data/detective") if detective else ()
    return IncomingEvent(
        call_number=sent.subject,
        event=event,
        contacts=contacts,
        detective=detective,
        staff_ids=StaffIds(call_taker=data.call_taker, officers=tuple(data.officers or ())),
        cell=None if has_no_place(event) else data.location,
        at=at,
        warnings=(*data.fact_warnings(f"{at}/data"), *all_warnings(contacts, f"{at}/data/contacts"), *about_detective),
    )


def makes_sensitive(event: CallEvent) -> bool:
    """True if the call is sensitive from this event on, for all that is known."""
    return bool(event.sensitive) or may_be_sensitive(event.incident_type)


def has_no_place(event: CallEvent) -> bool:
    """True if the event itself says that its call is none whose place is kept."""
    return makes_sensitive(event) or bool(event.officer_initiated) or event.merged_into is not None


def case_event_type(status: str) -> EventType:
    """The event type of a case status, "arrest" -> case.arrest."""
    return next(event_type for event_type, case_status in CASE_EVENTS.items() if case_status == status)


def _call_event(sent: EventIn, data: EventData) -> CallEvent:
    facts: dict[str, Any] = data.model_dump(include=set(facts_at(FactRoute.EVENT)), exclude_none=True)
    left_out = tuple(name for name in data.left_out if name in CALL_FACTS)
    return CallEvent(
        type=sent.type,
        occurred_at=sent.time,
        id=sent.id,
        source=sent.source,
        unset=tuple(data.unset or ()),
        left_out=left_out,
        **facts,
    )


def clamped(event: CallEvent, *, now: datetime) -> CallEvent:
    """The event with a time too far ahead of `now` set back to it, and flagged."""
    return replace(event, occurred_at=now, clamped=True) if is_ahead(event.occurred_at, now) else event


def call_numbers(events: Iterable[IncomingEvent]) -> list[str]:
    """The calls concerned, each once, always in the same order, so that two batches never wait for each other."""
    return sorted({event.call_number for event in events})
