"""Builders with plausible defaults: a test names only what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from domain.audience import Audience
from domain.call_state import CallState
from domain.contacts import Contact, ContactRole
from domain.events import CallEvent, EventType
from domain.lifecycle import advance
from domain.messages import NEWS_KEYS, MessageKey
from domain.policy import KeyPolicy, Policy

START = datetime(2026, 6, 2, 17, 0, tzinfo=UTC)
"""A Tuesday, ten in the morning in Los Angeles: no quiet hours near."""

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
AGENCY = "CA0190000"
CALLER = frozenset({ContactRole.REPORTING_PARTY})
VICTIM = frozenset({ContactRole.VICTIM})
CALLING_VICTIM = CALLER | VICTIM
WITNESS = frozenset({ContactRole.WITNESS})
SUSPECT = frozenset({ContactRole.SUSPECT})

ALL_MESSAGES: Mapping[MessageKey, KeyPolicy] = {key: KeyPolicy() for key in MessageKey if key in NEWS_KEYS}
"""Every key a policy can enable, by SMS or else by email, for ever valid."""

_ids = count(1)


def minutes(number: float) -> datetime:
    """So many minutes after START."""
    return START + timedelta(minutes=number)


def an_event(event_type: EventType, *, at: datetime = START, **facts: Any) -> CallEvent:
    """An event with an id of its own."""
    facts.setdefault("id", f"event-{next(_ids)}")
    return CallEvent(type=event_type, occurred_at=at, **facts)


def a_call(*events: CallEvent, **facts: Any) -> CallState:
    """A theft of priority 3 received at START, then these events; `facts` are set on the state as it then is."""
    blank = CallState(agency=AGENCY, call_number=facts.pop("call_number", "2026-001"))
    received = an_event(EventType.CALL_RECEIVED, incident_type="LARCENY", priority=3, beat="C2")
    return replace(after(blank, received, *events), **facts)


def after(state: CallState, *events: CallEvent) -> CallState:
    """The call after these events."""
    return reduce(lambda so_far, event: advance(so_far, event).state, events, state)


def told(state: CallState) -> CallState:
    """The call once a step has said what was new."""
    return replace(state, untold=())


def a_contact(roles: Iterable[ContactRole] = CALLER, **facts: Any) -> Contact:
    """An English speaking caller with a phone and no email."""
    defaults: dict[str, Any] = {"id": "ana", "language": "en", "has_phone": True, "has_email": False}
    return Contact(roles=frozenset(roles), **(defaults | facts))


def a_policy(**values: Any) -> Policy:
    """Theft and burglary are contacted, about everything, one minute after the call was received."""
    defaults: dict[str, Any] = {"call_types": frozenset({"LARCENY", "BURGLARY"}), "messages": ALL_MESSAGES}
    return Policy(**(defaults | values))


def an_audience(*contacts: Contact, **values: Any) -> Audience:
    """These people, who have heard nothing yet; by default one caller."""
    return Audience(contacts=contacts or (a_contact(),), **({"zone": LOS_ANGELES} | values))
