"""What an event does to a call: the tables of the lifecycle and the pure function that applies them.

The response (received .. cleared) is kept as times and an end, each the newest word of the CAD on it, so events
may come late, twice and out of order: the result is the same. The case (assigned .. closed) is a table of
allowed changes; a change it does not allow is refused with the reason and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain import dispositions
from domain.events import CallEvent, EventType
from domain.incident_types import is_sensitive
from domain.messages import MessageKey
from domain.state import CallState, CaseStatus, End, News


class Effect(StrEnum):
    """What became of an event."""

    CHANGED = "changed"
    NOTED = "noted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """The call after an event, what became of the event and why."""

    state: CallState
    effect: Effect
    reason: str = ""


_ANY_FIRST = frozenset(CaseStatus) - {CaseStatus.REOPENED}
_OPEN_NEXT = frozenset(
    {CaseStatus.ASSIGNED, CaseStatus.ARREST, CaseStatus.CHARGED, CaseStatus.SUSPENDED, CaseStatus.CLOSED}
)

CASE_TRANSITIONS: dict[CaseStatus | None, frozenset[CaseStatus]] = {
    None: _ANY_FIRST,
    CaseStatus.OPENED: _OPEN_NEXT,
    CaseStatus.ASSIGNED: _OPEN_NEXT,
    CaseStatus.ARREST: _OPEN_NEXT,
    CaseStatus.CHARGED: _OPEN_NEXT - {CaseStatus.ASSIGNED},
    CaseStatus.SUSPENDED: _OPEN_NEXT - {CaseStatus.SUSPENDED} | {CaseStatus.REOPENED},
    CaseStatus.CLOSED: frozenset({CaseStatus.REOPENED}),
    CaseStatus.REOPENED: _OPEN_NEXT,
}
"""From -> to. A status may be skipped; a closed case must be reopened first."""

CASE_NEWS: dict[CaseStatus, MessageKey] = {
    CaseStatus.ASSIGNED: MessageKey.DETECTIVE_ASSIGNED,
    CaseStatus.ARREST: MessageKey.ARREST_MADE,
    CaseStatus.CHARGED: MessageKey.CHARGES_FILED,
    CaseStatus.SUSPENDED: MessageKey.CASE_SUSPENDED,
    CaseStatus.CLOSED: MessageKey.CASE_CLOSED,
    CaseStatus.REOPENED: MessageKey.CASE_REOPENED,
}

TOLD_EVEN_IF_LATE: frozenset[CaseStatus] = frozenset({CaseStatus.ASSIGNED, CaseStatus.ARREST, CaseStatus.CHARGED})
"""Something that happened stays news when its event comes late; a state that has passed does not."""

CASE_EVENTS: dict[EventType, CaseStatus] = {
    EventType.CASE_OPENED: CaseStatus.OPENED,
    EventType.CASE_ASSIGNED: CaseStatus.ASSIGNED,
    EventType.CASE_ARREST: CaseStatus.ARREST,
    EventType.CASE_CHARGED: CaseStatus.CHARGED,
    EventType.CASE_SUSPENDED: CaseStatus.SUSPENDED,
    EventType.CASE_CLOSED: CaseStatus.CLOSED,
    EventType.CASE_REOPENED: CaseStatus.REOPENED,
}

_UNIT_TIMES: dict[EventType, str] = {
    EventType.UNIT_DISPATCHED: "dispatched",
    EventType.UNIT_EN_ROUTE: "en_route",
    EventType.UNIT_ARRIVED: "arrived",
}

_FACTS: tuple[str, ...] = (
    "incident_type",
    "priority",
    "beat",
    "officer_initiated",
    "case_number",
    "eta_minutes",
)


def advance(state: CallState, event: CallEvent) -> Advance:
    """Apply one event. Never raises: what cannot be is refused with a reason and changes nothing."""
    if event.type in CASE_EVENTS:
        refusal = case_refusal(state, CASE_EVENTS[event.type], at=event.occurred_at)
        if refusal:
            return Advance(state=state, effect=Effect.REFUSED, reason=refusal)
    step = _RULES[event.type](_with_facts(_with_start(state, event), event), event)
    if step.effect is Effect.REFUSED:
        return replace(step, state=state)
    after = _with_case(step.state, event)
    changed = _forget_ages(after) != _forget_ages(state)
    return replace(step, state=after, effect=Effect.CHANGED if changed else Effect.NOTED)


def case_refusal(state: CallState, status: CaseStatus, *, at: datetime) -> str | None:
    """Why a case cannot take this status now, in a sentence for the person who asked; None if it can."""
    if state.ended is End.MERGED:
        return f"call {state.call_number} was merged into call {state.merged_into}: report it there"
    if state.case_status_at is not None and at < state.case_status_at:
        return None
    if status is CaseStatus.OPENED and state.case_status is not None:
        return None
    allowed = CASE_TRANSITIONS[state.case_status]
    if status in allowed:
        return None
    now = state.case_status or "without a case"
    return f"the case is {now}: it can become {', '.join(sorted(allowed))}, not {status}"


def mark_delayed(state: CallState) -> Advance:
    """The time allowed for an officer to arrive has passed."""
    if not state.officer_expected:
        return Advance(state=state, effect=Effect.NOTED, reason="no longer delayed")
    n = state.delayed_count + 1
    after = _tell(replace(state, delayed=True, delayed_count=n), MessageKey.OFFICER_DELAYED, n)
    return Advance(state=after, effect=Effect.CHANGED, reason="no officer on scene yet")


def mark_still_open(state: CallState, *, now: datetime) -> Advance:
    """Nothing new has been said for the time the policy allows."""
    n = state.still_open_count + 1
    return Advance(
        state=_tell(replace(state, still_open_count=n, last_news_at=now), MessageKey.STILL_OPEN, n),
        effect=Effect.NOTED,
        reason="nothing new",
    )


def mark_finished(state: CallState) -> CallState:
    """Everything that was to be said is said."""
    return replace(state, finished=True)


def _with_start(state: CallState, event: CallEvent) -> CallState:
    """A call whose first event is not `call.received` began when its earliest event happened."""
    if state.received_at is None or ("received" not in state.known_since and event.occurred_at < state.received_at):
        return replace(state, received_at=event.occurred_at)
    return state


def _with_facts(state: CallState, event: CallEvent) -> CallState:
    for name in _FACTS:
        value = getattr(event, name)
        if value is not None and _is_news(state, name, event.occurred_at):
            state = _set(state, name, event.occurred_at, **{name: value})
    if is_sensitive(event.incident_type):
        state = replace(state, sensitive=True)
    return state


def _with_case(state: CallState, event: CallEvent) -> CallState:
    """Where there is a case number there is a case, also when nobody said `case.opened`."""
    if state.case_number is None or state.case_status is not None:
        return state
    return replace(
        state, case_status=CaseStatus.OPENED, case_status_at=event.occurred_at, last_news_at=event.occurred_at
    )


def _received(state: CallState, event: CallEvent) -> Advance:
    if "received" in state.known_since:
        return Advance(state=state, effect=Effect.NOTED, reason="already received")
    return _ok(_set(state, "received", event.occurred_at, received_at=event.occurred_at))


def _updated(state: CallState, event: CallEvent) -> Advance:
    for name in event.unset:
        if _is_news(state, name, event.occurred_at):
            state = _set(state, name, event.occurred_at, **{f"{name}_at": None})
    return _ok(state)


def _unit_time(state: CallState, event: CallEvent) -> Advance:
    name = _UNIT_TIMES[event.type]
    if not _is_news(state, name, event.occurred_at):
        return Advance(state=state, effect=Effect.NOTED, reason="taken back since")
    known: datetime | None = getattr(state, f"{name}_at")
    since_reopening = state.reopened_at is not None and known is not None and known < state.reopened_at
    if known is not None and known <= event.occurred_at and not since_reopening:
        return Advance(state=state, effect=Effect.NOTED, reason="another unit was first")
    values: dict[str, Any] = {f"{name}_at": event.occurred_at}
    return _ok(replace(state, **values))


def _unit_cleared(state: CallState, event: CallEvent) -> Advance:
    """One unit leaving does not end a call; a disposition does."""
    if event.disposition is None:
        return Advance(state=state, effect=Effect.NOTED, reason="one unit left")
    return _ended(state, event)


def _ended(state: CallState, event: CallEvent) -> Advance:
    if not _is_news(state, "ended", event.occurred_at):
        return Advance(state=state, effect=Effect.NOTED, reason="reopened or ended again since")
    if state.ended is End.MERGED and event.type is not EventType.CALL_MERGED:
        return Advance(state=state, effect=Effect.NOTED, reason="already merged")
    return _ok(
        _set(
            state,
            "ended",
            event.occurred_at,
            ended=_end_of(event),
            ended_at=event.occurred_at,
            disposition=event.disposition or state.disposition,
            merged_into=event.merged_into or state.merged_into,
        )
    )


def _end_of(event: CallEvent) -> End:
    if event.type is EventType.CALL_MERGED or (event.merged_into and event.disposition in dispositions.DUPLICATE):
        return End.MERGED
    cancelled = event.type is EventType.CALL_CANCELLED or event.disposition in dispositions.CANCELLED
    return End.CANCELLED if cancelled else End.CLOSED


def _merged(state: CallState, event: CallEvent) -> Advance:
    if not event.merged_into:
        return Advance(state=state, effect=Effect.REFUSED, reason="call.merged needs merged_into")
    if event.merged_into == state.call_number:
        return Advance(state=state, effect=Effect.REFUSED, reason="a call cannot be merged into itself")
    return _ended(state, event)


def _reopened(state: CallState, event: CallEvent) -> Advance:
    if not _is_news(state, "ended", event.occurred_at):
        return Advance(state=state, effect=Effect.NOTED, reason="ended again since")
    if state.ended is None and "ended" not in state.known_since:
        return Advance(state=_set(state, "ended", event.occurred_at), effect=Effect.NOTED, reason="it had not ended")
    return _ok(
        _set(
            state,
            "ended",
            event.occurred_at,
            ended=None,
            ended_at=None,
            disposition=None,
            merged_into=None,
            reopened_at=event.occurred_at,
            finished=False,
        )
    )


def _case(state: CallState, event: CallEvent) -> Advance:
    status = CASE_EVENTS[event.type]
    n = state.case_counts.get(status, 0) + 1
    counted = replace(state, case_counts={**state.case_counts, status.value: n}, finished=False)
    late = state.case_status_at is not None and event.occurred_at < state.case_status_at
    if late or (status is CaseStatus.OPENED and state.case_status is not None):
        told = _tell(counted, CASE_NEWS[status], n) if status in TOLD_EVEN_IF_LATE else counted
        return Advance(state=told, effect=Effect.NOTED, reason="came late")
    after = replace(counted, case_status=status, case_status_at=event.occurred_at, last_news_at=event.occurred_at)
    return _ok(_tell(after, CASE_NEWS[status], n) if status in CASE_NEWS else after)


def _contact(state: CallState, event: CallEvent) -> Advance:
    del event
    return Advance(state=state, effect=Effect.NOTED, reason="somebody to tell")


_RULES: dict[EventType, Callable[[CallState, CallEvent], Advance]] = {
    EventType.CALL_RECEIVED: _received,
    EventType.CALL_UPDATED: _updated,
    EventType.CALL_CANCELLED: _ended,
    EventType.CALL_CLOSED: _ended,
    EventType.CALL_MERGED: _merged,
    EventType.CALL_REOPENED: _reopened,
    EventType.UNIT_DISPATCHED: _unit_time,
    EventType.UNIT_EN_ROUTE: _unit_time,
    EventType.UNIT_ARRIVED: _unit_time,
    EventType.UNIT_CLEARED: _unit_cleared,
    EventType.CONTACT_ADDED: _contact,
    EventType.CONTACT_UPDATED: _contact,
    **dict.fromkeys(CASE_EVENTS, _case),
}


def _ok(state: CallState) -> Advance:
    return Advance(state=state, effect=Effect.CHANGED)


def _tell(state: CallState, key: MessageKey, n: int) -> CallState:
    return replace(state, untold=(*state.untold, News(key=key, n=n)))


def _is_news(state: CallState, fact: str, at: datetime) -> bool:
    known = state.known_since.get(fact)
    return known is None or at >= known


def _set(state: CallState, fact: str, at: datetime, **values: Any) -> CallState:
    ages: Mapping[str, datetime] = {**state.known_since, fact: at}
    return replace(state, known_since=ages, **values)


def _forget_ages(state: CallState) -> CallState:
    return replace(state, known_since={})
