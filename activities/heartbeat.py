"""Send Temporal heartbeats while an activity runs, so that a dead worker is noticed within seconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio import activity

EVERY = timedelta(seconds=3)
"""Well below `workflows.timeouts.SEND_SIGN_OF_LIFE`; a usual send ends before the first."""


@asynccontextmanager
async def heartbeats() -> AsyncIterator[None]:
    """Heartbeats for as long as the block runs; the task that a local activity is part of has its own."""
    if activity.info().is_local:
        yield
        return
    beating = asyncio.create_task(_beat())
    try:
        yield
    finally:
        beating.cancel()


async def _beat() -> None:
    while True:
        await asyncio.sleep(EVERY.total_seconds())
        activity.heartbeat()
