"""What signals bring is read, or refused with the field's name and never with what it held."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clocks import TOLERANCE
from domain.events import CallEvent, EventType, MalformedEvent
from domain.replies.intents import Intent
from tests.builders import START, minutes
from workflows.contract import CaseStatusInput
from workflows.signal_payloads import (
    SETTABLE,
    read_case_status,
    read_event,
    read_intent,
)

SECRET = "Jane Q. Caller"


def event_at(minute: float, **more: Any) -> CallEvent:
    raw = {"type": "unit.arrived", "occurred_at": minutes(minute).isoformat()} | more
    return read_event(raw, now=START)


def status(raw: Any) -> CallEvent:
    return read_case_status(raw, now=START, event_id="e1")


def test_an_event_of_the_past_keeps_its_time() -> None:
    event = event_at(-600)
    assert (event.occurred_at, event.clamped) == (minutes(-600), False)


def test_an_event_of_the_future_is_set_back_to_now_and_flagged() -> None:
    event = event_at(TOLERANCE / timedelta(minutes=1) + 1)
    assert (event.occurred_at, event.clamped) == (START, True)


def test_clocks_may_differ_a_little() -> None:
    assert event_at(4).occurred_at == minutes(4)


def test_a_source_of_its_own_does_not_make_a_time_ahead_of_ours_believed() -> None:
    event = event_at(60 * 24, source="cad")
    assert (event.occurred_at, event.clamped) == (START, True)


@pytest.mark.parametrize("raw", [None, "unit.arrived", 7, ["unit.arrived"], SECRET])
def test_an_event_is_an_object(raw: Any) -> None:
    with pytest.raises(MalformedEvent, match="an event is an object") as caught:
        read_event(raw, now=START)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("word", SETTABLE)
def test_every_case_status_can_be_set(word: str) -> None:
    event = status({"status": word})
    assert (event.type, event.occurred_at, event.id) == (EventType(f"case.{word}"), START, "e1")


def test_a_case_status_says_when_and_by_whom() -> None:
    event = status({"status": "arrest", "at": minutes(-30).isoformat(), "by": "4711"})
    assert (event.occurred_at, event.by) == (minutes(-30), "4711")
    assert status(CaseStatusInput(status="arrest", at=minutes(-30).isoformat(), by="4711")) == event


def test_an_empty_time_is_now_and_a_future_one_too() -> None:
    assert status({"status": "closed", "at": ""}).occurred_at == START
    clamped = status({"status": "closed", "at": minutes(500).isoformat()})
    assert (clamped.occurred_at, clamped.clamped) == (START, True)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (SECRET, "a case status is an object"),
        ({}, "a case status is an object"),
        ({"status": "closed", "name": SECRET}, "a case status is an object"),
        ({"status": SECRET}, "status must be one of assigned, arrest, charged, suspended, closed, reopened"),
        ({"status": "opened"}, "status must be one of"),
        ({"status": ["closed"]}, "status must be one of"),
        ({"status": None}, "status must be one of"),
        ({"status": "closed", "at": SECRET}, "at must be an ISO 8601 time"),
        ({"status": "closed", "at": "2026-06-02T10:00:00"}, "at must be an ISO 8601 time"),
        ({"status": "closed", "at": 1780000000}, "at must be an ISO 8601 time"),
        ({"status": "closed", "at": "0001-01-01T00:00:00Z"}, "at must be a time between"),
    ],
)
def test_a_mistake_is_named_without_repeating_what_was_sent(raw: Any, says: str) -> None:
    with pytest.raises(MalformedEvent) as caught:
        status(raw)
    assert str(caught.value).startswith(says)
    assert SECRET not in str(caught.value)


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
_WORDS = st.sampled_from(("status", "at", "by", "type", "occurred_at")) | st.text()


@given(_ANY | st.dictionaries(_WORDS, _ANY | st.sampled_from(("closed", "2026-06-02T10:00:00Z")), max_size=3))
def test_whatever_is_typed_into_the_web_ui_breaks_nothing(raw: Any) -> None:
    with suppress(MalformedEvent):
        event = read_event(raw, now=START)
        assert event.occurred_at <= START + TOLERANCE or event.source != "temporal"
    with suppress(MalformedEvent):
        assert status(raw).occurred_at <= START + TOLERANCE


@pytest.mark.parametrize("raw", [None, (), "emergency", {}, {"intent": None}, {"intent": ["emergency"]}, {"intent": 4}])
def test_a_reply_whose_meaning_cannot_be_read_was_a_reply_all_the_same(raw: Any) -> None:
    assert read_intent(raw) is Intent.OTHER


def test_a_reply_means_what_it_says() -> None:
    assert read_intent({"intent": "emergency", "more": 1}) is Intent.EMERGENCY


def test_an_update_keeps_the_id_its_sender_gave_it_unless_it_is_too_long() -> None:
    assert read_case_status({"status": "closed"}, now=START, event_id="update/the click").id == "update/the click"
    with pytest.raises(MalformedEvent, match="id must be text of 1 to 200"):
        read_case_status({"status": "closed"}, now=START, event_id="x" * 201)
