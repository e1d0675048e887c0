"""Every list of an event's facts is the table in domain/event_facts.py, or made from it."""

from __future__ import annotations

from dataclasses import fields
from typing import get_type_hints

import pytest

from api import examples
from domain import call_summary
from domain.call_state import CallState
from domain.event_facts import CALL_FACTS, IN_DETAIL, KEPT, SHOWN, UNSETTABLE, FactRoute, facts_at
from domain.events import CallEvent, EventType
from engine import search_attributes
from intake.calls.diff import FACTS, MOMENTS
from intake.calls.events import EventData
from intake.calls.snapshots import Snapshot
from intake.staff.case_status import CaseStatusIn
from tests import strategies
from workflows.contract import CaseStatusInput

PEOPLE = {"contacts", "detective", "call_taker", "officers", "location"}
"""They, and where the call is, go into the database and no further: no signal may carry them."""

KINDS: dict[type, set[object]] = {str: {str, str | None}, int: {int, int | None}, bool: {bool, bool | None}}


def test_an_event_has_these_facts_and_no_others() -> None:
    names = {field.name for field in fields(CallEvent)}
    assert names == CALL_FACTS.keys() | {"type", "occurred_at", "unset", "left_out"}


@pytest.mark.parametrize("name", CALL_FACTS)
def test_every_fact_goes_somewhere(name: str) -> None:
    fact = CALL_FACTS[name]
    assert fact.kept or fact.in_detail or name in ("id", "source", "clamped", "played")
    assert fact.kept or not fact.shown


@pytest.mark.parametrize("name", CALL_FACTS)
def test_an_event_and_the_state_hold_each_fact_as_its_kind(name: str) -> None:
    kinds = KINDS[CALL_FACTS[name].kind.of]
    assert get_type_hints(CallEvent)[name] in kinds
    assert name not in KEPT or get_type_hints(CallState)[name] in kinds


def test_the_doors_take_the_facts_that_the_table_says() -> None:
    assert EventData.model_fields.keys() == {*facts_at(FactRoute.EVENT), "unset"} | PEOPLE
    times = {*MOMENTS, "updated_at"}
    assert Snapshot.model_fields.keys() == {*facts_at(FactRoute.SNAPSHOT)} | times | {"contacts_complete"} | PEOPLE - {
        "detective"
    }
    assert CaseStatusIn.model_fields.keys() == {*facts_at(FactRoute.CASE_STATUS), "status", "at", "id", "detective"}
    assert {field.name for field in fields(CaseStatusInput)} == {"status", "at", "by", "id", "actor", "proof"}


def test_a_snapshot_is_compared_by_every_fact_it_may_state() -> None:
    assert {*FACTS, "disposition", "merged_into"} == {*facts_at(FactRoute.SNAPSHOT)}


def test_times_that_can_be_taken_back_are_times_of_the_state_and_events_of_units() -> None:
    assert {f"{name}_at" for name in UNSETTABLE} <= {field.name for field in fields(CallState)}
    assert {f"unit.{name}" for name in UNSETTABLE} <= set(EventType)


def test_what_calls_are_found_and_called_by_are_facts_that_are_kept() -> None:
    assert {*search_attributes.OF_FACTS.values(), *call_summary.FACTS, *SHOWN} <= {*KEPT}
    assert {*search_attributes.OF_FACTS} <= {*search_attributes.KEYWORDS, *search_attributes.OTHERS}


def test_no_fact_is_both_kept_and_only_in_the_timeline() -> None:
    assert not {*KEPT} & {*IN_DETAIL}


def test_the_examples_and_the_strategies_of_the_tests_know_the_facts() -> None:
    shown = {name for event in examples.EVENTS.values() for name in event["data"]}
    assert shown <= {*facts_at(FactRoute.EVENT)} | PEOPLE
    assert {*strategies.FACTS} == {*facts_at(FactRoute.EVENT), "unset"}
