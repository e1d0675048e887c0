"""No sentence can be false: each pair of status and disposition, and each case, says only what was read for it."""

from __future__ import annotations

from itertools import product

import pytest

from api.pages.portal.cases_texts import NOW as ON_THE_PAGE
from domain.call_state import CallState, CallStatus, CaseStatus, End, News
from domain.dispositions import DISPOSITIONS, NOTHING_IS_SAID
from domain.due_news import OUTCOMES, due_news
from domain.lifecycle import CASE_NEWS
from domain.messages import KEY_RULES, MessageKey, Purpose
from messaging.rendering.readings.call import CALL_READINGS, CALL_STANDINGS, EVERY_DISPOSITION, NO_DISPOSITION
from messaging.rendering.readings.case import CASE_PAGE_READINGS, CASE_READINGS, CASE_STANDINGS
from messaging.rendering.texts import TEXTS
from tests.builders import a_call, minutes

OF_A_CASE = {CallStatus(status) for status in CaseStatus if status not in (CaseStatus.OPENED, CaseStatus.CLOSED)}
OF_A_RESPONSE = sorted(set(CallStatus) - OF_A_CASE)
PAIRS = sorted(product(OF_A_RESPONSE, EVERY_DISPOSITION))

RESPONSES: dict[CallStatus, dict[str, object]] = {
    CallStatus.RECEIVED: {},
    CallStatus.DELAYED: {"delayed": True, "delayed_count": 1},
    CallStatus.DISPATCHED: {"dispatched_at": minutes(1)},
    CallStatus.EN_ROUTE: {"dispatched_at": minutes(1), "en_route_at": minutes(2)},
    CallStatus.ON_SCENE: {"dispatched_at": minutes(1), "arrived_at": minutes(3)},
    CallStatus.CLEARED: {"ended": End.CLOSED, "ended_at": minutes(4)},
    CallStatus.CLOSED: {"ended": End.CLOSED, "ended_at": minutes(4), "finished": True},
    CallStatus.CANCELLED: {"ended": End.CANCELLED, "ended_at": minutes(4)},
    CallStatus.MERGED: {"ended": End.MERGED, "ended_at": minutes(4), "merged_into": "26-9"},
}
HELD = (*OUTCOMES, MessageKey.OFFICER_DELAYED, *CASE_NEWS.values(), MessageKey.STILL_OPEN)
"""What a hold, quiet hours or an outage may keep until the call stands elsewhere."""

UPDATES = {key for key in MessageKey if KEY_RULES[key].purpose is Purpose.UPDATES}
WRITTEN_BY_A_PERSON = {MessageKey.DETECTIVE_MESSAGE, MessageKey.CORRECTION}
"""A note by a detective, and what takes back what was said: no status stands behind them."""


def standing(status: CallStatus, disposition: str) -> CallState:
    state = a_call(**RESPONSES[status], disposition=disposition or None)
    assert state.status is status
    return with_everything_held(state)


def with_everything_held(state: CallState) -> CallState:
    return replaced(state, untold=tuple(News(key=key, n=1) for key in HELD))


def replaced(state: CallState, **facts: object) -> CallState:
    return a_call(**{name: getattr(state, name) for name in CallState.__dataclass_fields__} | facts)


def said_of(state: CallState) -> set[MessageKey]:
    return {news.key for news in due_news(state)} & UPDATES


def read_for(status: CallStatus, disposition: str) -> frozenset[MessageKey]:
    (row,) = (row for row in CALL_STANDINGS if status in row.statuses and disposition in row.dispositions)
    return row.says


def test_the_pairs_are_all_that_there_are() -> None:
    assert DISPOSITIONS | NOTHING_IS_SAID | {NO_DISPOSITION} == EVERY_DISPOSITION
    assert set(RESPONSES) | OF_A_CASE == set(CallStatus)
    assert set(CASE_STANDINGS) == {None, *CaseStatus}


@pytest.mark.parametrize("status", OF_A_RESPONSE)
def test_every_pair_stands_in_one_row(status: CallStatus) -> None:
    for disposition in EVERY_DISPOSITION:
        rows = [row for row in CALL_STANDINGS if status in row.statuses and disposition in row.dispositions]
        assert len(rows) == 1, (status, disposition)


@pytest.mark.parametrize(("status", "disposition"), PAIRS)
def test_of_each_pair_exactly_this_may_be_said(status: CallStatus, disposition: str) -> None:
    of_the_call = said_of(standing(status, disposition)) - set(CASE_READINGS)
    assert of_the_call == read_for(status, disposition)


@pytest.mark.parametrize("status", list(CASE_STANDINGS))
def test_of_each_case_exactly_this_may_be_said(status: CaseStatus | None) -> None:
    case = {} if status is None else {"case_status": status, "case_number": "26-1", "case_status_at": minutes(9)}
    told = said_of(with_everything_held(a_call(**case)))
    assert told - set(CALL_READINGS) == CASE_STANDINGS[status]


@pytest.mark.parametrize(("status", "disposition"), PAIRS)
def test_a_case_adds_only_what_is_said_of_it(status: CallStatus, disposition: str) -> None:
    for case in CaseStatus:
        state = replaced(standing(status, disposition), case_status=case, case_number="26-1")
        merged = status is CallStatus.MERGED
        assert said_of(state) - set(CASE_READINGS) <= read_for(status, disposition)
        assert said_of(state) & set(CASE_READINGS) == (set() if merged else CASE_STANDINGS[case])


def test_every_message_that_is_planned_was_read() -> None:
    assert set(CALL_READINGS) | set(CASE_READINGS) | WRITTEN_BY_A_PERSON == UPDATES
    assert not set(CALL_READINGS) & set(CASE_READINGS)


@pytest.mark.parametrize("key", sorted({*CALL_READINGS, *CASE_READINGS}))
def test_a_message_says_exactly_the_sentences_that_were_read(key: MessageKey) -> None:
    words, reading = TEXTS[key], {**CALL_READINGS, **CASE_READINGS}[key]
    assert {sentence.text for sentence in (*words.lead, *words.sms, *words.email)} == set(reading)


@pytest.mark.parametrize("status", CaseStatus)
def test_the_case_page_says_exactly_the_sentences_that_were_read(status: CaseStatus) -> None:
    assert {sentence.text for sentence in ON_THE_PAGE[status]} == set(CASE_PAGE_READINGS[status])


PROMISES = ("we will", "you will get", "an officer will", "no one", "nobody", "always", "never", "as soon as")


@pytest.mark.parametrize("key", sorted({*CALL_READINGS, *CASE_READINGS}))
def test_nothing_is_promised(key: MessageKey) -> None:
    words = TEXTS[key]
    for sentence in (*words.subject, *words.lead, *words.sms, *words.email):
        assert not [promise for promise in PROMISES if promise in sentence.text.lower()], sentence.text
