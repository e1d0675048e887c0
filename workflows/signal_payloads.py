"""Read the payloads of signals and updates into events, intents and message keys, or say why that fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from activities.step_names import UNKNOWN_KEY
from domain.actors import ActorKind, said_to_be
from domain.call_state import CaseStatus
from domain.claims import Claim, claim_of, without_claim
from domain.clocks import is_ahead
from domain.event_facts import EVENT_ID, SOURCE
from domain.events import CallEvent, EventType, MalformedEvent
from domain.messages import MessageKey
from domain.replies.intents import Intent
from workflows.contract import CaseStatusInput

SETTABLE = tuple(status for status in CaseStatus if status is not CaseStatus.OPENED)
"""A case is opened by its number, not by a status."""

LONGEST_REASON = 300
UNREADABLE = str(said_to_be(ActorKind.UNPROVEN, "temporal"))
"""Who sent what cannot be read."""


def only(payloads: Sequence[Any]) -> Any:
    """The one payload a signal should have; a client that sends none or several is told what is expected."""
    return payloads[0] if len(payloads) == 1 else payloads


def listed(raw: Any) -> Sequence[Any]:
    """The entries of a signal that brings several events. Raises MalformedEvent."""
    if not isinstance(raw, list) or not raw:
        raise MalformedEvent("events is a list of objects, each as `event` takes it")
    return raw


def read_failed_key(raw: Any) -> str:
    """What the message that did not arrive was about, as its signal says; it need not say so."""
    key = raw.get("key") if isinstance(raw, Mapping) else None
    return str(key) if key in tuple(MessageKey) else UNKNOWN_KEY


def read_event(raw: Any, *, now: datetime) -> CallEvent:
    """An event as signaled. Raises MalformedEvent that names the field."""
    event = _event(raw)
    too_late = is_ahead(event.occurred_at, now) and not event.played
    return replace(event, occurred_at=now, clamped=True) if too_late else event


def event_claim(raw: Any) -> Claim:
    """Who sent an event, as its signal says. Raises MalformedEvent."""
    event = _event(raw)
    return claim_of(event, event.to_mapping(), raw)


def read_case_status(raw: Any, *, now: datetime, event_id: str) -> CallEvent:
    """A case status as signaled or asked for. Raises MalformedEvent that names the field."""
    change = _case_status_input(raw)
    if change.proof and change.id is None:
        raise MalformedEvent("id must be given with a proof, which covers it")
    if change.id is not None and not (isinstance(change.id, str) and SOURCE.takes(change.id)):
        raise MalformedEvent(f"id must be {SOURCE.words}")
    event_id = change.id or event_id
    if len(event_id) > EVENT_ID.most:
        raise MalformedEvent(f"id must be {EVENT_ID.words}")
    if change.status not in SETTABLE:
        raise MalformedEvent(f"status must be one of {', '.join(SETTABLE)}")
    facts = {
        "type": EventType(f"case.{change.status}"),
        "occurred_at": now if change.at in (None, "") else change.at,
        "by": change.by,
    }
    try:
        # The id of an update is its sender's own, and may have spaces.
        return replace(read_event(facts, now=now), id=event_id)
    except MalformedEvent as error:
        raise MalformedEvent(str(error).replace("occurred_at", "at", 1)) from None


def case_status_claim(raw: Any, event: CallEvent) -> Claim:
    """Who sent a case status, as it says; `event` is what was read of it. Raises MalformedEvent."""
    said = asdict(_case_status_input(raw))
    return claim_of(event, without_claim(said), said)


def read_intent(raw: Any) -> Intent:
    """The intent of a reply, as signaled; for intents we do not know, only that a reply came."""
    said = raw.get("intent") if isinstance(raw, Mapping) else None
    return Intent(said) if isinstance(said, str) and said in set(Intent) else Intent.OTHER


def _event(raw: Any) -> CallEvent:
    if not isinstance(raw, Mapping):
        raise MalformedEvent('an event is an object like {"type": "unit.arrived", "occurred_at": "..."}')
    return CallEvent.from_mapping(without_claim(raw))


def _case_status_input(raw: Any) -> CaseStatusInput:
    if isinstance(raw, CaseStatusInput):
        return raw
    known = {field.name for field in fields(CaseStatusInput)}
    if not isinstance(raw, Mapping) or "status" not in raw or set(raw) - known:
        raise MalformedEvent('a case status is an object like {"status": "assigned", "by": "4711"}')
    return CaseStatusInput(**raw)
