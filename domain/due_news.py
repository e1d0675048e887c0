"""From a call's state, the messages that should have been sent by now, and whether each is still true."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from domain.call_state import CallState, CallStatus, CaseStatus, End, News
from domain.dispositions import outcome_key
from domain.lifecycle import CASE_NEWS
from domain.messages import MessageKey


def due_news(state: CallState) -> tuple[News, ...]:
    """What should have been said by now, whether or not it was, in the order it is said."""
    return tuple(dict.fromkeys(_due(state)))


def _due(state: CallState) -> Iterator[News]:
    if state.ended is End.MERGED:
        yield News(key=MessageKey.CALL_MERGED, n=1)
        return
    yield from _response_news(state)
    if state.case_number is not None:
        for key in (MessageKey.CASE_NUMBER, MessageKey.VICTIM_RIGHTS, MessageKey.REPORT_COPY):
            yield News(key=key, n=1)
    yield from (item for item in state.untold if still_true(item.key, state))
    if state.case_status in CASE_NEWS:
        yield News(key=CASE_NEWS[state.case_status], n=state.case_counts.get(state.case_status, 1))
    if state.response_over:
        yield News(key=MessageKey.SURVEY_INVITATION, n=1)
        yield News(key=MessageKey.SURVEY_REMINDER, n=1)


_UNDER_WAY: dict[CallStatus, MessageKey] = {
    CallStatus.DISPATCHED: MessageKey.OFFICER_DISPATCHED,
    CallStatus.EN_ROUTE: MessageKey.OFFICER_EN_ROUTE,
}


def _response_news(state: CallState) -> Iterator[News]:
    if not state.response_over:
        yield News(key=MessageKey.CALL_RECEIVED, n=1)
        if state.status in _UNDER_WAY:
            yield News(key=_UNDER_WAY[state.status], n=1)
        return
    outcome = _outcome(state)
    if outcome is not None:
        yield News(key=outcome, n=1)


def _outcome(state: CallState) -> MessageKey | None:
    """What the end of a call is called in public; None while there is none, or nothing is said of it."""
    if state.ended in (None, End.MERGED):
        return None
    outcome = outcome_key(state.disposition)
    return MessageKey.CALL_CANCELLED if outcome and state.ended is End.CANCELLED else outcome


def still_true(key: MessageKey, state: CallState) -> bool:
    """False once what a message says is no longer so: what has passed is not told late."""
    if key in OUTCOMES:
        return key is _outcome(state)
    return key not in _TRUE_WHILE or _TRUE_WHILE[key](state)


OUTCOMES = frozenset(key for key in MessageKey if key.startswith("outcome_")) | {MessageKey.CALL_CANCELLED}

_TRUE_WHILE: dict[MessageKey, Callable[[CallState], bool]] = {
    MessageKey.CALL_RECEIVED: lambda state: not state.response_over,
    MessageKey.OFFICER_DELAYED: lambda state: state.officer_expected,
    MessageKey.OFFICER_DISPATCHED: lambda state: state.officer_expected,
    MessageKey.OFFICER_EN_ROUTE: lambda state: state.officer_expected,
    MessageKey.CALL_MERGED: lambda state: state.ended is End.MERGED,
    MessageKey.CASE_SUSPENDED: lambda state: state.case_status is CaseStatus.SUSPENDED,
    MessageKey.CASE_CLOSED: lambda state: state.case_status is CaseStatus.CLOSED,
    MessageKey.CASE_REOPENED: lambda state: state.case_open,
    MessageKey.STILL_OPEN: lambda state: state.case_open,
}
