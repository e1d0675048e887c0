"""Rows become calls: merged, timed, with their end and their case, and nothing is left out in silence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.call_state import CallStatus
from domain.event_facts import CALL_NUMBER
from domain.events import EventType
from domain.messages import MessageKey
from domain.policy import KeyPolicy, Policy
from intake.exports.mapping import Mapping
from intake.exports.played_call import PlayedCall, expect_delayed
from tests.exports.conftest import Plan, a_row


def types_of(call: PlayedCall) -> list[str]:
    return [event.type.value for event in call.events]


def data_of(call: PlayedCall, event_type: EventType) -> dict[str, object]:
    return dict(next(event.data for event in call.events if event.type is event_type))


def test_a_plain_call_is_received_attended_and_closed_at_its_own_times(plan: Plan) -> None:
    (call,) = plan(a_row(Found="BURGLARY")).calls
    assert types_of(call) == ["call.received", "unit.arrived", "call.closed"]
    assert [event.after for event in call.events] == [timedelta(), timedelta(minutes=20), timedelta(hours=1)]
    received = data_of(call, EventType.CALL_RECEIVED)
    assert (received["incident_type"], received["priority"], received["beat"]) == ("LARCENY", 3, "B2")
    assert data_of(call, EventType.CALL_CLOSED) == {"disposition": "18", "incident_type": "BURGLARY"}
    assert call.expected is CallStatus.CLOSED


@pytest.mark.parametrize(
    ("values", "end", "last"),
    [
        ({"End": "HELPED"}, CallStatus.CLOSED, "call.closed"),
        ({"End": "CANCEL"}, CallStatus.CANCELLED, "call.cancelled"),
        ({"End": "DUPLICATE"}, CallStatus.CLOSED, "call.closed"),
        ({"Report": "R1", "Status": "Open"}, CallStatus.CLEARED, "call.closed"),
        (
            {"Report": "R1", "Status": "Suspended", "Changed": "2026-03-04 09:00"},
            CallStatus.SUSPENDED,
            "case.suspended",
        ),
        ({"Report": "R1", "Status": "Arrest", "Changed": "2026-03-04 09:00"}, CallStatus.CLOSED, "case.closed"),
        ({"Report": "R1"}, CallStatus.CLOSED, "call.closed"),
        ({"Cleared": ""}, CallStatus.CLOSED, "call.closed"),
        ({"Cleared": "", "Arrived": ""}, CallStatus.RECEIVED, "call.received"),
    ],
)
def test_a_call_is_expected_to_end_as_its_row_says(
    plan: Plan, values: dict[str, str], end: CallStatus, last: str
) -> None:
    (call,) = plan(a_row(**values)).calls
    assert call.expected is end
    assert types_of(call)[-1] == last


def test_a_duplicate_is_merged_into_the_call_before_and_that_is_called_invented(plan: Plan) -> None:
    planned = plan(
        a_row(Call="C1"), a_row(Call="C2", Received="2026-03-02 10:05", End="DUPLICATE", Report="R2", Status="Open")
    )
    duplicate = planned.calls[1]
    assert duplicate.expected is CallStatus.MERGED
    assert data_of(duplicate, EventType.CALL_MERGED) == {"disposition": "22", "merged_into": "C1"}
    assert any("merged into" in fact for fact in planned.notes.invented)
    assert not any(kind.startswith("case.") for kind in types_of(duplicate))


def test_several_rows_make_one_call_with_the_most_serious_type_and_its_case_number(plan: Plan) -> None:
    planned = plan(
        a_row(Report="R1", Type="THEFT", Found="THEFT", Status="Open", Received="2026-03-02 10:03"),
        a_row(Report="R2", Type="THEFT", Found="BURGLARY", Status="Open"),
    )
    (call,) = planned.calls
    assert (call.final_type, call.case_number) == ("BURGLARY", "R2")
    assert call.rows == (2, 3)
    assert call.events[1].after == timedelta(minutes=20), "the earliest receipt counts"
    assert planned.notes.remarks["rows that belong to a call an earlier row began: merged"] == 1


def test_a_sensitive_row_outranks_every_other(plan: Plan) -> None:
    (call,) = plan(a_row(Type="THEFT", Found="BURGLARY"), a_row(Type="DISPUTE - DV", Found="FIGHT - DV")).calls
    assert (call.initial_type, call.final_type) == ("DVA", "DVA")


@pytest.mark.parametrize(
    ("statuses", "end"),
    [
        (("Open", "Arrest"), CallStatus.CHARGED),
        (("Open", "Suspended"), CallStatus.CLEARED),
        (("Suspended", "Arrest"), CallStatus.SUSPENDED),
        (("Arrest", "Arrest"), CallStatus.CLOSED),
    ],
)
def test_a_case_ends_only_when_it_has_ended_for_every_row(
    plan: Plan, statuses: tuple[str, str], end: CallStatus
) -> None:
    (call,) = plan(*(a_row(Report="R1", Status=status, Changed="2026-03-05 08:00") for status in statuses)).calls
    assert call.expected is end


def test_case_steps_keep_their_order_and_invented_ones_are_named(plan: Plan) -> None:
    planned = plan(a_row(Report="R1", Status="Arrest", Written="2026-03-02 11:30", Changed="2026-03-04 10:00"))
    (call,) = planned.calls
    case = [(event.type.value, event.after) for event in call.events if event.type.value.startswith("case.")]
    assert case == [
        ("case.opened", timedelta(hours=1, minutes=30)),
        ("case.arrest", timedelta(days=2)),
        ("case.charged", timedelta(days=4)),
        ("case.closed", timedelta(days=4, seconds=1)),
    ]
    assert planned.notes.invented["case charged: not in the export"] == 1


def test_an_invented_time_is_counted_and_says_why(plan: Plan) -> None:
    planned = plan(a_row(Cleared=""))
    assert planned.calls[0].ended_after == timedelta(minutes=50)
    assert planned.notes.invented["time cleared: 30 minutes after arrival"] == 1


def test_a_row_without_a_call_number_takes_the_next_column_and_the_count_is_told(plan: Plan) -> None:
    planned = plan(a_row(Call="", Report="R7", Status="Open"))
    assert planned.calls[0].call_number == "R7"
    assert planned.notes.remarks["rows without Call: numbered by Report"] == 1


def test_rows_that_cannot_be_played_are_counted_with_their_reason(plan: Plan) -> None:
    planned = plan(
        a_row(Call=""),
        a_row(Call="9" * 300),
        a_row(Call="C3", Received=""),
        a_row(Call="C4", Received="yesterday"),
        a_row(Call="C5"),
    )
    assert [call.call_number for call in planned.calls] == ["C5"]
    reasons = {row.number: row.reason for row in planned.notes.dropped}
    assert reasons == {
        2: "no call number in Call or Report",
        3: f"not {CALL_NUMBER.words}",
        4: "no time of receipt in Received",
        5: "no time of receipt in Received",
    }
    assert planned.notes.remarks["Received: not a time like '%Y-%m-%d %H:%M': left out"] == 1


def test_a_call_number_used_twice_is_refused_unless_rows_may_be_merged(plan: Plan, mapping: Mapping) -> None:
    strict = mapping.model_copy(update={"export": mapping.export.model_copy(update={"several_rows": "refuse"})})
    planned = plan(a_row(), a_row(), mapping=strict)
    assert len(planned.calls) == 1
    assert "not unique" in planned.notes.dropped[0].reason


def test_an_arrival_before_the_call_is_left_out_and_told(plan: Plan) -> None:
    planned = plan(a_row(Arrived="2026-03-02 09:00"))
    assert planned.calls[0].arrived_after is None
    assert planned.notes.remarks["arrived before the call was received: left out"] == 1


def test_unmapped_values_become_unknown_and_are_listed(plan: Plan) -> None:
    planned = plan(
        a_row(Type="MARTIANS", Found="MARTIANS", Priority="urgent", End="VANISHED", Report="R1", Status="Pending")
    )
    (call,) = planned.calls
    assert (call.initial_type, call.priority, call.disposition) == ("UNKNOWN", None, "13")
    listed = {column: dict(values) for column, values in planned.notes.unmapped.items()}
    assert listed == {
        "Type": {"MARTIANS": 1},
        "Found": {"MARTIANS": 1},
        "Priority": {"urgent": 1},
        "End": {"VANISHED": 1},
        "Status": {"Pending": 1},
    }


def test_a_call_counts_once_for_each_column_and_value_that_is_not_mapped(plan: Plan, mapping: Mapping) -> None:
    """However many rows say it, and whether it is asked for the first type or for the final one."""
    both = mapping.incident_type.model_copy(update={"initial": ("Type", "Found"), "final": ("Type", "Found")})
    row = {
        "Type": "MARTIANS",
        "Found": "",
        "Priority": "urgent",
        "End": "VANISHED",
        "Report": "R1",
        "Status": "Pending",
    }
    rows = [a_row(**row), a_row(**row), a_row(**row, Call="C2")]
    planned = plan(*rows, mapping=mapping.model_copy(update={"incident_type": both}))
    listed = {column: dict(values) for column, values in planned.notes.unmapped.items()}
    assert listed == {
        "Type": {"MARTIANS": 2},
        "Priority": {"urgent": 2},
        "End": {"VANISHED": 2},
        "Status": {"Pending": 2},
    }
    assert planned.notes.unmapped_calls == 2


def test_a_value_that_is_not_mapped_is_listed_whichever_row_says_it(plan: Plan) -> None:
    planned = plan(a_row(), a_row(Type="MARTIANS"), a_row(Type="VENUSIANS", Priority="x"))
    assert planned.notes.unmapped == {"Type": {"MARTIANS": 1, "VENUSIANS": 1}, "Priority": {"x": 1}}


def test_a_beat_or_case_number_that_does_not_fit_is_left_out_and_the_rest_is_played(plan: Plan) -> None:
    planned = plan(a_row(Beat="12 Elm & Oak", Report="(24)-1", Status="Arrest"), a_row(Call="C2", Beat="B2"))
    call, other = planned.calls
    assert "beat" not in data_of(call, EventType.CALL_RECEIVED)
    assert data_of(other, EventType.CALL_RECEIVED)["beat"] == "B2"
    assert (call.case_number, call.expected) == (None, CallStatus.CLOSED)
    assert "case.charged" in types_of(call)
    assert {remark.split(":")[0] for remark in planned.notes.remarks} == {"Beat", "Report"}


def test_officers_own_work_is_marked(plan: Plan, mapping: Mapping) -> None:
    planned = plan(a_row(How="ONVIEW"))
    assert data_of(planned.calls[0], EventType.CALL_RECEIVED)["officer_initiated"] is True
    same = mapping.officer_initiated.model_copy(update={"same_time": ("received", "arrived")})
    by_time = mapping.model_copy(update={"officer_initiated": same})
    here, there = plan(
        a_row(Call="C1", Arrived="2026-03-02 10:00"), a_row(Call="C2", Arrived="2026-03-02 10:01"), mapping=by_time
    ).calls
    assert (here.officer_initiated, there.officer_initiated) == (True, False)


POLICY = Policy(
    call_types=frozenset({"LARCENY"}),
    messages={MessageKey.OFFICER_DELAYED: KeyPolicy()},
    delay_minutes={3: 15},
)


@pytest.mark.parametrize(
    ("values", "delayed"),
    [
        ({"Arrived": "2026-03-02 10:15"}, False),
        ({"Arrived": "2026-03-02 10:16"}, True),
        ({"Arrived": ""}, True),
        ({"Arrived": "", "Cleared": "2026-03-02 10:10"}, False),
        ({"Arrived": "", "Cleared": ""}, True),
        ({"Priority": "2"}, False),
        ({"Type": "NOISE"}, False),
        ({"How": "ONVIEW"}, False),
    ],
)
def test_callers_are_expected_to_hear_of_a_delay_exactly_when_it_is_late(
    plan: Plan, values: dict[str, str], delayed: bool
) -> None:
    assert expect_delayed(plan(a_row(**values)).calls[0], POLICY) is delayed


def test_the_same_export_and_seed_give_the_same_plan_and_another_seed_other_people(plan: Plan) -> None:
    rows = [a_row(Call=f"C{number}") for number in range(20)]
    once, again, other = plan(*rows), plan(*reversed(rows)), plan(*rows, seed=2)
    assert {call.call_number: call.events for call in once.calls} == {
        call.call_number: call.events for call in again.calls
    }
    assert [call.people for call in once.calls] != [call.people for call in other.calls]


def test_event_ids_are_unique_within_the_export(plan: Plan) -> None:
    planned = plan(*(a_row(Call=f"C{number}", Report=f"R{number}", Status="Arrest") for number in range(5)))
    ids = [event.id for call in planned.calls for event in call.events]
    assert len(ids) == len(set(ids))
