"""Events as signals carry them: there and back, and every mistake named without repeating what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events import CallEvent, EventType, MalformedEvent
from tests.builders import START, an_event
from tests.strategies import events

FIELDS = tuple(CallEvent.__slots__)
PLAIN = {"type": "unit.arrived", "occurred_at": "2026-06-02T17:00:00Z"}
SECRET = "Jane Q. Caller, 555-0123"


@given(events())
def test_what_is_sent_is_what_is_read(event: CallEvent) -> None:
    assert CallEvent.from_mapping(event.to_mapping()) == event


@given(events())
def test_a_signal_carries_only_what_is_known(event: CallEvent) -> None:
    assert all(value not in (None, (), []) for value in event.to_mapping().values())


@pytest.mark.parametrize(("name", "value"), [("eta_minutes", 0), ("officer_initiated", False)])
def test_no_and_nought_are_known(name: str, value: Any) -> None:
    event = an_event(EventType.CALL_UPDATED, **{name: value})
    assert event.to_mapping()[name] == value
    assert CallEvent.from_mapping(event.to_mapping()) == event


def test_json_knows_one_kind_of_number() -> None:
    event = CallEvent.from_mapping(PLAIN | {"priority": 2.0})
    assert (event.priority, type(event.priority)) == (2, int)


def test_the_shortest_event_that_can_be_typed_into_the_web_ui() -> None:
    event = CallEvent.from_mapping(PLAIN)
    assert (event.type, event.occurred_at, event.source) == (EventType.UNIT_ARRIVED, START, "temporal")
    assert event.id == "unit.arrived@2026-06-02T17:00:00+00:00"


def test_an_event_without_an_id_is_recognised_when_it_is_repeated() -> None:
    raw = PLAIN | {"priority": 2, "unset": ["arrived"]}
    assert CallEvent.from_mapping(raw).id == CallEvent.from_mapping(dict(reversed(raw.items()))).id


@pytest.mark.parametrize("more", [{"priority": 2}, {"unset": ["arrived"]}, {"eta_minutes": 0}, {"incident_type": "X"}])
def test_two_events_of_the_same_moment_that_say_different_things_are_two(more: dict[str, Any]) -> None:
    assert CallEvent.from_mapping(PLAIN | more).id != CallEvent.from_mapping(PLAIN).id


def test_null_means_left_out() -> None:
    raw = PLAIN | dict.fromkeys(set(FIELDS) - {"type", "occurred_at"})
    assert CallEvent.from_mapping(raw) == CallEvent.from_mapping(PLAIN)


def test_times_are_kept_in_utc() -> None:
    pacific = datetime(2026, 6, 2, 10, 0, tzinfo=timezone(timedelta(hours=-7)))
    event = CallEvent.from_mapping(PLAIN | {"occurred_at": pacific})
    assert (event.occurred_at, event.occurred_at.tzinfo) == (START, UTC)
    assert CallEvent.from_mapping(PLAIN | {"occurred_at": pacific.isoformat()}) == event


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": SECRET}, "id must be text of 1 to 200 characters without spaces"),
        ({"type": SECRET}, "type must be one of call.received, "),
        ({"type": ["call.received"]}, "type must be one of"),
        ({"type": None}, "type must be one of"),
        ({"occurred_at": SECRET}, "occurred_at must be an ISO 8601 time with a zone"),
        ({"occurred_at": None}, "occurred_at must be an ISO 8601"),
        ({"occurred_at": 1780000000}, "occurred_at must be an ISO 8601"),
        ({"occurred_at": "2026-06-02"}, "occurred_at must be an ISO 8601"),
        ({"occurred_at": "2026-06-02T17:00:00"}, "occurred_at must be an ISO 8601"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at must be a time between"),
        ({"occurred_at": "9999-12-31T23:59:59-14:00"}, "occurred_at must be a time between"),
        ({"officer_initiated": 1}, "officer_initiated must be true or false"),
        ({"clamped": "yes"}, "clamped must be true or false"),
        ({"merged_into": ""}, "merged_into must be a call number"),
        ({"unset": "arrived"}, "unset must be a list of dispatched, en_route, arrived"),
        ({"unset": [SECRET]}, "unset must be a list of"),
        ({"unset": [["arrived"]]}, "unset must be a list of"),
        ({"unset": {"arrived": True}}, "unset must be a list of"),
        ({"left_out": [SECRET]}, "left_out must be a list of names of facts"),
        ({"caller_name": SECRET}, "unknown field 'caller_name'"),
        ({7: SECRET}, "unknown field '7'"),
    ],
)
def test_a_mistake_is_named_without_repeating_what_was_sent(change: Mapping[Any, Any], says: str) -> None:
    with pytest.raises(MalformedEvent) as caught:
        CallEvent.from_mapping({**PLAIN, **change})
    assert says in str(caught.value)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("name", ["id", "source", "merged_into"])
@pytest.mark.parametrize("value", [[SECRET], {"name": SECRET}, True, 3.5])
def test_every_field_that_decides_something_has_its_kind(name: str, value: Any) -> None:
    with pytest.raises(MalformedEvent, match=f"^{name} must be "):
        CallEvent.from_mapping(PLAIN | {name: value})


@pytest.mark.parametrize("value", [[SECRET], {"name": SECRET}, True, 3.5, SECRET, "", "-1 ", 10**30, -1])
@pytest.mark.parametrize("name", ["beat", "case_number", "priority", "eta_minutes", "unit", "by"])
def test_a_decorative_fact_that_does_not_fit_never_costs_an_event(name: str, value: Any) -> None:
    event = CallEvent.from_mapping(PLAIN | {name: value})
    assert (getattr(event, name), event.left_out, event.detail()) == (None, (name,), {"left_out": name})
    assert CallEvent.from_mapping(event.to_mapping()) == event
    assert SECRET not in repr(event)


@pytest.mark.parametrize(
    ("name", "value", "counts_as"),
    [
        ("disposition", "HAN", "00"),
        ("disposition", 8, "00"),
        ("incident_type", "DOMESTIC VIOLENCE", "UNKNOWN"),
        ("incident_type", "", "UNKNOWN"),
    ],
)
def test_what_decides_counts_as_the_careful_reading(name: str, value: Any, counts_as: str) -> None:
    event = CallEvent.from_mapping(PLAIN | {name: value})
    assert (getattr(event, name), event.left_out) == (counts_as, (name,))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("beat", "12 Elm St Apt 4"),
        ("beat", "[click](http://evil.example)"),
        ("beat", "5550199 x"),
        ("unit", "call 2065550"),
        ("case_number", "Smith Vera 206-555-0199"),
        ("case_number", "vera@example.org"),
        ("by", "Vera.Victim:206-555-0199"),
    ],
)
def test_personal_data_is_left_out_of_plain_facts(name: str, value: str) -> None:
    event = CallEvent.from_mapping(PLAIN | {name: value})
    assert (getattr(event, name), event.left_out) == (None, (name,))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("case_number", "2026-001234"),
        ("case_number", "26-0012345678"),
        ("case_number", "IR 2026 / 0001"),
        ("beat", "North Precinct 3"),
        ("beat", "C2"),
        ("unit", "2A41"),
        ("by", "4711"),
        ("by", "1234567"),
    ],
)
def test_what_agencies_use_is_kept(name: str, value: str) -> None:
    event = CallEvent.from_mapping(PLAIN | {name: value})
    assert (getattr(event, name), event.left_out) == (value, ())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(FIELDS) | st.text() | st.integers(), _JSON, max_size=5))
def test_whatever_is_signalled_is_an_event_or_malformed_and_nothing_else(raw: dict[Any, Any]) -> None:
    for candidate in (raw, PLAIN | raw):
        with suppress(MalformedEvent):
            event = CallEvent.from_mapping(candidate)
            assert CallEvent.from_mapping(event.to_mapping()) == event
