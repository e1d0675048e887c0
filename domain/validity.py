"""When something became news, how long it stays news, and whether a message is stale before it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from domain.call_state import CallState, News
from domain.due_news import OUTCOMES, still_true
from domain.lifecycle import CASE_NEWS
from domain.messages import MessageKey
from domain.policy import Policy

_DAY = timedelta(days=1)
_HALF_DAY = timedelta(hours=12)
_MONTH = timedelta(days=30)

VALID_FOR: Mapping[MessageKey, timedelta] = {
    MessageKey.CALL_RECEIVED: timedelta(hours=1),
    MessageKey.OFFICER_DELAYED: timedelta(minutes=30),
    MessageKey.OFFICER_DISPATCHED: timedelta(minutes=20),
    MessageKey.OFFICER_EN_ROUTE: timedelta(minutes=20),
    MessageKey.CALL_CANCELLED: _HALF_DAY,
    MessageKey.CALL_MERGED: _HALF_DAY,
    MessageKey.OUTCOME_HANDLED: _DAY,
    MessageKey.OUTCOME_UNABLE_TO_LOCATE: _DAY,
    MessageKey.OUTCOME_LOOKOUT: _DAY,
    MessageKey.OUTCOME_REFERRED: _DAY,
    MessageKey.SURVEY_INVITATION: 3 * _DAY,
    MessageKey.SURVEY_REMINDER: _DAY,
    MessageKey.CASE_NUMBER: _MONTH,
    MessageKey.REPORT_COPY: _MONTH,
    MessageKey.VICTIM_RIGHTS: _MONTH,
    MessageKey.DETECTIVE_ASSIGNED: _MONTH,
    MessageKey.ARREST_MADE: _MONTH,
    MessageKey.CHARGES_FILED: _MONTH,
    MessageKey.CASE_SUSPENDED: _MONTH,
    MessageKey.CASE_CLOSED: _MONTH,
    MessageKey.CASE_REOPENED: _MONTH,
    MessageKey.STILL_OPEN: _MONTH,
}
"""Where the policy does not say, from the moment it became news. A feed that catches up, or a provider that waits for
a phone to be switched on, must not bring "an officer is late" hours later; news of a case stay worth saying longer."""

LEAST = timedelta(seconds=5)
"""What has less than this to live would be dead before the provider has passed it on."""


def due_at(item: News, state: CallState, policy: Policy) -> datetime | None:
    """When this became news, whenever we noticed: never before the hold is over. None: now, as it was asked for."""
    due = item.at or _DUE.get(item.key, _never_known)(state)
    if item.key is MessageKey.CALL_RECEIVED:
        due = state.waiting_since if state.reopened_at else state.received_at
    if due is None or state.received_at is None:
        return due
    return max(due, state.received_at + policy.hold)


def _never_known(state: CallState) -> datetime | None:
    del state
    return None


def _ended(state: CallState) -> datetime | None:
    return state.ended_at


def _case_number(state: CallState) -> datetime | None:
    return state.known_since.get("case_number")


def _case_status(state: CallState) -> datetime | None:
    return state.case_status_at


_DUE: Mapping[MessageKey, Callable[[CallState], datetime | None]] = {
    MessageKey.OFFICER_DISPATCHED: lambda state: state.dispatched_at,
    MessageKey.OFFICER_EN_ROUTE: lambda state: state.en_route_at,
    **dict.fromkeys((*OUTCOMES, MessageKey.CALL_MERGED), _ended),
    **dict.fromkeys((MessageKey.CASE_NUMBER, MessageKey.REPORT_COPY, MessageKey.VICTIM_RIGHTS), _case_number),
    **dict.fromkeys(CASE_NEWS.values(), _case_status),
}


def is_stale(key: MessageKey, state: CallState, valid_until: datetime | None, *, now: datetime) -> bool:
    """True if it must not be said any more: it is no longer so, or it is too late for it."""
    return (valid_until is not None and valid_until - now < LEAST) or not still_true(key, state)


def seconds_left(valid_until: datetime | None, *, now: datetime) -> int | None:
    """How long the provider may go on trying, at least a second; None means for as long as it likes."""
    return None if valid_until is None else max(1, int((valid_until - now).total_seconds()))
