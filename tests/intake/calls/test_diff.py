"""What two snapshots of a call tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.call_state import CallState, End
from domain.events import CallEvent, EventType
from domain.lifecycle import advance
from intake.calls.diff import Difference, Facts, diff
from intake.calls.snapshots import Snapshot
from intake.refusals import read
from tests.thoroughness import examples

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def at(minutes: int) -> str:
    return (datetime(2026, 11, 22, 8, 0, tzinfo=UTC) + timedelta(minutes=minutes)).isoformat()


def seen(before: Facts, people: dict[str, str] | None = None, **said: Any) -> Difference:
    return diff("1", before, said, people or {}, now=NOW)


def types(found: Difference) -> list[str]:
    return [change.event.type.value for change in found.changes]


def played(*snapshots: dict[str, Any]) -> CallState:
    """The call after its workflow has heard of these snapshots."""
    before: Facts = {}
    state = CallState(agency="A", call_number="1")
    for said in snapshots:
        found = seen(before, **said)
        before = found.facts
        for change in found.changes:
            state = advance(state, change.event).state
    return state


def test_a_first_snapshot_says_that_the_call_was_received_with_its_facts() -> None:
    found = seen({}, received_at=at(0), incident_type="LARCENY", priority=2, people={"caller": "x"})
    [change] = found.changes
    assert change.event == CallEvent(
        type=EventType.CALL_RECEIVED,
        occurred_at=datetime.fromisoformat(at(0)),
        id=change.event.id,
        source="snapshot",
        incident_type="LARCENY",
        priority=2,
    )
    assert change.refs == ("caller",)


def test_a_first_snapshot_of_a_call_that_is_over_tells_everything_in_order() -> None:
    found = seen({}, received_at=at(0), dispatched_at=at(3), arrived_at=at(9), closed_at=at(30), disposition="08")
    assert types(found) == ["call.received", "unit.dispatched", "unit.arrived", "call.closed"]
    assert found.changes[-1].event.disposition == "08"


def test_the_same_snapshot_again_tells_nothing() -> None:
    said: dict[str, Any] = {"received_at": at(0), "priority": 2, "updated_at": at(1)}
    once = seen({}, **said)
    again = seen(once.facts, **said)
    assert again.changes == ()
    assert again.facts == once.facts


def test_the_same_change_has_the_same_id_whenever_it_is_compared() -> None:
    before = seen({}, received_at=at(0)).facts
    said = {"arrived_at": at(9), "priority": 1, "updated_at": at(10)}
    first, second = (diff("1", before, said, {}, now=NOW + timedelta(hours=n)) for n in (0, 5))
    assert [c.event.id for c in first.changes] == [c.event.id for c in second.changes]


def test_a_change_made_undone_and_made_again_is_three_events() -> None:
    facts = seen({}, received_at=at(0)).facts
    ids: list[str] = []
    for arrived in (at(9), None, at(9)):
        found = seen(facts, arrived_at=arrived)
        facts = found.facts
        ids += [change.event.id for change in found.changes]
    assert len(ids) == len(set(ids)) == 3


def test_what_a_partial_snapshot_leaves_out_stays_as_it_was() -> None:
    before = seen({}, received_at=at(0), arrived_at=at(9), closed_at=at(20)).facts
    found = seen(before, priority=3)
    assert types(found) == ["call.updated"]
    assert found.facts["closed_at"] == at(20)


def test_an_empty_snapshot_never_closes_or_takes_back_anything() -> None:
    before = seen({}, received_at=at(0), arrived_at=at(9)).facts
    assert types(seen(before)) == []


def test_an_arrival_set_to_null_is_taken_back() -> None:
    before = seen({}, received_at=at(0), arrived_at=at(9)).facts
    [change] = seen(before, arrived_at=None, updated_at=at(12)).changes
    assert (change.event.type, change.event.unset) == (EventType.CALL_UPDATED, ("arrived",))


def test_an_arrival_taken_back_and_corrected_to_before_the_taking_back_counts() -> None:
    state = played(
        {"received_at": at(0), "arrived_at": at(9)},
        {"arrived_at": None, "updated_at": at(30)},
        {"arrived_at": at(20), "updated_at": at(31)},
    )
    assert state.arrived_at == datetime.fromisoformat(at(20))


def test_an_arrival_corrected_to_a_later_time_is_the_later_time() -> None:
    state = played({"received_at": at(0), "arrived_at": at(9)}, {"arrived_at": at(15)})
    assert state.arrived_at == datetime.fromisoformat(at(15))


def test_an_arrival_corrected_to_an_earlier_time_is_the_earlier_time() -> None:
    state = played({"received_at": at(0), "arrived_at": at(9)}, {"arrived_at": at(4)})
    assert state.arrived_at == datetime.fromisoformat(at(4))


def test_a_closing_time_set_to_null_reopens_the_call() -> None:
    before = seen({}, received_at=at(0), closed_at=at(20)).facts
    found = seen(before, closed_at=None, updated_at=at(25))
    assert types(found) == ["call.reopened"]
    assert played({"closed_at": at(20)}, {"closed_at": None}, {"priority": 1}).ended is None


def test_a_call_that_is_closed_again_after_reopening_is_closed() -> None:
    state = played(
        {"received_at": at(0), "closed_at": at(20)},
        {"closed_at": None, "updated_at": at(25)},
        {"closed_at": at(40), "disposition": "14", "updated_at": at(40)},
    )
    assert (state.ended, state.disposition) == (End.CLOSED, "14")


def test_a_merged_call_is_told_as_merged_even_if_it_is_closed_too() -> None:
    found = seen({"received_at": at(0)}, closed_at=at(5), merged_into="2", disposition="21")
    assert types(found) == ["call.merged"]
    assert found.changes[0].event.merged_into == "2"


def test_a_merge_without_a_closing_time_is_told_once() -> None:
    once = seen({"received_at": at(0)}, merged_into="2")
    assert types(once) == ["call.merged"]
    assert types(seen(once.facts, merged_into="2")) == []


def test_a_cancelled_call_is_told_as_cancelled() -> None:
    assert types(seen({"received_at": at(0)}, cancelled_at=at(5), closed_at=at(5))) == ["call.cancelled"]


def test_a_disposition_that_comes_after_the_end_is_told() -> None:
    state = played({"received_at": at(0), "closed_at": at(20)}, {"disposition": "14"})
    assert state.disposition == "14"


def test_an_older_snapshot_changes_nothing_that_a_newer_one_has_said() -> None:
    before = seen({}, received_at=at(0), priority=1, arrived_at=None, updated_at=at(10)).facts
    found = seen(before, priority=4, arrived_at=at(5), updated_at=at(9))
    assert (found.stale, found.changes, found.facts["priority"], found.facts["arrived_at"]) == (True, (), 1, None)


def test_an_older_snapshot_fills_what_no_newer_one_has_said() -> None:
    before = seen({}, received_at=at(0), priority=1, updated_at=at(10)).facts
    found = seen(before, {"caller": "a"}, beat="C2", arrived_at=at(5), updated_at=at(9))
    assert found.stale
    assert types(found) == ["call.updated", "contact.added", "unit.arrived"]
    assert (found.changes[0].event.beat, found.changes[1].refs) == ("C2", ("caller",))
    assert (found.facts["beat"], found.facts["updated_at"]) == ("C2", at(10))
    assert types(seen(found.facts, beat="C9", updated_at=at(8))) == []
    assert types(seen(found.facts, beat="C3", updated_at=at(9))) == ["call.updated"]


def test_an_older_snapshot_with_a_sensitive_type_makes_the_call_sensitive_once() -> None:
    now_noise: dict[str, Any] = {"received_at": at(0), "incident_type": "NOISE", "updated_at": at(10)}
    was_dva: dict[str, Any] = {"received_at": at(0), "incident_type": "DVA", "updated_at": at(5)}
    assert played(now_noise, was_dva).sensitive
    facts = seen(seen({}, **now_noise).facts, **was_dva).facts
    assert types(seen(facts, **was_dva)) == []
    assert facts["incident_type"] == "NOISE"


def test_what_an_older_snapshot_says_of_known_people_is_passed_on_once_with_its_time() -> None:
    before = seen({}, {"caller": "new"}, received_at=at(0), updated_at=at(10)).facts
    found = seen(before, {"caller": "old"}, updated_at=at(5))
    [change] = found.changes
    assert (change.event.type, change.event.occurred_at) == ("contact.updated", datetime.fromisoformat(at(5)))
    assert found.facts["people"] == {"caller": "new"}
    assert types(seen(found.facts, {"caller": "old"}, updated_at=at(5))) == []


def test_people_of_a_first_snapshot_are_as_new_as_the_snapshot_not_as_the_call() -> None:
    [change] = seen({}, {"caller": "a"}, received_at=at(0), updated_at=at(10)).changes
    assert (change.event.occurred_at.isoformat(), change.people_at) == (at(0), datetime.fromisoformat(at(10)))


def test_half_a_second_later_is_not_older() -> None:
    before = seen({}, received_at=at(0), updated_at="2026-11-22T08:10:00Z").facts
    assert not seen(before, priority=1, updated_at="2026-11-22T08:10:00.500000Z").stale


def test_a_received_time_that_comes_later_is_told() -> None:
    before = seen({}, priority=1).facts
    assert types(seen(before, received_at=at(0))) == ["call.received"]


def test_new_people_are_added_changed_people_updated_and_those_left_out_stay() -> None:
    before = seen({}, received_at=at(0), people={"caller": "a", "victim": "b"}).facts
    found = seen(before, people={"victim": "c", "witness": "d"})
    assert [(change.event.type.value, change.refs) for change in found.changes] == [
        ("contact.added", ("witness",)),
        ("contact.updated", ("victim",)),
    ]
    assert found.facts["people"] == {"caller": "a", "victim": "c", "witness": "d"}


MINUTES = st.one_of(st.none(), st.integers(0, 300).map(at))
SNAPSHOTS = st.fixed_dictionaries(
    {},
    optional={
        **{f"{name}_at": MINUTES for name in ("received", "dispatched", "en_route", "arrived", "closed", "cancelled")},
        "priority": st.one_of(st.none(), st.integers(1, 9)),
        "merged_into": st.sampled_from([None, "2"]),
        "disposition": st.sampled_from([None, "08", "10", "21"]),
    },
)


@settings(max_examples=examples(200))
@given(st.lists(SNAPSHOTS, min_size=1, max_size=6))
@example([{"closed_at": "2026-11-22T08:00:00+00:00", "disposition": "10"}, {"disposition": None}])
def test_whatever_comes_the_workflow_ends_with_what_the_last_snapshots_said(snapshots: list[dict[str, Any]]) -> None:
    said: dict[str, Any] = {}
    for snapshot in snapshots:
        said |= snapshot
    state = played(*snapshots)
    assert state.ended is expected_end(said)
    assert (state.arrived_at is None) is (said.get("arrived_at") is None)


def expected_end(said: dict[str, Any]) -> End | None:
    if said.get("merged_into"):
        return End.MERGED
    if said.get("cancelled_at") or (said.get("closed_at") and said.get("disposition") == "10"):
        return End.CANCELLED
    return End.CLOSED if said.get("closed_at") else None


@given(st.lists(SNAPSHOTS, min_size=1, max_size=4))
def test_every_event_can_be_signalled_and_its_id_is_new(snapshots: list[dict[str, Any]]) -> None:
    before: Facts = {}
    ids: list[str] = []
    for said in snapshots:
        found = seen(before, **said)
        before = found.facts
        for change in found.changes:
            assert CallEvent.from_mapping(change.event.to_mapping()) == replace(change.event)
            ids.append(change.event.id)
    assert len(ids) == len(set(ids))


def test_what_the_model_says_is_what_the_diff_reads() -> None:
    snapshot = read(Snapshot, '{"arrived_at": "2026-11-22T09:00:00+01:00", "closed_at": null}')
    found = diff("1", {"received_at": at(0), "closed_at": at(9)}, snapshot.facts(), {}, now=NOW)
    assert types(found) == ["call.reopened", "unit.arrived"]
    assert found.changes[1].event.occurred_at == datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_a_person_changed_back_and_forth_under_one_time_is_told_each_time() -> None:
    facts: dict[str, Any] = {}
    ids = []
    for print_ in ("a", "b", "a", "b"):
        said = {} if facts else {"received_at": at(0), "updated_at": at(0)}
        found = diff("26-1", facts, said, {"caller": print_}, now=NOW)
        facts = dict(found.facts)
        ids += [change.event.id for change in found.changes if change.refs]
    assert len(ids) == len(set(ids)) == 4
