"""Names of steps: whatever can be composed is recognized, whatever is misspelt is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.client import WorkflowHistory

from activities.contract import LOAD_CALL, Happened
from activities.send_names import is_send_name
from activities.step_names import LONGEST, MALFORMED, UNKNOWN_KEY, is_step_name, step_name
from domain.deadlines import Deadline, DeadlineKind
from domain.events import EventType
from domain.lifecycle import Effect
from domain.messages import MessageKey
from domain.replies.intents import Intent
from tests.builders import minutes
from tests.histories.fingerprint import fingerprint
from tests.histories.record import history_file, kept_histories

HAPPENED = st.builds(
    Happened,
    entry_key=st.just("cad/1"),
    kind=st.sampled_from(("event", "deadline")),
    what=st.sampled_from(tuple(EventType)),
    occurred_at=st.just(minutes(0)),
    effect=st.sampled_from(Effect),
    status=st.just("received"),
)
MALFORMED_EVENT = HAPPENED.map(lambda item: replace(item, what=MALFORMED, kind="event", effect=Effect.REFUSED))
DUE = st.sampled_from(DeadlineKind).map(lambda kind: Deadline(kind=kind, at=minutes(30)))
FAILED = st.sampled_from((*MessageKey, UNKNOWN_KEY))


@given(
    st.lists(HAPPENED | MALFORMED_EVENT, max_size=20),
    st.lists(DUE, max_size=3),
    st.lists(FAILED, max_size=5),
    st.lists(st.sampled_from(Intent), max_size=5),
)
def test_every_name_that_can_be_composed_is_recognized(
    happened: list[Happened], due: list[Deadline], failed: list[str], replies: list[Intent]
) -> None:
    name = step_name(happened, due, failed, replies)
    assert is_step_name(name)
    assert 1 <= len(name) <= LONGEST


@given(st.integers(1, 8), st.sampled_from(EventType))
def test_a_name_is_recognized_wherever_it_is_cut(often: int, last: EventType) -> None:
    kinds = [EventType.CASE_SUSPENDED] * 2 * often + [last] * often * 8
    happened = [
        Happened(entry_key="", kind="event", what=what, occurred_at=minutes(0), effect=Effect.NOTED, status="")
        for what in kinds
    ]
    assert is_step_name(step_name(happened, []))


@pytest.mark.parametrize("scenario", kept_histories())
def test_every_step_of_a_recorded_history_is_recognized(scenario: str) -> None:
    lines = fingerprint_of(scenario)
    names = [line.removeprefix("record ") for line in lines if line.startswith("record ")]
    assert names
    assert [name for name in names if name != LOAD_CALL and not is_step_name(name) and not is_send_name(name)] == []


def fingerprint_of(scenario: str) -> list[str]:
    """The commands of a history as committed."""
    return fingerprint(WorkflowHistory.from_json(scenario, history_file(scenario).read_text(encoding="utf-8")))


NEAR_MISSES = (
    "",
    "send_mesage",
    "send_message",
    "record_step",
    "read what is knwon",
    "Unit.arrived",
    "unit.arived",
    "unit.arrived,call.closed",
    "unit.arrived, ",
    "unit.arrived, look again",
    "malformed",
    "delivery failed",
    "delivery failed: somebody",
    "reply received: opt_out",
    "unit.arrived refused refused",
    f"{'unit.arrived, ' * 9}unit",
    "unit.arived, ".ljust(LONGEST - 12, "x") + "unit.arrived",
    f"{'unit.arived, ' * 20}"[:LONGEST],
)


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_is_no_name(name: str) -> None:
    assert not is_step_name(name)


@given(st.text(max_size=LONGEST - 1))
def test_words_of_others_are_no_name(name: str) -> None:
    assert not is_step_name(name)
