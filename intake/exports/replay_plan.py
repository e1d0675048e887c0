"""Turn the rows of an export into calls to play: pure, the same for the same file, mapping and seed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Facts
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from urllib.parse import quote

from domain.call_state import CallStatus, CaseStatus
from domain.dispositions import CANCELLED, DUPLICATE
from domain.events import EventType
from intake.calls.location import middle_of
from intake.exports.call_facts import CallFacts, CallReader
from intake.exports.call_numbers import rows_by_call
from intake.exports.call_times import NoTime
from intake.exports.case_steps import TimedStep
from intake.exports.export_notes import Notes
from intake.exports.invented_people import InventedPerson, invent_caller, invent_detective
from intake.exports.mapping import Mapping, TimeName
from intake.exports.played_call import PlayedCall, PlayedEvent
from intake.exports.refusals_foretold import without_refused
from intake.exports.rows import ExportRows

_UNIT: dict[TimeName, tuple[EventType, CallStatus]] = {
    "dispatched": (EventType.UNIT_DISPATCHED, CallStatus.DISPATCHED),
    "en_route": (EventType.UNIT_EN_ROUTE, CallStatus.EN_ROUTE),
    "arrived": (EventType.UNIT_ARRIVED, CallStatus.ON_SCENE),
}
"""The event at each time of a unit, and the status it leaves a call in, in the order in which they can happen."""

_LONGEST_IN_AN_ID = 150
_FEW = 0.02
"""More calls than this share do not come at exactly midnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayPlan:
    """Every call of an export, and what came to light while reading it."""

    calls: tuple[PlayedCall, ...]
    notes: Notes
    rows_read: int


def plan_play(export: ExportRows, mapping: Mapping, seed: int = 1, *, limit: int | None = None) -> PlayPlan:
    """All calls in the order of the file, or the first `limit` of them."""
    notes = Notes(dropped=list(export.dropped))
    reader = CallReader(mapping, notes)
    facts: list[CallFacts] = []
    grouped = list(rows_by_call(export, mapping, notes).items())
    if limit is not None and limit < len(grouped):
        notes.remarks["calls after the limit: not played"] += len(grouped) - limit
    for call_number, rows in grouped[:limit]:
        try:
            facts.append(reader.read(call_number, rows))
        except NoTime as error:
            for row in rows:
                notes.drop(row.number, str(error))
    _remark_on_midnights(facts, mapping, notes)
    survivors = _survivors(facts, mapping)
    calls = [_played(one, mapping, seed, survivors.get(one.call_number)) for one in facts]
    taken = without_refused(calls, notes)
    for call in taken:
        for fact in call.invented:
            notes.invented[fact] += 1
    return PlayPlan(calls=taken, notes=notes, rows_read=export.total)


def _remark_on_midnights(facts: list[CallFacts], mapping: Mapping, notes: Notes) -> None:
    """Calls come at all hours: where many came at midnight, the column has the day only."""
    local = [one.times.known["received"].astimezone(mapping.zone).time() for one in facts]
    if local.count(time()) > 1 + len(local) * _FEW:
        remark = "received exactly at midnight, like many here: the time of day may be in another column"
        notes.remarks[remark] += local.count(time())


def _survivors(facts: list[CallFacts], mapping: Mapping) -> dict[str, str]:
    """Call number of a duplicate to that of the call it is merged into: the last call a person made before it."""
    survivors: dict[str, str] = {}
    if not mapping.disposition.merged_into:
        return survivors
    before: str | None = None
    for one in sorted(facts, key=lambda one: (one.times.known["received"], one.call_number)):
        if one.disposition in DUPLICATE and before is not None:
            survivors[one.call_number] = before
        elif not one.officer_initiated:
            before = one.call_number
    return survivors


def _played(facts: CallFacts, mapping: Mapping, seed: int, survivor: str | None) -> PlayedCall:
    received, cleared = facts.times.known["received"], facts.times.get("cleared")
    caller = invent_caller(facts.call_number, mapping.people, seed=seed, victim=facts.victim)
    facts = replace(facts, steps=() if survivor else facts.steps)
    assigned = any(step.status is CaseStatus.ASSIGNED for step in facts.steps)
    detective = invent_detective(facts.call_number, mapping.people, seed=seed) if assigned else None
    people = tuple(person for person in (caller, detective) if person is not None)
    events = _events(facts, survivor, caller, detective)
    arrived = facts.times.get("arrived")
    return PlayedCall(
        call_number=facts.call_number,
        source=mapping.export.source,
        received_at=received,
        events=_numbered(facts.call_number, received, events),
        expected=_expected(facts, survivor),
        initial_type=facts.initial_type,
        final_type=facts.final_type,
        priority=facts.priority,
        officer_initiated=facts.officer_initiated,
        disposition=facts.disposition if cleared else None,
        case_number=facts.case_number if facts.steps else None,
        arrived_after=arrived - received if arrived else None,
        ended_after=cleared - received if cleared else None,
        people=people,
        invented=tuple(_invented(people, facts.steps, survivor)),
        rows=facts.rows,
    )


_Happening = tuple[datetime, EventType, Facts[str, Any]]


def _events(
    facts: CallFacts, survivor: str | None, caller: InventedPerson | None, detective: InventedPerson | None
) -> list[_Happening]:
    received = {
        "incident_type": facts.initial_type,
        "priority": facts.priority,
        "beat": facts.beat,
        "officer_initiated": facts.officer_initiated,
        "call_taker": facts.call_taker,
        "location": middle_of(facts.cell) if facts.cell else None,
        "officers": None if "arrived" in facts.times.known else list(facts.officers) or None,
        "contacts": [caller.to_contact()] if caller else None,
    }
    events: list[_Happening] = [(facts.times.known["received"], EventType.CALL_RECEIVED, received)]
    for name, (event_type, _) in _UNIT.items():
        at = facts.times.get(name)
        if at is not None:
            officers = {"officers": list(facts.officers) or None} if name == "arrived" else {}
            events.append((at, event_type, officers))
    events += _case_events(facts, detective)
    cleared = facts.times.get("cleared")
    if cleared is not None:
        ending = EventType.CALL_CANCELLED if facts.disposition in CANCELLED else EventType.CALL_CLOSED
        changed = facts.final_type if facts.final_type != facts.initial_type else None
        ended = {"disposition": facts.disposition, "incident_type": changed, "merged_into": survivor}
        events.append((cleared, EventType.CALL_MERGED if survivor else ending, ended))
    return sorted(events, key=lambda event: (event[0], event[1] is not EventType.CALL_RECEIVED))


def _case_events(facts: CallFacts, detective: InventedPerson | None) -> list[_Happening]:
    data: dict[CaseStatus, Facts[str, Any]] = {CaseStatus.OPENED: {"case_number": facts.case_number}}
    if detective is not None:
        named = {"name": detective.name, "phone": detective.phone, "email": detective.email}
        data[CaseStatus.ASSIGNED] = {"detective": named}
    return [(step.at, EventType(f"case.{step.status}"), data.get(step.status, {})) for step in facts.steps]


def _numbered(call_number: str, received: datetime, events: list[_Happening]) -> tuple[PlayedEvent, ...]:
    return tuple(
        PlayedEvent(
            type=event_type,
            id=event_id(call_number, number, event_type),
            after=at - received,
            data={name: value for name, value in data.items() if value is not None},
        )
        for number, (at, event_type, data) in enumerate(events, start=1)
    )


def event_id(call_number: str, number: int, event_type: EventType) -> str:
    """The same for the same event of a call; an id has no room for spaces, nor for a call number of every length."""
    quoted = quote(call_number, safe=":")
    if len(quoted) > _LONGEST_IN_AN_ID:
        quoted = hashlib.sha256(call_number.encode()).hexdigest()
    return f"{quoted}/{number}/{event_type}"


def _expected(facts: CallFacts, survivor: str | None) -> CallStatus:
    """The status the export implies, worked out apart from the lifecycle so that a replay can check it."""
    cleared = facts.times.get("cleared")
    if survivor and cleared:
        return CallStatus.MERGED
    last = facts.steps[-1].status if facts.steps else CaseStatus.OPENED
    if last is not CaseStatus.OPENED:
        return CallStatus(last.value)
    if cleared is not None:
        if facts.disposition in CANCELLED:
            return CallStatus.CANCELLED
        return CallStatus.CLEARED if facts.steps else CallStatus.CLOSED
    reached = [status for name, (_, status) in _UNIT.items() if name in facts.times.known]
    return reached[-1] if reached else CallStatus.RECEIVED


def _invented(people: tuple[InventedPerson, ...], steps: tuple[TimedStep, ...], survivor: str | None) -> list[str]:
    invented = [f"person: {'the detective' if person.ref == 'detective' else 'the caller'}" for person in people]
    invented += [f"case {step.status}: not in the export" for step in steps if step.invented]
    invented += [f"case {step.status}: its time" for step in steps if step.time_invented and not step.invented]
    if survivor:
        invented.append("merged into: the call received before stands for the surviving call")
    return invented
