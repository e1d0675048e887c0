"""Calls are played at their own times, side by side, and again without a word more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

import pytest

from commands.replaying.call_player import CallPlayer
from commands.replaying.http_api import PlayRefused
from commands.replaying.play_calls import PlayOptions, play
from commands.replaying.report import PlayReport
from domain.call_state import CallStatus
from domain.messages import MessageKey
from domain.policy import KeyPolicy, Policy
from intake.exports.export_notes import Notes
from intake.exports.played_call import PlayedCall
from intake.exports.replay_plan import PlayPlan
from tests.replay.conftest import HURRY, LIMIT, NOW, FakeCaseline, a_call

POLICY = Policy(
    call_types=frozenset({"LARCENY"}),
    messages={MessageKey.OFFICER_DELAYED: KeyPolicy()},
    delay_minutes={3: int(LIMIT.total_seconds() // 60)},
)


async def played(
    caseline: FakeCaseline, *calls: PlayedCall, options: PlayOptions | None = None, policy: Policy | None = POLICY
) -> PlayReport:
    return await play(a_plan(*calls), a_player(caseline, policy), options or PlayOptions(time_limit=5))


def a_plan(*calls: PlayedCall) -> PlayPlan:
    return PlayPlan(calls=calls, notes=Notes(), rows_read=0)


def a_player(caseline: FakeCaseline, policy: Policy | None = None, *, now: datetime = NOW) -> CallPlayer:
    return CallPlayer(api=caseline, clock=caseline, agency="WA0000000", now=lambda: now, policy=policy, pace=HURRY)


async def test_each_event_is_sent_when_the_calls_own_clock_has_reached_it() -> None:
    caseline = FakeCaseline()
    report = await played(caseline, a_call(arrived=10, closed=50))
    receipt = NOW.replace(microsecond=0)
    heard = caseline.calls["C1"].heard_at
    assert heard == {
        "C1/0": NOW,
        "C1/1": receipt + timedelta(minutes=10),
        "C1/2": receipt + timedelta(minutes=50),
    }
    assert caseline.calls["C1"].seen["C1/1"]["time"] == "2026-11-22T08:10:00Z"
    assert report.failures == ()
    assert report.ends == {("closed", "closed"): 1}


@pytest.mark.parametrize(("seconds", "late"), [(-80, False), (-1, False), (0, False), (1, True), (80, True)])
async def test_an_arrival_seconds_from_the_limit_is_on_the_right_side_of_it(seconds: int, late: bool) -> None:
    """Slow hands must not turn an arrival just in time into a late one."""
    caseline = FakeCaseline()
    minutes = (LIMIT + timedelta(seconds=seconds)) / timedelta(minutes=1)
    report = await played(caseline, a_call(arrived=minutes))
    assert caseline.calls["C1"].messages == (["officer_delayed"] if late else [])
    assert report.delays is not None
    assert (report.delays.expected, report.delays.told, report.delays.wrong) == (late, late, ())


async def test_an_arrival_just_in_time_is_sent_early_enough_to_survive_a_slow_road() -> None:
    caseline = FakeCaseline()
    await played(caseline, a_call(arrived=29.9))
    call = caseline.calls["C1"]
    assert call.heard_at["C1/1"] <= call.received_at + LIMIT - timedelta(seconds=60)


async def test_a_call_nobody_came_to_passes_its_limit_before_it_is_closed() -> None:
    caseline = FakeCaseline()
    await played(caseline, a_call(arrived=None, closed=240))
    assert caseline.calls["C1"].messages == ["officer_delayed"]


async def test_the_time_after_the_last_event_passes_too() -> None:
    caseline = FakeCaseline()
    done = a_call("C1", closed=60)
    is_open = a_call("C2", closed=60, case_number="R1", expected=CallStatus.CLEARED)
    await played(caseline, done, is_open)
    receipt = NOW.replace(microsecond=0)
    assert caseline.calls["C1"].clock >= receipt + timedelta(days=10)
    assert caseline.calls["C2"].clock >= receipt + timedelta(days=30)


async def test_a_call_that_ends_otherwise_is_reported_by_name() -> None:
    report = await played(FakeCaseline(), a_call("C1"), a_call("C2", expected=CallStatus.CANCELLED))
    (failure,) = report.failures
    assert failure.call.call_number == "C2"
    assert failure.problem == "stands as closed, and should as cancelled"


async def test_a_call_that_hangs_is_reported_and_holds_up_nobody() -> None:
    calls = [a_call(f"C{number}") for number in range(5)]
    options = PlayOptions(time_limit=1, parallel=2)
    report = await played(FakeCaseline(slow=frozenset({"C1"})), *calls, options=options)
    assert [(result.call.call_number, result.problem) for result in report.failures] == [
        ("C1", "not at its end after 1 s")
    ]
    assert report.ends["closed", "closed"] == 4


async def test_a_call_the_api_refuses_is_reported_with_the_reason() -> None:
    report = await played(FakeCaseline(refused=frozenset({"C2"})), a_call("C1"), a_call("C2"))
    (failure,) = report.failures
    assert (failure.call.call_number, failure.problem, failure.actual) == ("C2", "no such type", "unknown")


async def test_a_wrong_key_ends_the_whole_play_at_once() -> None:
    class Locked(FakeCaseline):
        async def call(self, call_number: str) -> None:
            raise PlayRefused("the API does not know this key")

    with pytest.raises(PlayRefused):
        await played(Locked(), *(a_call(f"C{number}") for number in range(10)))


async def test_calls_run_side_by_side_but_never_more_than_allowed() -> None:
    calls = [a_call(f"C{number}") for number in range(20)]
    caseline = FakeCaseline()
    await played(caseline, *calls, options=PlayOptions(parallel=3))
    assert 1 < caseline.most_at_once <= 3


async def test_a_call_played_before_is_played_at_the_same_times_again() -> None:
    caseline = FakeCaseline()
    first = await played(caseline, a_call())
    again = await play(a_plan(a_call()), a_player(caseline, now=NOW + timedelta(days=3)))
    assert (first.failures, again.failures) == ((), ())
    assert len(caseline.calls["C1"].seen) == 3


async def test_other_people_for_a_call_played_before_are_refused_with_the_reason() -> None:
    caseline = FakeCaseline()
    call = a_call()
    await played(caseline, call)
    other = replace(call, events=(replace(call.events[0], data={"beat": "B9"}), *call.events[1:]))
    report = await played(caseline, other)
    assert "other content" in report.failures[0].problem


async def test_everything_again_in_any_order_says_not_one_word_more() -> None:
    caseline = FakeCaseline()
    calls = [a_call(f"C{number}", arrived=50) for number in range(30)]
    report = await played(caseline, *calls, options=PlayOptions(times=3, shuffle=True, seed=4))
    repeats = [batch for batch in caseline.batches if len(batch) > 1]
    assert [event for batch in repeats for event in batch].count("C1/0") == 2
    first, second = repeats[: len(repeats) // 2], repeats[len(repeats) // 2 :]
    assert first != second
    everything = sorted(f"C{call}/{event}" for call in range(30) for event in range(3))
    assert sorted(chain(*first)) == sorted(chain(*second)) == everything
    assert report.failures == ()
    assert report.to_json()["extra_messages"] == 0
    assert report.messages_by_key == {"officer_delayed": 30}


async def test_a_word_more_after_a_repeat_is_a_failure() -> None:
    caseline = FakeCaseline()
    caseline.repeat_tells = True
    report = await played(caseline, a_call(), options=PlayOptions(times=2))
    assert report.failures[0].extra_messages == 3


async def test_progress_is_told_call_by_call() -> None:
    told: list[tuple[str, int, int]] = []
    caseline = FakeCaseline()
    plan, player = a_plan(a_call("C1"), a_call("C2")), a_player(caseline)
    await play(plan, player, progress=lambda text, done, total: told.append((text, done, total)))
    assert told == [("Playing calls", n, 2) for n in (0, 1, 2)]
