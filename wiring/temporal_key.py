"""Builds the job by which API and worker take up a renewed key for Temporal without a restart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from temporalio.client import Client

from engine.periodic_jobs import PeriodicJob
from engine.temporal_key import READ_AGAIN, KeyWatch
from settings import Settings


def key_job(settings: Settings, client: Callable[[], Awaitable[Client]]) -> PeriodicJob:
    """Again and again; does nothing while Temporal is away."""
    watch = KeyWatch(settings.temporal_target, clock=lambda: datetime.now(UTC))

    async def look() -> None:
        watch.look(await client())

    return PeriodicJob(name="temporal_key", every=READ_AGAIN, job=look)
