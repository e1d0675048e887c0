"""Each fairness key has its own rate on a queue, and a key in a hurry does not use up what is another's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import Priority
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from engine.queue_limits import KeyLimits, limit_keys

SECOND = timedelta(seconds=1)


class Handed:
    """When a task was handed out, by key."""

    def __init__(self) -> None:
        self.at: dict[str, list[float]] = {}

    @activity.defn
    async def note(self, key: str) -> None:
        self.at.setdefault(key, []).append(time.monotonic())

    def rate(self, key: str) -> float:
        """Per second, without the burst of the first second."""
        moments = self.at[key]
        later = [moment for moment in moments if moment > moments[0] + 1]
        return len(later) / (moments[-1] - moments[0] - 1)


@workflow.defn
class Many:
    """Wants so many tasks at once."""

    @workflow.run
    async def run(self, queue: str, key: str, tasks: int, priority: int) -> None:
        """Until each is done."""
        priorities = Priority(priority_key=priority, fairness_key=key)
        await asyncio.gather(
            *(
                workflow.execute_activity(
                    "note", key, task_queue=queue, start_to_close_timeout=SECOND * 30, priority=priorities
                )
                for _ in range(tasks)
            )
        )


@asynccontextmanager
async def a_queue(client: Client, handed: Handed) -> AsyncIterator[str]:
    queue = f"limited-{uuid4().hex[:8]}"
    async with (
        Worker(client, task_queue=f"{queue}-w", workflows=[Many], workflow_runner=UnsandboxedWorkflowRunner()),
        Worker(client, task_queue=queue, activities=[handed.note], max_task_queue_activities_per_second=50),
    ):
        yield queue


async def want(client: Client, queue: str, key: str, tasks: int, *, priority: int = 3) -> None:
    await client.execute_workflow(
        Many.run, args=[queue, key, tasks, priority], id=f"many-{uuid4().hex}", task_queue=f"{queue}-w"
    )


async def test_limits_are_set_once_and_again_only_when_they_change(temporal_client: Client) -> None:
    queue = f"limited-{uuid4().hex[:8]}"
    usual = KeyLimits(each=25, named={"WA1": 25})
    slow = KeyLimits(each=25, named={"WA1": 5, "WA2": 40.1})
    steps = [usual, usual, slow, slow, KeyLimits(each=25, named={"WA2": 40.1}), usual, KeyLimits(each=10)]
    changed = [await limit_keys(temporal_client, queue, limits) for limits in steps]
    assert changed == [True, False, True, False, True, True, True]


async def test_each_key_is_held_to_its_own_rate(temporal_client: Client) -> None:
    handed = Handed()
    async with a_queue(temporal_client, handed) as queue:
        await limit_keys(temporal_client, queue, KeyLimits(each=20, named={"slow": 5}))
        await asyncio.sleep(1)  # the queue hears of it a moment later
        await asyncio.gather(want(temporal_client, queue, "slow", 25), want(temporal_client, queue, "usual", 100))
    assert handed.rate("slow") < 7
    assert handed.rate("slow") < handed.rate("usual") < 25


async def test_urgent_tasks_of_one_key_do_not_hold_up_less_urgent_ones_of_another(temporal_client: Client) -> None:
    handed = Handed()
    async with a_queue(temporal_client, handed) as queue:
        await limit_keys(temporal_client, queue, KeyLimits(each=15))
        await asyncio.sleep(1)
        storm = asyncio.create_task(want(temporal_client, queue, "storm", 120, priority=1))
        await asyncio.sleep(2)
        await want(temporal_client, queue, "quiet", 1, priority=5)
        assert len(handed.at["storm"]) < 120
        assert not storm.done()
        await storm
