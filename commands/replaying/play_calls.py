"""Plays many calls at once, then sends everything again in any order, which must change nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import structlog
from temporalio.service import RPCError

from commands.replaying.bounded_gather import side_by_side
from commands.replaying.call_player import CallPlayer, cloud_event
from commands.replaying.http_api import CallApi, CallRefused, HttpCallApi, PlayedCallView, PlayRefused
from commands.replaying.report import CallResult, PlayReport, count_delays, with_extra
from commands.replaying.running_address import Running
from domain.policy import Policy
from engine.client import connect_to
from engine.time_skipping import WorkflowClock
from intake.exports.played_call import PlayedCall
from intake.exports.replay_plan import PlayPlan
from intake.exports.seeded_random import Chance
from settings import Settings

log = structlog.get_logger()

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""

TIMEOUT = httpx.Timeout(30.0)
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


def _in_silence(text: str, done: int, total: int) -> None:
    """No progress is shown."""


async def play_at(
    where: Running, plan: PlayPlan, policy: Policy, options: PlayOptions, progress: Progress
) -> PlayReport:
    """Play through the API and on the clocks of the Temporal server there. `policy` says when calls are late.

    Raises TemporalUnreachable, and PlayRefused as `play` does.
    """
    target = replace(Settings().temporal_target, address=where.temporal, started_by_us=False)
    temporal = await connect_to(target)
    limits = httpx.Limits(max_connections=options.parallel + 4)
    async with httpx.AsyncClient(base_url=where.api, timeout=TIMEOUT, limits=limits) as client:
        player = CallPlayer(
            api=HttpCallApi(client, key=where.key),
            clock=WorkflowClock(temporal),
            agency=where.agency,
            now=lambda: datetime.now(UTC),
            policy=policy,
        )
        return await play(plan, player, options, progress)


async def play(
    plan: PlayPlan, player: CallPlayer, options: PlayOptions = PlayOptions(), progress: Progress = _in_silence
) -> PlayReport:
    """Play these calls.

    Raises PlayRefused when the API takes nothing at all; what goes wrong with one call is in the report.
    """
    began = time.monotonic()
    results = await _play_all(plan.calls, player, options, progress)
    if options.times > 1:
        results = await _repeat_all(results, player, options, progress)
    return PlayReport(
        results=results,
        delays=count_delays(results, player.policy) if player.policy else None,
        notes=plan.notes,
        rows_read=plan.rows_read,
        times=options.times,
        seconds=time.monotonic() - began,
    )


async def _play_all(
    calls: Sequence[PlayedCall], player: CallPlayer, options: PlayOptions, progress: Progress
) -> tuple[CallResult, ...]:
    done: list[str] = []

    async def one(call: PlayedCall) -> CallResult:
        result = await _play_one(call, player, options.time_limit)
        done.append(call.call_number)
        progress("Playing calls", len(done), len(calls))
        return result

    progress("Playing calls", 0, len(calls))
    return tuple(await side_by_side(one, calls, at_once=options.parallel))


async def _play_one(call: PlayedCall, player: CallPlayer, time_limit: float) -> CallResult:
    began = time.monotonic()
    problem, view = "", None
    try:
        async with asyncio.timeout(time_limit):
            view = await player.play(call)
    except PlayRefused:
        raise
    except CallRefused as error:
        problem = str(error)
    except TimeoutError:
        problem = f"not at its end after {time_limit:g} s"
    except RPCError as error:
        problem = f"Temporal would not move its clock: {error.status.name}"
    if view is None:
        view = await _last_look(call, player.api)
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
    except (CallRefused, TimeoutError):
        return None


async def _repeat_all(
    results: tuple[CallResult, ...], player: CallPlayer, options: PlayOptions, progress: Progress
) -> tuple[CallResult, ...]:
    """Send every event again, `times - 1` times over, and count what that adds to the messages."""
    api, calls = player.api, [result.call for result in results if result.view is not None]
    for turn in range(2, options.times + 1):
        events = await _all_events(calls, api, options.parallel)
        if options.shuffle:
            events = Chance(options.seed, "shuffle", turn).shuffled(events)
        batches = [events[start : start + BATCH_SIZE] for start in range(0, len(events), BATCH_SIZE)]
        for sent, batch in enumerate(batches, start=1):
            await api.send(batch)
            progress(f"Sending everything again, time {turn}", sent, len(batches))
    await asyncio.sleep(player.pace.look_at_most)
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
