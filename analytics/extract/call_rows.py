"""The rows of a portion of calls and of their messages, from what the database says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analytics.extract.delays import DeadlinePassed, LateNotice, WaitedCall, delay_of
from analytics.extract.local_times import LocalTimes
from analytics.extract.past_policies import PastPolicies
from analytics.extract.plain_words import reason_code
from analytics.extracts import Row
from db.state_json import load_state
from domain.call_state import CallState
from domain.contacts import CALLERS, NEVER_CONTACTED
from domain.incident_types import may_be_sensitive
from domain.messages import KEY_RULES, MessageKey, Purpose, Urgency

ABOUT_PROGRESS = frozenset(
    key for key, rule in KEY_RULES.items() if rule.urgency is Urgency.PROGRESS and rule.purpose is Purpose.UPDATES
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPortion:
    """Rows of `db.queries.extracts`: some calls with everything that belongs to them."""

    calls: Iterable[Any]
    people: Iterable[Any]
    messages: Iterable[Any]
    late_lines: Iterable[Any]


class CallRows:
    """Makes rows in the order of `analytics.columns.CALLS` and `MESSAGES`.

    `again`: call -> how many further calls its callers made while it waited.
    """

    def __init__(self, times: LocalTimes, policies: PastPolicies, again: Mapping[str, int], *, now: datetime) -> None:
        self._times = times
        self._policies = policies
        self._again = again
        self._now = now

    def calls(self, portion: CallPortion) -> Iterable[Row]:
        """One for each call."""
        callers: dict[str, int] = defaultdict(int)
        for person in portion.people:
            callers[person.call_id] += _is_caller(person)
        passed: dict[str, list[DeadlinePassed]] = defaultdict(list)
        for line in portion.late_lines:
            passed[line.call_id].append(DeadlinePassed(at=line.occurred_at, effect=line.effect))
        notices, told = self._said(portion.messages)
        for row in portion.calls:
            waited = _waited(row, passed.get(row.id, []), notices.get(row.id, []))
            yield self._call(row, waited, callers[row.id], told=row.id in told)

    def messages(self, portion: CallPortion) -> Iterable[Row]:
        """One for each message."""
        for row in portion.messages:
            yield (
                row.call_id,
                row.key,
                row.channel or None,
                row.language,
                row.status,
                reason_code(row.reason),
                bool(row.accepted),
                row.segments,
                bool(row.stands_in),
                row.planned_at,
                row.sent_at if row.accepted else None,
                row.delivered_at,
                self._times.day(row.planned_at),
            )

    def _said(self, messages: Iterable[Any]) -> tuple[Mapping[str, list[LateNotice]], set[str]]:
        """By call what was said of delays; and the calls of which something was said at all."""
        notices: dict[str, list[LateNotice]] = defaultdict(list)
        told: set[str] = set()
        for row in messages:
            if row.accepted and row.key in ABOUT_PROGRESS:
                told.add(row.call_id)
            if row.key == MessageKey.OFFICER_DELAYED:
                sent_at = row.sent_at if row.accepted else None
                notices[row.call_id].append(LateNotice(status=row.status, reason=row.reason, sent_at=sent_at))
        return notices, told

    def _call(self, row: Any, waited: WaitedCall, callers: int, *, told: bool) -> Row:
        state, received_at = waited.state, waited.received_at
        sensitive = state.sensitive or may_be_sensitive(state.incident_type)
        delay = delay_of(waited, self._policies, now=self._now)
        return (
            row.id,
            received_at,
            *self._times.day_hour_weekday(received_at),
            state.incident_type.upper() if state.incident_type else None,
            sensitive,
            state.priority,
            state.beat,
            None if sensitive else row.cell,
            state.officer_initiated,
            _not_before(received_at, _first(state, "dispatched")),
            _not_before(received_at, waited.arrived_at),
            _not_before(received_at, state.ended_at),
            state.ended.value if state.ended else None,
            state.disposition,
            row.status,
            state.case_status.value if state.case_status else None,
            callers,
            told,
            delay.due_at,
            delay.told_at,
            delay.withheld,
            self._again.get(row.id, 0),
        )


def _waited(row: Any, passed: list[DeadlinePassed], notices: list[LateNotice]) -> WaitedCall:
    state = load_state(row.state) if row.state else CallState(agency="", call_number="")
    return WaitedCall(
        state=state,
        received_at=row.received_at,
        known_since=row.created_at,
        arrived_at=_first(state, "arrived"),
        passed=passed,
        notices=notices,
    )


def _first(state: CallState, name: str) -> datetime | None:
    """Of any unit, also from before the call was reopened."""
    current: datetime | None = getattr(state, f"{name}_at")
    return min((each for each in (current, *state.further_times.get(name, ())) if each), default=None)


def _not_before(received_at: datetime, moment: datetime | None) -> datetime | None:
    """A time before the call came is a mistyped one."""
    return moment if moment is None or moment >= received_at else None


def _is_caller(person: Any) -> bool:
    roles = set(person.roles.split())
    return bool(roles & CALLERS and not roles & NEVER_CONTACTED and (person.phone_hash or person.email_hash))
