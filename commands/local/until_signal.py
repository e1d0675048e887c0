"""Work until Ctrl-C, then let it end in order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any


async def until_signal(work: Coroutine[Any, Any, int], say: Callable[[str], None]) -> int:
    """What the work comes to, or 0 when Ctrl-C (or SIGTERM) ended it. A second Ctrl-C does not cut the ending short."""
    task = asyncio.ensure_future(work)
    asked = asyncio.Event()

    def end() -> None:
        if not asked.is_set():
            asked.set()
            say("Ending everything ...")
            task.cancel()

    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, end)
    try:
        return await task
    except asyncio.CancelledError:
        return 0
