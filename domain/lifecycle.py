"""What an event does to a call: the tables of the lifecycle and the pure function that applies them.

The response (received .. cleared) is in `domain.response_lifecycle`: its events may come late, twice and out of
order, and the result is the same. The case (assigned .. closed) is a table of allowed changes; a change it does not
allow is refused with the reason and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain import response_lifecycle
from domain.call_state import CallState, CaseStatus, End, News
from domain.events import CallEvent, EventType
from domain.messages import MessageKey


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


_OPEN_NEXT = frozenset(CaseStatus) - {CaseStatus.OPENED, CaseStatus.REOPENED}

CASE_TRANSITIONS: dict[CaseStatus | None, frozenset[CaseStatus]] = {
    None: _OPEN_NEXT | {CaseStatus.OPENED},
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

SAME_RECEIPT = timedelta(hours=24)
"""A receipt is corrected by so much at most: a zone mistaken, a day mistyped. Further away is another call."""

A_MOMENT = timedelta(minutes=2)
"""The same status again so soon is a second click, not a second arrest."""

SAID_A_MOMENT_AGO, CAME_LATE = "said a moment ago", "came late"
"""What became of an event of the case that changes nothing, or not where the case stands now."""

CASE_EVENTS: dict[EventType, CaseStatus] = {EventType(f"case.{status}"): status for status in CaseStatus}
"""`case.arrest` -> arrest, and so on."""


def advance(state: CallState, event: CallEvent, *, now: datetime | None = None) -> Advance:
    """Apply one event. Never raises: what cannot be is refused with a reason and changes nothing.

    `now`, the call's time, is when a caller begins to wait again whose officer's arrival was taken back: a CAD does not
    say when that turned out.
    """
    if refusal := _refusal(state, event):
        return Advance(state=state, effect=Effect.REFUSED, reason=refusal)
    # Facts first: what an event says of a call counts even if its own rule finds that it came too late.
    after, reason = _RULES[event.type](response_lifecycle.with_facts(state, event), event)
    after = _wait_anew(state, _with_case(after, event), event, now)
    changed = _visible(after) != _visible(state) or after.status is not state.status
    return Advance(state=after, effect=Effect.CHANGED if changed else Effect.NOTED, reason=reason)


def _wait_anew(before: CallState, after: CallState, event: CallEvent, now: datetime | None) -> CallState:
    """A caller who waits again is told of delays again, counted from then."""
    if now is not None and "arrived" in event.unset and after.awaited_since != before.awaited_since:
        after = replace(after, awaited_since=max(now, event.occurred_at))
    since, since_before = after.waiting_since, before.waiting_since
    if since is None or since_before is None or since <= since_before:
        return after
    return replace(after, delays_before=after.delayed_count, delayed=False)


def _refusal(state: CallState, event: CallEvent) -> str | None:
    if event.type in CASE_EVENTS:
        return case_refusal(state, CASE_EVENTS[event.type], at=event.occurred_at)
    if event.type is EventType.CALL_RECEIVED and _is_of_another_call(state, event.occurred_at):
        return f"call {state.call_number} was received at another time: this is another call with the same number"
    return event.contradiction(state.call_number)


def _is_of_another_call(state: CallState, received_at: datetime) -> bool:
    known = state.received_at if "received" in state.known_since else None
    return known is not None and abs(received_at - known) > SAME_RECEIPT


def case_refusal(state: CallState, status: CaseStatus, *, at: datetime) -> str | None:
    """Why a case cannot take this status now, in a sentence for the person who asked; None if it can."""
    if state.ended is End.MERGED:
        return f"call {state.call_number} was merged into call {state.merged_into}: report it there"
    if _is_late(state, at):
        return None
    if status is CaseStatus.OPENED and state.case_status is not None:
        return None
    allowed = CASE_TRANSITIONS[state.case_status]
    if status in allowed:
        return None
    now = f"the case is {state.case_status}" if state.case_status else "there is no case yet"
    return f"{now}: it can become {', '.join(sorted(allowed))}, not {status}"


def mark_delayed(state: CallState, *, at: datetime | None = None) -> Advance:
    """The time allowed for an officer to arrive has passed at this moment."""
    if not state.officer_expected:
        return Advance(state=state, effect=Effect.NOTED, reason="no longer delayed")
    n = state.delayed_count + 1
    after = _tell(replace(state, delayed=True, delayed_count=n), MessageKey.OFFICER_DELAYED, n, at)
    return Advance(state=after, effect=Effect.CHANGED, reason="no officer on scene yet")


def mark_still_open(state: CallState, *, now: datetime) -> Advance:
    """Nothing new has been said for the time the policy allows."""
    if not state.case_open:
        return Advance(state=state, effect=Effect.NOTED, reason="no longer open")
    if any(item.key in CASE_NEWS.values() for item in state.untold):
        return Advance(state=replace(state, last_news_at=now), effect=Effect.NOTED, reason="there is news")
    n = state.still_open_count + 1
    return Advance(
        state=_tell(replace(state, still_open_count=n, last_news_at=now), MessageKey.STILL_OPEN, n, now),
        effect=Effect.NOTED,
        reason="nothing new",
    )


def _with_case(state: CallState, event: CallEvent) -> CallState:
    """Where there is a case number there is a case, also when no `case.opened` came."""
    if state.case_number is None or state.case_status is not None:
        return state
    return replace(
        state, case_status=CaseStatus.OPENED, case_status_at=event.occurred_at, last_news_at=event.occurred_at
    )


def _is_late(state: CallState, at: datetime) -> bool:
    """True if the case has moved on since; whatever its time, any status is later than merely "opened"."""
    is_beyond_opened = state.case_status not in (None, CaseStatus.OPENED)
    return is_beyond_opened and state.case_status_at is not None and at < state.case_status_at


def _case(state: CallState, event: CallEvent) -> response_lifecycle.Step:
    status = CASE_EVENTS[event.type]
    late = _is_late(state, event.occurred_at)
    since = state.case_status_at or event.occurred_at
    if status is state.case_status and not late and event.occurred_at - since < A_MOMENT:
        return state, SAID_A_MOMENT_AGO
    if (late and status not in TOLD_EVEN_IF_LATE) or (status is CaseStatus.OPENED and state.case_status is not None):
        return state, CAME_LATE
    n = state.case_counts.get(status, 0) + 1
    after = replace(state, case_counts={**state.case_counts, status.value: n}, finished=False)
    if not late:
        news_at = max(event.occurred_at, state.last_news_at or event.occurred_at)
        after = replace(after, case_status=status, case_status_at=event.occurred_at, last_news_at=news_at)
    after = _tell(after, CASE_NEWS[status], n, event.occurred_at) if status in CASE_NEWS else after
    return after, CAME_LATE if late else ""


def _contact(state: CallState, event: CallEvent) -> response_lifecycle.Step:
    del event
    return state, "somebody to tell"


_RULES: dict[EventType, Callable[[CallState, CallEvent], response_lifecycle.Step]] = {
    **response_lifecycle.RULES,
    EventType.CONTACT_ADDED: _contact,
    EventType.CONTACT_UPDATED: _contact,
    **dict.fromkeys(CASE_EVENTS, _case),
}


def _tell(state: CallState, key: MessageKey, n: int, at: datetime | None) -> CallState:
    return replace(state, untold=(*state.untold, News(key=key, n=n, at=at)))


def _visible(state: CallState) -> CallState:
    """Without what is only remembered to judge later events by."""
    return replace(state, known_since={}, further_times={}, units_sent={}, units_left={}, ending=None)
