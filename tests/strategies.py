"""Hypothesis strategies for calls: any event, any people, any policy, in any order."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from domain.call_state import CallState
from domain.contacts import Contact, ContactRole
from domain.event_facts import UNSETTABLE
from domain.events import CallEvent, EventType
from domain.messages import Channel, Purpose
from domain.policy import KeyPolicy, Policy
from domain.preferences import NOTHING, Preferences, UpdateGroup
from domain.quiet_hours import Hours
from tests.builders import AGENCY, ALL_MESSAGES, CALLER, CALLING_VICTIM, VICTIM, WITNESS, minutes

CONTACT_EVENTS = {EventType.CONTACT_ADDED, EventType.CONTACT_UPDATED}
CASE_TYPES = tuple(event_type for event_type in EventType if event_type.startswith("case."))
RESPONSE_TYPES = tuple(event_type for event_type in EventType if event_type.startswith(("call.", "unit.")))
CODES = ("LARCENY", "BURGLARY", "NOISE", "DVA")
DISPOSITIONS = ("01", "02", "03", "06", "10", "14", "15", "21", "32", "35")
BLANK = CallState(agency=AGENCY, call_number="2026-001")

_MOSTLY = st.sampled_from((True, True, True, True, False))

_ANY_ROLES = st.frozensets(st.sampled_from(ContactRole), min_size=1, max_size=3)

FACTS: dict[str, st.SearchStrategy[Any]] = {
    "incident_type": st.sampled_from(("LARCENY", "LARCENY", "LARCENY", *CODES)),
    "priority": st.integers(1, 4),
    "beat": st.sampled_from(("C1", "C2")),
    "officer_initiated": _MOSTLY.map(lambda mostly: not mostly),
    "case_number": st.sampled_from(("26-1", "26-2")),
    "disposition": st.sampled_from(DISPOSITIONS),
    "merged_into": st.sampled_from(("2026-001", "2026-777", "2026-778")),
    "eta_minutes": st.integers(0, 90),
    "unit": st.sampled_from(("2A41", "2A42")),
    "by": st.sampled_from(("4711", "D117")),
    "unset": st.lists(st.sampled_from(UNSETTABLE), max_size=2).map(tuple),
}


@st.composite
def events(
    draw: st.DrawFn, types: tuple[EventType, ...] = tuple(EventType), at: st.SearchStrategy[datetime] | None = None
) -> CallEvent:
    """One well-formed event."""
    names = draw(st.lists(st.sampled_from(tuple(FACTS)), max_size=3, unique=True))
    facts = {name: draw(FACTS[name]) for name in names}
    event_type = draw(st.sampled_from(types))
    if event_type is EventType.CALL_MERGED:
        facts.setdefault("merged_into", "2026-777")
    occurred_at = draw(at if at is not None else st.integers(-30, 300).map(minutes))
    return CallEvent(type=event_type, occurred_at=occurred_at, id=f"{draw(st.integers(0, 10**9))}", **facts)


@st.composite
def histories(
    draw: st.DrawFn, types: tuple[EventType, ...] = tuple(EventType), max_size: int = 10
) -> tuple[CallEvent, ...]:
    """Events at different moments, each with an id of its own; one receipt, as another one corrects the first."""
    moments = draw(st.lists(st.integers(-30, 3000), min_size=1, max_size=max_size, unique=True))
    story = [draw(events(types, st.just(minutes(moment)))) for moment in moments]
    first = next((event for event in story if event.type is EventType.CALL_RECEIVED), None)
    return tuple(event for event in story if event is first or event.type is not EventType.CALL_RECEIVED)


@st.composite
def stories(draw: st.DrawFn) -> tuple[CallEvent, ...]:
    """A theft, mostly, and what became of it."""
    history = draw(histories())
    received = CallEvent(
        type=EventType.CALL_RECEIVED, occurred_at=minutes(-40), id="first", incident_type="LARCENY", priority=3
    )
    return (received, *history) if draw(st.integers(0, 4)) else history


WISHES = st.builds(
    Preferences,
    channels=st.none() | st.frozensets(st.sampled_from(Channel)),
    updates_off=st.frozensets(st.sampled_from(UpdateGroup), max_size=2),
    safe_sms=_MOSTLY,
    safe_email=_MOSTLY,
    safe_voice=_MOSTLY,
    safe_hours=st.frozensets(
        st.builds(Hours, start=st.integers(0, 23).map(time), end=st.integers(0, 23).map(time)), max_size=2
    ),
    ok_to_identify=_MOSTLY,
    review_by=st.none() | st.integers(0, 10**6).map(minutes),
)
"""What somebody may have chosen in the portal."""


@st.composite
def contacts(draw: st.DrawFn, contact_id: str = "ana") -> Contact:
    """Somebody of a call, in any combination of roles."""
    return Contact(
        id=contact_id,
        preferences=draw(st.just(NOTHING) | WISHES),
        roles=draw(st.sampled_from((CALLER, VICTIM, CALLING_VICTIM, WITNESS)) | _ANY_ROLES),
        language=draw(st.sampled_from(("en", "es", "fa"))),
        has_phone=draw(_MOSTLY),
        has_email=draw(_MOSTLY),
        safe_sms=draw(_MOSTLY),
        safe_email=draw(_MOSTLY),
        opted_out=frozenset(purpose for purpose in (Purpose.UPDATES, Purpose.SURVEY) if not draw(_MOSTLY)),
        emails_stopped=frozenset(purpose for purpose in (Purpose.UPDATES, Purpose.SURVEY) if not draw(_MOSTLY)),
        zones=frozenset() if draw(_MOSTLY) else frozenset({ZoneInfo("America/New_York")}),
    )


@st.composite
def people(draw: st.DrawFn) -> tuple[Contact, ...]:
    """Nobody, or up to three people."""
    return tuple(draw(contacts(contact_id=f"person-{number}")) for number in range(draw(st.sampled_from((1, 2, 3, 0)))))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A policy that may be careless: even one that lists a sensitive type."""
    rule = KeyPolicy(
        channels=tuple(draw(st.permutations(tuple(Channel)))),
        all_channels=draw(st.booleans()),
        audience=None if draw(_MOSTLY) else draw(_ANY_ROLES),
    )
    repeat = draw(st.none() | st.integers(5, 60))
    return Policy(
        call_types=draw(st.frozensets(st.sampled_from(CODES))) | {"LARCENY"},
        messages=dict.fromkeys(ALL_MESSAGES, rule),
        shadow=not draw(_MOSTLY),
        delay_default=draw(st.integers(1, 90)),
        delay_repeat=None if repeat is None else timedelta(minutes=repeat),
        delay_repeat_at_most=draw(st.integers(1, 4)),
        messages_per_person_per_day=draw(st.integers(1, 12)),
    )
