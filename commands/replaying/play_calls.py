"""Plays many calls at once, then sends everything again in any order, which must change nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from temporalio.service import RPCError

from commands.replaying.bounded_gather import side_by_side
from commands.replaying.call_player import CallPlayer, Clock, Pace
from commands.replaying.cloud_events import cloud_event
from commands.replaying.http_api import CallApi, PlayedCallView, PlayRefused, Refusal
from commands.replaying.report import CallResult, PlayReport, count_delays, with_extra
from domain.policy import Policy
from intake.exports.export_notes import Notes
from intake.exports.played_call import PlayedCall
from intake.exports.seeded_random import Chance

log = structlog.get_logger()

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""

BATCH_SIZE = 50
"""Events per request when everything is sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayOptions:
    """How to play. `time_limit` is seconds per call, from its first event to its end."""

    parallel: int = 32
    times: int = 1
    shuffle: bool = False
    seed: int = 1
    time_limit: float = 600.0
    pace: Pace = field(default_factory=Pace)


def _in_silence(text: str, done: int, total: int) -> None:
    """No progress is shown."""


async def play(
    calls: Sequence[PlayedCall],
    *,
    api: CallApi,
    clock: Clock,
    agency: str,
    now: Callable[[], datetime],
    policy: Policy | None = None,
    options: PlayOptions = PlayOptions(),
    progress: Progress = _in_silence,
    notes: Notes | None = None,
    rows_read: int = 0,
) -> PlayReport:
    """Play these calls through the API. `policy` is the agency's: it says when calls are late.

    Raises PlayRefused when the API takes nothing at all; what goes wrong with one call is in the report.
    """
    began = time.monotonic()
    player = CallPlayer(api=api, clock=clock, agency=agency, now=now, policy=policy, pace=options.pace)
    results = await _play_all(calls, player, api, options, progress)
    if options.times > 1:
        results = await _repeat_all(results, api, options, progress)
    return PlayReport(
        results=results,
        delays=count_delays(results, policy) if policy else None,
        notes=notes or Notes(),
        rows_read=rows_read,
        times=options.times,
        seconds=time.monotonic() - began,
    )


async def _play_all(
    calls: Sequence[PlayedCall], player: CallPlayer, api: CallApi, options: PlayOptions, progress: Progress
) -> tuple[CallResult, ...]:
    done: list[str] = []

    async def one(call: PlayedCall) -> CallResult:
        result = await _play_one(call, player, api, options.time_limit)
        done.append(call.call_number)
        progress("Playing calls", len(done), len(calls))
        return result

    progress("Playing calls", 0, len(calls))
    return tuple(await side_by_side(one, calls, at_once=options.parallel))


async def _play_one(call: PlayedCall, player: CallPlayer, api: CallApi, time_limit: float) -> CallResult:
    began = time.monotonic()
    problem, view = "", None
    try:
        async with asyncio.timeout(time_limit):
            view = await player.play(call)
    except PlayRefused:
        raise
    except Refusal as error:
        problem = str(error)
    except TimeoutError:
        problem = f"not at its end after {time_limit:g} s"
    except RPCError as error:
        problem = f"Temporal would not move its clock: {error.status.name}"
    if view is None:
        view = await _last_look(call, api)
    elif not call.ends_as_expected(view.status):
        problem = f"stands as {view.status}, and should as {call.expected}"
    if problem:
        log.warning("replay.call_failed", call_number=call.call_number, problem=problem)
    return CallResult(call=call, view=view, problem=problem, seconds=time.monotonic() - began)


async def _last_look(call: PlayedCall, api: CallApi) -> PlayedCallView | None:
    """How a call stands that could not be played to its end; None if even that cannot be told soon."""
    try:
        async with asyncio.timeout(10):
            return await api.call(call.call_number)
    except (Refusal, TimeoutError):
        return None


async def _repeat_all(
    results: tuple[CallResult, ...], api: CallApi, options: PlayOptions, progress: Progress
) -> tuple[CallResult, ...]:
    """Send every event again, `times - 1` times over, and count what that adds to the messages."""
    calls = [result.call for result in results if result.view is not None]
    for turn in range(2, options.times + 1):
        events = await _all_events(calls, api, options.parallel)
        if options.shuffle:
            events = Chance(options.seed, "shuffle", turn).shuffled(events)
        batches = [events[start : start + BATCH_SIZE] for start in range(0, len(events), BATCH_SIZE)]
        for sent, batch in enumerate(batches, start=1):
            await api.send(batch)
            progress(f"Sending everything again, time {turn}", sent, len(batches))
    await asyncio.sleep(options.pace.look_at_most)
    views = await side_by_side(api.call, [call.call_number for call in calls], at_once=options.parallel)
    after = {call.call_number: view for call, view in zip(calls, views, strict=True)}
    return with_extra(results, after)


async def _all_events(calls: Sequence[PlayedCall], api: CallApi, parallel: int) -> list[dict[str, Any]]:
    views = await side_by_side(api.call, [call.call_number for call in calls], at_once=parallel)
    return [
        cloud_event(call, event, received_at=view.received_at)
        for call, view in zip(calls, views, strict=True)
        if view is not None and view.received_at is not None
        for event in call.events
    ]
