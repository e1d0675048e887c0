"""The comparison with other ways of driving a case: what it counts, and what the peers plan, without starting them."""

from __future__ import annotations

import importlib.util
import shutil
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.peers import compare, needs
from benchmarks.peers.cost import Cost
from benchmarks.peers.house import in_seconds
from benchmarks.peers.kills import Toll
from benchmarks.peers.phones import MESSAGES_OF_A_CASE, Tally, addresses, tally
from policies.files import read_policy


def _message(n: int, said: int) -> dict[str, Any]:
    """A case's text or email, with a link of its own each time."""
    to = addresses(n)[said % 2]
    return {"to": to, "subject": None, "body": f"{said} https://x.test/{said}", "channel": "sms"}


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, MESSAGES_OF_A_CASE - 1))))
def test_the_tally_knows_what_is_missing_and_what_came_twice(came: list[tuple[int, int]]) -> None:
    times = Counter(each for each in came if each[0] <= 2)
    wanted = [(n, said) for n in (1, 2) for said in range(MESSAGES_OF_A_CASE)]
    assert tally([_message(*each) for each in came], (1, 2)) == Tally(
        expected=len(wanted),
        lost=sum(times[each] == 0 for each in wanted),
        doubled=sum(max(0, times[each] - 1) for each in wanted),
    )


def test_the_same_words_with_another_link_are_the_same_message() -> None:
    twice = [{**_message(1, 0), "body": f"Open https://x.test/{token} now"} for token in "ab"]
    assert tally(twice, (1,)).doubled == 1


def test_the_table_has_a_column_for_each_system_and_a_dash_for_what_it_does_without() -> None:
    costs = {
        "Caseline": Cost(
            cases=10,
            seconds=5,
            cpu_ms={"worker": 100, "api": 50, "temporal": 200, "postgres": 30},
            idle={"worker": 1, "api": 1, "temporal": 2, "postgres": 1},
        ),
        "DBOS": Cost(
            cases=10,
            seconds=4,
            cpu_ms={"worker": 300, "api": 60, "postgres": 90},
            idle={"worker": 1, "api": 0, "postgres": 1},
        ),
    }
    tolls = {
        name: Toll(cases=1, kills=9, tally=Tally(expected=13, lost=0, doubled=n), stuck=0)
        for n, name in enumerate(costs)
    }
    lines = compare.markdown(*compare.table(costs, tolls)).splitlines()
    assert lines[0] == "| | Caseline | DBOS |"
    assert "| CPU ms per case: worker and API | 150 | 360 |" in lines
    assert "| CPU ms per case: Temporal, or Redis | 200 | – |" in lines
    assert "| CPU ms per case: all but the simulator | 380 | 450 |" in lines
    assert "| Came twice | 0 | 1 |" in lines


def test_a_peers_waits_take_seconds_and_its_rules_stay() -> None:
    usual = read_policy()[1]
    short = in_seconds(usual)
    assert max(short.hold, short.survey.after, short.survey.reminder_after) <= timedelta(seconds=1)
    assert short.messages == usual.messages


def test_what_is_missing_is_said_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    said = needs.missing()
    assert "uv sync" in said
    assert "--group peers" in said
    assert "apt-get install redis-server" in said
    assert "put go on PATH" in said
