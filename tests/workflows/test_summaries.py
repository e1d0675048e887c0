"""The words a supervisor reads in the Temporal Web UI."""

from __future__ import annotations

from dataclasses import replace

import pytest
from temporalio.exceptions import ActivityError, ApplicationError

from activities.contract import Happened, SendOrder
from activities.step_names import step_name
from domain.deadlines import Deadline, DeadlineKind
from domain.lifecycle import Effect
from domain.messages import Channel, MessageKey
from domain.replies.intents import Intent
from tests.builders import a_call, minutes
from workflows.summaries import DEADLINE_QUESTIONS, details, sending, trouble


def test_a_send_says_what_to_whom_in_which_language() -> None:
    text = SendOrder(
        message_ids=("m1",), keys=(MessageKey.OFFICER_DELAYED,), channel=Channel.SMS, language="es", to="caller"
    )
    email = SendOrder(
        message_ids=("m1", "m2"),
        keys=(MessageKey.CASE_NUMBER, MessageKey.REPORT_COPY),
        channel=Channel.EMAIL,
        language="fa",
        to="victim",
    )
    assert sending((text,)) == "Text caller: officer delayed (es)"
    assert sending((email,)) == "Email victim: case number, report copy (fa)"
    both = (replace(text, keys=(MessageKey.CASE_NUMBER,), to="victim"), email)
    assert sending(both) == "Text and email victim: case number, report copy (es, fa)"


def happened(what: str, kind: str = "event", effect: Effect = Effect.CHANGED) -> Happened:
    return Happened(entry_key=what, kind=kind, what=what, occurred_at=minutes(0), effect=effect, status="received")


def test_a_step_is_called_by_what_happened() -> None:
    events = [happened("unit.arrived"), happened("case.arrest", effect=Effect.REFUSED)]
    due = [Deadline(kind=DeadlineKind.OFFICER_DELAYED, at=minutes(30))]
    assert step_name(events, []) == "unit.arrived, case.arrest refused"
    assert step_name([happened("officer_delayed", kind="deadline")], due) == "officer delayed"
    assert step_name([], []) == "look again"
    assert step_name([], [], replies=[Intent.OPT_OUT, Intent.OPT_OUT]) == "reply received: opt out"
    assert len(step_name(events * 100, due)) == 200


@pytest.mark.parametrize("kind", list(DeadlineKind))
def test_every_deadline_that_passed_has_words(kind: DeadlineKind) -> None:
    assert step_name([], [Deadline(kind=kind, at=minutes(1))]) != "look again"


@pytest.mark.parametrize(
    ("cause", "says"),
    [(ApplicationError("twilio: 20003"), "twilio: 20003"), (ValueError("555-0123"), "no answer from the worker")],
)
def test_trouble_is_said_in_our_own_words_only(cause: Exception, says: str) -> None:
    error = ActivityError(
        "failed",
        scheduled_event_id=1,
        started_event_id=2,
        identity="",
        activity_type="send_message",
        activity_id="1",
        retry_state=None,
    )
    error.__cause__ = cause
    assert trouble(error) == says


def test_every_deadline_asks_a_question() -> None:
    assert set(DEADLINE_QUESTIONS) == set(DeadlineKind)
    assert all(question.endswith("?") for question in DEADLINE_QUESTIONS.values())
    assert len(set(DEADLINE_QUESTIONS.values())) == len(DeadlineKind)


def test_the_details_are_a_short_table() -> None:
    next_step = Deadline(kind=DeadlineKind.OFFICER_DELAYED, at=minutes(30))
    assert details(a_call(), last_contact="", next_step=next_step, attention="") == (
        "| | |\n"
        "|---|---|\n"
        "| **Call** | Theft · priority 3 · beat C2 |\n"
        "| **Status** | received |\n"
        "| **Case** | none |\n"
        "| **Last contact** | none yet |\n"
        "| **Next step** | Officer delayed? 2026-06-02 17:30 UTC |"
    )


def test_the_details_say_who_changed_the_case_last() -> None:
    table = details(a_call(), last_contact="", next_step=None, attention="", case_status_by="key:cad for 4711")
    assert table.splitlines()[4] == "| **Case status by** | key:cad for 4711 |"


def test_what_needs_attention_stands_last() -> None:
    lines = details(a_call(), last_contact="x", next_step=None, attention="help could not be sent").splitlines()
    assert lines[-2:] == ["| **Next step** | none |", "| **Needs attention** | help could not be sent |"]


def test_a_strange_case_number_does_not_break_the_table() -> None:
    state = a_call(case_number="26|1\n| **Status** | closed |")
    table = details(state, last_contact="", next_step=None, attention="")
    assert len(table.splitlines()) == 7
    assert all(line.count("|") == 3 for line in table.splitlines())
