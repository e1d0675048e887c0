"""What an event does to the response to a call: when officers were sent and came, how it ended, what it is about.

Kept as times and facts, each the newest word of the CAD on it, so events may come late, twice and out of order: the
result is the same. Of two words of the same moment that contradict each other the one heard last holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain import dispositions, units
from domain.call_state import CallState, End
from domain.event_facts import KEPT, UNSETTABLE
from domain.events import CallEvent, EventType
from domain.incident_types import may_be_sensitive

Step = tuple[CallState, str]
"""The call after an event, and a remark on what became of the event if it is not as expected."""

_GONE_WHEN_REOPENED: tuple[str, ...] = ("disposition", "merged_into", "ending")

_UNIT_TIMES: dict[EventType, str] = {
    EventType.UNIT_DISPATCHED: "dispatched",
    EventType.UNIT_EN_ROUTE: "en_route",
    EventType.UNIT_ARRIVED: "arrived",
}


def with_facts(state: CallState, event: CallEvent) -> CallState:
    """The facts any event may bring along."""
    state = _with_start(state, event)
    for name in KEPT:
        value = getattr(event, name)
        if value is not None and _is_news(state, name, event):
            state = _set(state, name, event, **{name: value})
    ending = _ending(event)
    if ending is not None and _is_news(state, "ending", event):
        state = _set(state, "ending", event, ending=ending)
    if event.sensitive or may_be_sensitive(event.incident_type):
        state = replace(state, sensitive=True)
    if event.played:
        state = replace(state, played=True)
    return state if state.ended is None else _with_end(state)


def _with_start(state: CallState, event: CallEvent) -> CallState:
    """A call whose first event is not `call.received` began when its earliest event happened."""
    if "received" in state.known_since or (state.received_at and not _is_before(event.occurred_at, state.received_at)):
        return state
    return replace(state, received_at=event.occurred_at)


def _ending(event: CallEvent) -> End | None:
    """What an event says about how the call ends; a plain `call.closed` says nothing new about it."""
    if event.type is EventType.CALL_CANCELLED or event.disposition in dispositions.CANCELLED:
        return End.CANCELLED
    return End.CLOSED if event.disposition else None


def _with_end(state: CallState) -> CallState:
    """How the call ended, from what was heard: a merged call stays merged however else it is closed."""
    return replace(state, ended=End.MERGED if "merged" in state.known_since else state.ending or End.CLOSED)


def _received(state: CallState, event: CallEvent) -> Step:
    """Said again with another time it is a correction: the word heard last counts, as neither says how old it is."""
    if "received" in state.known_since and event.occurred_at == state.received_at:
        return state, "already received"
    return _set(state, "received", event, received_at=event.occurred_at), ""


def _updated(state: CallState, event: CallEvent) -> Step:
    for name in event.unset:
        if _is_news(state, name, event):
            left = [moment for moment in _times(state, name) if moment > event.occurred_at]
            state = _with_times(_set(state, name, event), name, left)
            if name == "arrived":
                state = replace(state, awaited_since=max(event.occurred_at, state.awaited_since or event.occurred_at))
    return state, ""


def _unit_time(state: CallState, event: CallEvent) -> Step:
    name = _UNIT_TIMES[event.type]
    if _is_before(event.occurred_at, state.known_since.get(name)):
        return state, "taken back since"
    sent = units.with_time(state.units_sent, event.unit, event.occurred_at)
    after = _with_times(replace(state, units_sent=sent), name, [*_times(state, name), event.occurred_at])
    after = _in_order(after)
    return after, "another unit was first" if getattr(after, f"{name}_at") != event.occurred_at else ""


def _times(state: CallState, name: str) -> tuple[datetime, ...]:
    first: datetime | None = getattr(state, f"{name}_at")
    return (*([first] if first else []), *state.further_times.get(name, ()))


def _with_times(state: CallState, name: str, moments: Iterable[datetime]) -> CallState:
    """The first time that says where officers are now, else the first at all; the others are kept in case it goes."""
    ordered = sorted(set(moments), key=lambda moment: (not state.in_force(moment), moment))
    further = {**state.further_times, name: tuple(ordered[1:])}
    values: dict[str, Any] = {f"{name}_at": ordered[0] if ordered else None}
    return replace(state, further_times={known: times for known, times in further.items() if times}, **values)


def _in_order(state: CallState) -> CallState:
    """Each kind of time anew, as the call was reopened or units came or left."""
    for name in UNSETTABLE:
        state = _with_times(state, name, _times(state, name))
    return state


def _unit_cleared(state: CallState, event: CallEvent) -> Step:
    """One unit leaving does not end a call; a disposition does. When the last has left, the call waits again."""
    left = units.with_time(state.units_left, event.unit, event.occurred_at)
    state = _in_order(replace(state, units_left=left))
    if event.disposition:
        return _ended(state, event)
    return state, "the last unit left" if state.vacated_at == event.occurred_at else "one unit left"


def _ended(state: CallState, event: CallEvent) -> Step:
    if _is_before(event.occurred_at, state.reopened_at):
        return state, "reopened since"
    if event.type is EventType.CALL_MERGED or (event.merged_into and event.disposition in dispositions.DUPLICATE):
        newest = max(event.occurred_at, state.known_since.get("merged", event.occurred_at))
        state = replace(state, known_since={**state.known_since, "merged": newest})
    ended_at = max(event.occurred_at, state.ended_at or event.occurred_at)
    return _with_end(replace(state, ended_at=ended_at)), ""


def _reopened(state: CallState, event: CallEvent) -> Step:
    if _is_before(event.occurred_at, state.reopened_at):
        return state, "reopened again since"
    state = replace(state, reopened_at=event.occurred_at)
    for name in _GONE_WHEN_REOPENED:
        if _is_news(state, name, event):
            state = _set(state, name, event, **{name: None})
    state = _in_order(state)
    if not _is_before(event.occurred_at, state.known_since.get("merged")):
        state = replace(state, known_since={name: at for name, at in state.known_since.items() if name != "merged"})
    if state.ended is None:
        return state, "it had not ended"
    if _is_before(event.occurred_at, state.ended_at):
        return _with_end(state), "ended again since"
    return replace(state, ended=None, ended_at=None, finished=False), ""


RULES: dict[EventType, Callable[[CallState, CallEvent], Step]] = {
    EventType.CALL_RECEIVED: _received,
    EventType.CALL_UPDATED: _updated,
    EventType.CALL_CANCELLED: _ended,
    EventType.CALL_CLOSED: _ended,
    EventType.CALL_MERGED: _ended,
    EventType.CALL_REOPENED: _reopened,
    EventType.UNIT_DISPATCHED: _unit_time,
    EventType.UNIT_EN_ROUTE: _unit_time,
    EventType.UNIT_ARRIVED: _unit_time,
    EventType.UNIT_CLEARED: _unit_cleared,
}


def _is_before(moment: datetime, other: datetime | None) -> bool:
    return other is not None and moment < other


def _is_news(state: CallState, fact: str, event: CallEvent) -> bool:
    """`call.received` is the first word on a call: at the same moment every other counts more."""
    known = state.known_since.get(fact)
    if event.type is EventType.CALL_RECEIVED and event.occurred_at == known:
        return False
    return not _is_before(event.occurred_at, known)


def _set(state: CallState, fact: str, event: CallEvent, **values: Any) -> CallState:
    return replace(state, known_since={**state.known_since, fact: event.occurred_at}, **values)
