"""How long a message stays news, and whether it is stale before it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.call_state import CallState
from domain.due_news import still_true
from domain.messages import MessageKey

_DAY = timedelta(days=1)
_HALF_DAY = timedelta(hours=12)

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
}
"""Where the policy does not say. News of a case stay worth saying; a provider that waits for a phone to be switched on
must not keep "an officer is late" for the ten hours that are its own default."""

LEAST = timedelta(seconds=5)
"""What has less than this to live would be dead before the provider has passed it on."""


def is_stale(key: MessageKey, state: CallState, valid_until: datetime | None, *, now: datetime) -> bool:
    """True if it must not be said any more: it is no longer so, or it is too late for it."""
    return (valid_until is not None and valid_until - now < LEAST) or not still_true(key, state)


def seconds_left(valid_until: datetime | None, *, now: datetime) -> int | None:
    """How long the provider may go on trying, at least a second; None means for as long as it likes."""
    return None if valid_until is None else max(1, int((valid_until - now).total_seconds()))
