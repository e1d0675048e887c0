"""Moving the clock of one workflow, on a real server."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.worker import Worker

from engine.time_skipping import WorkflowClock
from tests.engine.timers import Days, third_time_lucky

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

Start = Callable[..., Awaitable[WorkflowHandle[Days, list[str]]]]


@pytest.fixture(scope="module")
async def start(temporal_client: Client) -> AsyncIterator[Start]:
    queue = f"clock-{uuid.uuid4()}"

    async def started(*args: object, signal: str | None = None) -> WorkflowHandle[Days, list[str]]:
        handle = await temporal_client.start_workflow(
            "Days",
            args=list(args),
            id=f"days-{uuid.uuid4()}",
            task_queue=queue,
            start_signal=signal,
            result_type=list[str],
        )
        return temporal_client.get_workflow_handle_for(Days.run, handle.id)

    async with Worker(temporal_client, task_queue=queue, workflows=[Days], activities=[third_time_lucky]):
        yield started


@pytest.fixture
def clock(temporal_client: Client) -> WorkflowClock:
    return WorkflowClock(temporal_client)


async def noted(handle: WorkflowHandle[Days, list[str]]) -> list[datetime]:
    return [datetime.fromisoformat(text) for text in await handle.query(Days.noted)]


async def test_timers_on_the_way_fire_at_their_own_times(start: Start, clock: WorkflowClock) -> None:
    handle = await start(5)
    begin = await clock.now(handle.id)

    assert await clock.fast_forward(handle.id, 3 * DAY + HOUR)

    days = [round((moment - begin) / DAY) for moment in await noted(handle)]
    assert days == [1, 2, 3]
    assert abs(await clock.now(handle.id) - begin - 3 * DAY - HOUR) < timedelta(minutes=5)


async def test_a_year_of_days_takes_seconds(start: Start, clock: WorkflowClock) -> None:
    handle = await start(300)

    async with asyncio.timeout(120):  # one second for each timer would be 250
        assert await clock.fast_forward(handle.id, 250 * DAY + HOUR)

    assert len(await noted(handle)) == 250


async def test_a_workflow_that_ends_on_the_way_says_so(start: Start, clock: WorkflowClock) -> None:
    handle = await start(2)

    assert not await clock.fast_forward(handle.id, 9 * DAY)
    assert len(await handle.result()) == 2
    assert not await clock.fast_forward(handle.id, DAY)


async def test_the_new_clock_keeps_running_after_a_fast_forward(start: Start, clock: WorkflowClock) -> None:
    handle = await start(9, signal="note")
    await clock.fast_forward(handle.id, 12 * HOUR)

    await handle.signal(Days.note)

    first, second = await noted(handle)
    assert abs(second - first - 12 * HOUR) < timedelta(minutes=5)  # whole milliseconds: it may be a little less


async def test_time_passes_across_continue_as_new(start: Start, clock: WorkflowClock) -> None:
    handle = await start(4, False, True)
    begin = await clock.now(handle.id)

    assert not await clock.fast_forward(handle.id, 9 * DAY)

    (moment,) = [datetime.fromisoformat(text) for text in await handle.result()]
    assert round((moment - begin) / HOUR) == 96


async def test_hours_between_attempts_of_an_activity_pass_too(start: Start, clock: WorkflowClock) -> None:
    handle = await start(2, True)
    begin = await clock.now(handle.id)

    assert await clock.fast_forward(handle.id, DAY + 5 * HOUR)

    (moment,) = await noted(handle)
    assert round((moment - begin) / HOUR) == 26


async def test_two_fast_forwards_at_once_add_up(start: Start, clock: WorkflowClock) -> None:
    handle = await start(9)
    begin = await clock.now(handle.id)

    assert await asyncio.gather(*(clock.fast_forward(handle.id, DAY) for _ in range(2))) == [True, True]

    assert round((await clock.now(handle.id) - begin) / DAY) == 2


async def test_a_moment_in_the_past_is_reached_already(start: Start, clock: WorkflowClock) -> None:
    handle = await start(2)

    assert await clock.fast_forward_to(handle.id, datetime.now(UTC) - DAY)
    assert await noted(handle) == []


async def test_a_workflow_nobody_started_has_no_clock(clock: WorkflowClock) -> None:
    assert not await clock.fast_forward("nobody", DAY)
    with pytest.raises(RPCError):
        await clock.now("nobody")
