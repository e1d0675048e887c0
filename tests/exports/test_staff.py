"""Ids of who took a call and who came are played with it; a name in such a column is left out."""

from __future__ import annotations

from typing import Any

import pytest

from domain.events import EventType
from intake.exports.mapping import Mapping
from intake.exports.played_call import PlayedCall
from tests.exports.conftest import Plan, a_row


@pytest.fixture
def with_staff(mapping: Mapping) -> Mapping:
    """Smalltown again, whose columns for the end and the beat hold officers, and "How" who took the call."""
    return mapping.model_copy(update={"call_taker": ("How",), "officers": ("Beat", "Status")})


def said(call: PlayedCall) -> dict[str, dict[str, Any]]:
    told = {event.type.value: {n: event.data.get(n) for n in ("call_taker", "officers")} for event in call.events}
    return {name: {n: value for n, value in data.items() if value} for name, data in told.items() if any(data.values())}


def test_who_came_is_told_with_the_arrival_each_once(plan: Plan, with_staff: Mapping) -> None:
    rows = (a_row(How="D117", Beat="4711", Status="4712"), a_row(How="D118", Beat="4711", Status="4713"))
    (call,) = plan(*rows, mapping=with_staff).calls
    assert said(call) == {
        "call.received": {"call_taker": "D117"},
        "unit.arrived": {"officers": ["4711", "4712", "4713"]},
    }


def test_without_an_arrival_they_are_told_with_the_call(plan: Plan, with_staff: Mapping) -> None:
    (call,) = plan(a_row(How="D117", Beat="4711", Arrived=""), mapping=with_staff).calls
    assert EventType.UNIT_ARRIVED not in {event.type for event in call.events}
    assert said(call) == {"call.received": {"call_taker": "D117", "officers": ["4711"]}}


def test_a_name_is_left_out_and_counted(plan: Plan, with_staff: Mapping) -> None:
    played = plan(a_row(How="Ana Example", Beat="Officer O'Hara", Status="4712"), mapping=with_staff)
    assert said(played.calls[0]) == {"unit.arrived": {"officers": ["4712"]}}
    assert played.notes.remarks["no id in How: left out"] == 1
    assert played.notes.remarks["no id in Beat or Status: left out"] == 1
    assert "Ana" not in repr(played.notes.remarks)


def test_a_mapping_that_names_no_such_columns_says_nothing_of_them(plan: Plan) -> None:
    (call,) = plan(a_row()).calls
    assert said(call) == {}
