"""What the workflow of a call remembers, and how it takes in what happens."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from activities.contract import LoadedCall, SendOrder, SendOutcome, StepOutcome
from domain.deadlines import Deadline, DeadlineKind
from domain.events import CallEvent, EventType
from domain.lifecycle import Effect
from domain.messages import Channel, MessageKey
from domain.replies.intents import Intent
from tests.builders import AGENCY, a_call, an_event, minutes, told
from workflows import timeouts
from workflows.call_memory import IN_DANGER, CallMemory
from workflows.contract import CallForServiceInput
from workflows.signalled import Signalled

T = EventType
INPUT = CallForServiceInput(agency=AGENCY, call_number="2026-001")
ORDER = SendOrder(
    message_ids=("m1",), keys=(MessageKey.OFFICER_DELAYED,), channel=Channel.SMS, language="es", to="caller"
)


def signalled(event: CallEvent) -> Signalled:
    return Signalled(event=event, entry_key=f"{event.source}/{event.id}")


def take(memory: CallMemory, *events: CallEvent) -> list[Effect]:
    return [item.effect for item in memory.take([signalled(event) for event in events], now=minutes(60))]


def test_a_line_says_which_unit_and_who_by_their_ids() -> None:
    memory = CallMemory(INPUT)
    arrived = an_event(T.UNIT_ARRIVED, unit="2A41", beat="C2")
    arrest = an_event(T.CASE_ARREST, at=minutes(90), by="4711")
    lines = list(memory.take([signalled(event) for event in (arrived, arrest)], now=minutes(99)))
    assert [line.detail for line in lines] == [{"unit": "2A41"}, {"by": "4711"}]


def outcome(status: str, reason: str = "") -> SendOutcome:
    return SendOutcome(key=MessageKey.OFFICER_DELAYED, status=status, reason=reason)


def test_what_is_held_stays_in_sight_across_runs_until_staff_has_decided() -> None:
    memory = CallMemory(INPUT)
    held = ("case closed to victim: held for review",)
    memory.planned(StepOutcome(held=held), now=minutes(1))
    assert memory.attention == held[0]
    again = CallMemory(replace(INPUT, carried=memory.carry()))
    assert again.attention == held[0]
    again.planned(StepOutcome(), now=minutes(2))
    assert again.attention == ""


def test_an_event_changes_the_call_once_and_its_repeat_leaves_no_trace() -> None:
    memory = CallMemory(INPUT)
    event = an_event(T.CALL_RECEIVED, incident_type="LARCENY")
    assert take(memory, event) == [Effect.CHANGED]
    before = memory.state, list(memory.timeline())
    repeat = signalled(event)
    assert list(memory.take([repeat], now=minutes(1))) == []
    assert (memory.state, memory.timeline()) == before
    assert repeat.result is not None
    assert repeat.result.reason == "repeated"


def test_the_same_id_from_another_system_is_another_event() -> None:
    memory = CallMemory(INPUT)
    first = an_event(T.CALL_RECEIVED, id="1", source="cad")
    second = an_event(T.UNIT_ARRIVED, id="1", source="rms", at=minutes(3))
    assert take(memory, first, second) == [Effect.CHANGED, Effect.CHANGED]


def test_what_could_not_be_read_is_refused_on_the_timeline_and_changes_nothing() -> None:
    memory = CallMemory(INPUT)
    item = Signalled(event=None, problem="type must be one of ...", entry_key="malformed/1")
    (happened,) = memory.take([item], now=minutes(2))
    assert (happened.effect, happened.what, happened.reason) == (Effect.REFUSED, "malformed", item.problem)
    assert memory.state == CallMemory(INPUT).state
    assert memory.timeline()[-1] == {
        "at": minutes(2).isoformat(),
        "what": "malformed",
        "effect": "refused",
        "reason": item.problem,
        "status": "received",
        "by": "not recorded",
    }


def test_whoever_asked_for_a_change_learns_what_became_of_it() -> None:
    memory = CallMemory(INPUT)
    possible, impossible = signalled(an_event(T.CASE_CLOSED)), signalled(an_event(T.CASE_ARREST, at=minutes(1)))
    list(memory.take([possible, impossible], now=minutes(1)))
    assert possible.result is not None
    assert impossible.result is not None
    assert (possible.result.effect, impossible.result.effect) == (Effect.CHANGED, Effect.REFUSED)
    assert impossible.result.reason == "the case is closed: it can become reopened, not arrest"


def test_a_deadline_is_due_a_moment_early_because_timers_are_rounded() -> None:
    memory = CallMemory(INPUT)
    memory.planned(StepOutcome(deadlines=(Deadline(kind=DeadlineKind.HOLD, at=minutes(1)),)), now=minutes(1))
    assert memory.due(minutes(1) - timedelta(milliseconds=200)) == ()
    assert memory.due(minutes(1) - timedelta(milliseconds=50)) == memory.deadlines
    assert memory.next_step == memory.deadlines[0]


def test_only_deadlines_that_change_the_call_are_told_as_having_happened() -> None:
    memory = CallMemory(INPUT)
    memory.state = a_call()
    due = [Deadline(kind=kind, at=minutes(30)) for kind in DeadlineKind]
    happened = list(memory.pass_deadlines(due, now=minutes(30)))
    assert [item.what for item in happened] == ["officer_delayed", "still_open"]
    assert (happened[0].status, memory.state.delayed_count) == ("delayed", 1)
    assert happened[1].reason == "no longer open"


def test_still_open_counts_from_when_it_is_said_so_that_it_is_not_said_thirteen_times_at_once() -> None:
    memory = CallMemory(INPUT)
    memory.state = told(a_call(an_event(T.CASE_ASSIGNED, at=minutes(5))))
    year_later = minutes(60 * 24 * 365)
    due = [Deadline(kind=DeadlineKind.STILL_OPEN, at=minutes(60 * 24 * 28))]
    assert len(list(memory.pass_deadlines(due, now=year_later))) == 1
    assert memory.state.last_news_at == year_later


def test_an_arrival_in_the_same_step_comes_before_the_delay() -> None:
    memory = CallMemory(INPUT)
    memory.state = a_call()
    take(memory, an_event(T.UNIT_ARRIVED, at=minutes(30)))
    (happened,) = memory.pass_deadlines([Deadline(kind=DeadlineKind.OFFICER_DELAYED, at=minutes(30))], now=minutes(30))
    assert (happened.effect, memory.state.untold) == (Effect.NOTED, ())


def test_news_waits_while_the_call_is_held_and_is_gone_once_planned() -> None:
    memory = CallMemory(INPUT)
    take(memory, an_event(T.CASE_ARREST))
    memory.planned(StepOutcome(holding=True), now=minutes(1))
    assert [item.key for item in memory.state.untold] == [MessageKey.ARREST_MADE]
    memory.planned(StepOutcome(finished=True), now=minutes(1))
    assert (memory.state.untold, memory.finished) == ((), True)


def test_a_call_with_something_to_wait_for_is_not_finished() -> None:
    memory = CallMemory(INPUT)
    memory.planned(
        StepOutcome(finished=True, deadlines=(Deadline(kind=DeadlineKind.SURVEY, at=minutes(9)),)), now=minutes(1)
    )
    assert not memory.finished


def test_what_became_of_a_message_is_remembered() -> None:
    memory = CallMemory(INPUT)
    memory.sent(ORDER, [outcome("sent")], now=minutes(31))
    assert memory.last_contact == "officer delayed to caller by sms (es), 2026-06-02 17:31 UTC"
    memory.sent(ORDER, [outcome("withheld", "opted_out")], now=minutes(32))
    assert (memory.attention, memory.timeline()[-1]["reason"]) == ("", "opted_out")


def test_a_message_that_cannot_leave_is_shown_until_it_does() -> None:
    memory = CallMemory(INPUT)
    memory.stuck(ORDER, "Twilio: 20003", now=minutes(31))
    assert memory.attention == "officer delayed to caller by sms cannot leave: Twilio: 20003"
    memory.sent(ORDER, [outcome("sent")], now=minutes(35))
    assert memory.attention == ""


def test_a_message_that_was_stuck_until_it_was_no_longer_true_has_failed() -> None:
    memory = CallMemory(INPUT)
    memory.stuck(ORDER, "Twilio: 20003", now=minutes(31))
    memory.sent(ORDER, [outcome("withheld", "stale")], now=minutes(65))
    assert memory.attention == "officer delayed to caller by sms (es): stale"


def test_an_old_failure_is_not_forgotten_because_another_send_says_nothing() -> None:
    memory = CallMemory(INPUT)
    memory.stuck(ORDER, "Twilio: 20003", now=minutes(31))
    memory.sent(ORDER, [outcome("withheld", "stale")], now=minutes(65))
    memory.sent(replace(ORDER, message_ids=("m2",)), [], now=minutes(66))
    assert memory.attention.endswith("stale")


@pytest.mark.parametrize(
    ("status", "reason", "again"),
    [
        ("permanent_failure", "rejected: 21211", True),
        ("withheld", "landline", True),
        ("withheld", "opted_out", False),
        ("withheld", "stale", False),
        ("sent", "", False),
    ],
)
def test_what_failed_for_good_is_to_be_looked_at_again_and_troubles_nobody_yet(
    status: str, reason: str, again: bool
) -> None:
    memory = CallMemory(INPUT)
    failed = memory.sent(ORDER, [outcome(status, reason)], now=minutes(31))
    assert failed == ((MessageKey.OFFICER_DELAYED,) if again else ())
    assert memory.attention == ""


@pytest.mark.parametrize(("key", "shown"), [(MessageKey.SURVEY_INVITATION, False), (MessageKey.HELP, True)])
def test_only_an_answer_that_cannot_be_given_is_shown_by_itself(key: MessageKey, shown: bool) -> None:
    memory = CallMemory(INPUT)
    lost = SendOutcome(key=key, status="permanent_failure", reason="rejected: 21211")
    assert memory.sent(ORDER, [lost], now=minutes(31)) == ()
    assert bool(memory.attention) is shown


def test_what_reaches_nobody_is_shown_until_staff_has_seen_to_it_and_noted_once() -> None:
    memory = CallMemory(INPUT)
    for number in (1, 2):
        memory.planned(StepOutcome(undelivered=("case number to victim: sms landline",)), now=minutes(number))
        assert memory.attention == "case number to victim: sms landline"
    assert [line["at"] for line in memory.timeline() if line["effect"] == "undeliverable"] == [minutes(1).isoformat()]
    memory.planned(StepOutcome(), now=minutes(3))
    assert memory.attention == ""


def test_who_may_be_in_danger_is_shown_before_all_else_until_staff_has_seen_to_it() -> None:
    memory = CallMemory(INPUT)
    memory.planned(StepOutcome(undelivered=("case number to victim: sms landline",)), now=minutes(1))
    memory.replied([Intent.HELP, Intent.EMERGENCY], now=minutes(2))
    assert [line["what"] for line in memory.timeline()][1:] == ["reply received: help", "reply received: emergency"]
    memory.planned(StepOutcome(in_danger=True), now=minutes(2))
    carried = CallMemory(replace(INPUT, carried=memory.carry()))
    assert carried.attention == memory.attention == IN_DANGER
    carried.planned(StepOutcome(), now=minutes(9))
    assert carried.attention == ""


def test_other_replies_trouble_nobody() -> None:
    memory = CallMemory(INPUT)
    memory.replied([intent for intent in Intent if intent is not Intent.EMERGENCY], now=minutes(2))
    assert memory.attention == ""


def test_a_call_that_ended_long_ago_remembers_what_it_was_and_heard() -> None:
    event = an_event(T.CALL_CLOSED, at=minutes(60))
    ended = replace(a_call(event), finished=True)
    memory = CallMemory(INPUT)
    memory.restore(LoadedCall(state=ended, seen=(f"{event.source}/{event.id}",)))
    assert memory.state == ended
    assert take(memory, event) == []
    memory.restore(LoadedCall())
    assert memory.state == ended


def test_nothing_is_lost_when_one_run_hands_over_to_the_next() -> None:
    memory = CallMemory(INPUT)
    event = an_event(T.CALL_RECEIVED)
    take(memory, event, an_event(T.CASE_ARREST, at=minutes(1)))
    hold = (Deadline(kind=DeadlineKind.HOLD, at=minutes(1)),)
    memory.planned(StepOutcome(holding=True, deadlines=hold, undelivered=("case number",)), now=minutes(1))
    memory.sent(ORDER, [outcome("permanent_failure", "rejected")], now=minutes(1))
    heir = CallMemory(replace(INPUT, carried=memory.carry()))
    assert heir.state == memory.state
    assert heir.status() == memory.status()
    assert heir.timeline() == memory.timeline()
    assert heir.next_step == memory.next_step
    assert take(heir, event) == []


def test_what_is_carried_stays_small() -> None:
    memory = CallMemory(INPUT)
    many = max(timeouts.SEEN_KEPT, timeouts.TIMELINE_KEPT) + 50
    events = [an_event(T.CALL_UPDATED, at=minutes(number), beat=f"B{number}") for number in range(many)]
    take(memory, *events)
    carried = memory.carry()
    assert len(carried.seen) == timeouts.SEEN_KEPT
    assert len(carried.timeline) == timeouts.TIMELINE_KEPT
    assert carried.seen[-1] == f"temporal/{events[-1].id}"
    assert len(json.dumps(asdict(carried), default=str)) < 200_000


def test_the_status_is_plain_facts() -> None:
    memory = CallMemory(INPUT)
    take(memory, an_event(T.CALL_RECEIVED, incident_type="LARCENY", priority=3))
    memory.planned(StepOutcome(deadlines=(Deadline(kind=DeadlineKind.HOLD, at=minutes(1)),)), now=minutes(1))
    status = memory.status()
    assert json.loads(json.dumps(status)) == status
    assert (status["status"], status["incident_type"], status["priority"]) == ("received", "LARCENY", 3)
    assert (status["next_step"], status["next_due_at"]) == ("hold", minutes(1).isoformat())
    assert (status["received_at"], status["ended_at"], status["case_status"]) == (minutes(0).isoformat(), None, None)
