"""The two cities' whole exports: every row accounted for, every end as the raw file says, every delay counted twice."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.call_state import CallState, CallStatus
from domain.events import CallEvent
from domain.lifecycle import advance
from domain.policy import Policy
from intake.exports.mapping_file import load_mapping
from intake.exports.played_call import PlayedCall, expect_delayed
from intake.exports.replay_plan import PlayPlan, plan_play
from intake.exports.rows import read_rows
from policies.policy_file import parse
from tests.shared_material import shared

ROOT = Path(__file__).resolve().parents[2]


def planned(city: str) -> PlayPlan:
    mapping = load_mapping(ROOT / "mappings" / f"{city}.toml")
    return plan_play(read_rows(shared(f"data/{city}.csv"), mapping), mapping, 1)


@pytest.fixture(scope="module")
def seattle() -> PlayPlan:
    return planned("seattle_wa")


@pytest.fixture(scope="module")
def dallas() -> PlayPlan:
    return planned("dallas_tx")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return parse((ROOT / "policies" / "default.toml").read_text(encoding="utf-8"))


def raw(city: str) -> list[dict[str, str]]:
    with shared(f"data/{city}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def ends_by_the_lifecycle(call: PlayedCall) -> CallStatus:
    """What the rules of the house make of the events, as a second opinion on `expected`."""
    state = CallState(agency="X", call_number=call.call_number)
    for event in call.events:
        facts = {name: value for name, value in event.data.items() if name not in ("contacts", "detective")}
        at = call.received_at + event.after
        state = advance(state, CallEvent(type=event.type, occurred_at=at, id=event.id, source="x", **facts)).state
    return replace(state, finished=state.response_over and not state.case_open).status


def test_every_seattle_row_is_one_call(seattle: PlayPlan) -> None:
    assert (seattle.rows_read, len(seattle.calls), seattle.notes.dropped) == (497, 497, [])
    assert seattle.notes.unmapped == {}


def test_every_dallas_row_belongs_to_a_call(dallas: PlayPlan) -> None:
    rows = raw("dallas_tx")
    numbers = {row["cfs_number"] or row["incidentnum"] for row in rows}
    assert (len(rows), len(numbers)) == (1122, 825)
    assert (dallas.rows_read, {call.call_number for call in dallas.calls}) == (1122, numbers)
    assert sorted(number for call in dallas.calls for number in call.rows) == list(range(2, 1124))
    assert dallas.notes.dropped == []
    assert dallas.notes.unmapped == {}


def test_seattle_calls_end_as_the_raw_file_says(seattle: PlayPlan) -> None:
    said = {row["CAD Event Number"]: row["Event Clearance Description"] for row in raw("seattle_wa")}
    for call in seattle.calls:
        cancelled = said[call.call_number] == "RESPONDING UNIT(S) CANCELLED BY RADIO"
        assert call.expected is (CallStatus.CANCELLED if cancelled else CallStatus.CLOSED)


def test_dallas_calls_end_as_the_raw_file_says(dallas: PlayPlan) -> None:
    statuses: dict[str, set[str]] = defaultdict(set)
    for row in raw("dallas_tx"):
        statuses[row["cfs_number"] or row["incidentnum"]].add(row["status"])
    for call in dallas.calls:
        said = statuses[call.call_number]
        if said & {"Open", ""}:
            wanted = CallStatus.ARREST if "Clear by Arrest" in said else CallStatus.CLEARED
        else:
            wanted = CallStatus.SUSPENDED if "Suspended" in said else CallStatus.CLOSED
        assert call.expected is wanted, call.call_number


def test_the_lifecycle_agrees_on_every_end(seattle: PlayPlan, dallas: PlayPlan) -> None:
    calls = (*seattle.calls, *dallas.calls)
    assert [call.call_number for call in calls if ends_by_the_lifecycle(call) is not call.expected] == []


def test_onview_is_officer_initiated(seattle: PlayPlan) -> None:
    onview = {row["CAD Event Number"] for row in raw("seattle_wa") if row["Call Type"] == "ONVIEW"}
    assert {call.call_number for call in seattle.calls if call.officer_initiated} == onview


def late_in_seattle(types: dict[str, str], policy: Policy) -> int:
    """Straight from the file: arrived later than the policy's minutes, or never; types from the mapping."""
    zone, count = ZoneInfo("America/Los_Angeles"), 0
    for row in raw("seattle_wa"):
        priority = int(row["Priority"])
        if row["Call Type"] == "ONVIEW" or not policy.allows(types[row["CAD Event Number"]], priority):
            continue
        queued, arrived = (
            datetime.strptime(row[name], "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=zone) if row[name] else None
            for name in ("Original Time Queued", "Arrived Time")
        )
        assert queued is not None
        late = arrived is None or arrived.astimezone(UTC) - queued.astimezone(UTC) > policy.delay(priority)
        count += late
    return count


def late_in_dallas(types: dict[str, str], policy: Policy) -> int:
    """Straight from the file, with the mapping's six minutes from dispatch to arrival."""
    received: dict[str, tuple[datetime, datetime, datetime]] = {}
    own_work = ("55 -", "58", "ODJ", "PK -", "61 -", "30 -", "76 -", "15 - ASSIST OFFICER")
    for row in raw("dallas_tx"):
        if row["cfs_number"] and not row["signal"].startswith(own_work):
            first, sent = (datetime.fromisoformat(row[name][:19]) for name in ("callreceived", "calldispatched"))
            gone = datetime.fromisoformat(row["callcleared"][:19]) if row["callcleared"] else sent + timedelta(days=1)
            received[row["cfs_number"]] = (first, sent, gone)
    return sum(
        first != sent
        and policy.allows(types[number])
        and min(sent + timedelta(minutes=6), gone) - first > policy.delay(None)
        for number, (first, sent, gone) in received.items()
    )


def test_delays_are_those_of_the_raw_file(seattle: PlayPlan, dallas: PlayPlan, policy: Policy) -> None:
    for plan, late in ((seattle, late_in_seattle), (dallas, late_in_dallas)):
        types = {call.call_number: call.initial_type for call in plan.calls}
        assert sum(expect_delayed(call, policy) for call in plan.calls) == late(types, policy) > 50


def test_no_sensitive_or_unknown_type_is_on_the_allow_list(seattle: PlayPlan, dallas: PlayPlan, policy: Policy) -> None:
    assert not policy.allows("UNKNOWN", 3)
    dangerous = {"DVA", "SUICTHRT", "SEXOFFNS", "JUV", "DEATH", "ASSAULT", "ROBBERY"}
    kinds = Counter(call.initial_type for call in (*seattle.calls, *dallas.calls))
    assert sum(kinds[kind] for kind in dangerous) > 100
    assert not any(policy.allows(kind, 3) for kind in dangerous)


def test_words_of_danger_in_the_raw_file_never_reach_the_allow_list(seattle: PlayPlan, policy: Policy) -> None:
    words = ("DV", "SUICID", "SEX", "CHILD", "ASLT", "ASSAULT", "THREAT", "CRISIS", "OVERDOSE", "ROBBERY", "WEAPON")
    final = {row["CAD Event Number"]: row for row in raw("seattle_wa")}
    for call in seattle.calls:
        row = final[call.call_number]
        for said, code in ((row["Initial Call Type"], call.initial_type), (row["Final Call Type"], call.final_type)):
            if any(word in said.replace("-", " ").split() or word in said for word in words if len(word) > 2):
                assert not policy.allows(code, 3), said
            if "DV" in said.replace("-", " ").split():
                assert code == "DVA" or not policy.allows(code, 3)
