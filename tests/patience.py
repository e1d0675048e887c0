"""Waiting for something to come true, generously: machines are shared."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

PATIENCE = 120.0
"""Seconds a test waits for something to come true: generous, machines are shared."""

SHORTEST_PAUSE, LONGEST_PAUSE = 0.01, 0.2
"""Seconds between two looks: longer each time, as looking keeps busy the processors that are waited for."""


async def until(condition: Callable[[], Any], *, patience: float = PATIENCE) -> None:
    """Wait for a condition, plain or awaitable, to hold. Raises TimeoutError."""
    pause = SHORTEST_PAUSE
    async with asyncio.timeout(patience):
        while True:
            answer = condition()
            if await answer if asyncio.iscoroutine(answer) else answer:
                return
            await asyncio.sleep(pause)
            pause = min(pause * 1.25, LONGEST_PAUSE)
