"""The updates a victim sees: each piece of news with its day, as far as the agency tells such news."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.call_state import CallState, CaseStatus
from domain.messages import MessageKey
from domain.policy import Policy
from domain.portal.steps import TOLD_BY, Reached, is_told, opened_at

IMPORTANT: frozenset[MessageKey] = frozenset(
    {
        MessageKey.ARREST_MADE,
        MessageKey.CHARGES_FILED,
        MessageKey.CASE_CLOSED,
        MessageKey.CASE_REOPENED,
    }
)
"""News of which the reader can say that they saw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """The n-th piece of news of its kind; `at` is when it happened, not when it was told."""

    key: MessageKey
    n: int
    at: datetime


def updates(state: CallState, history: Sequence[Reached], policy: Policy) -> tuple[Update, ...]:
    """Everything victims may hear of, the newest first."""
    told = [update for update in _all(state, history) if is_told(update.key, policy)]
    return tuple(sorted(told, key=lambda update: (update.at, _ORDER.index(update.key), update.n), reverse=True))


_ORDER = tuple(MessageKey)


def _all(state: CallState, history: Sequence[Reached]) -> Iterator[Update]:
    if state.received_at is not None:
        yield Update(key=MessageKey.CALL_RECEIVED, n=1, at=state.received_at)
    opened = opened_at(state, history)
    if opened is not None:
        yield Update(key=MessageKey.CASE_NUMBER, n=1, at=opened)
    for each in history:
        if each.status is not CaseStatus.OPENED:
            yield Update(key=TOLD_BY[each.status], n=each.n, at=each.at)
