"""Wait for work on the database so long and no longer, without breaking it off.

A canceled statement may go on waiting for its lock in the driver's thread, and hold up those behind it. So the work
goes on and is only waited for no more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

import structlog

from db.connection.session import DatabaseUnavailable

log = structlog.get_logger(__name__)

Result = TypeVar("Result")

_under_way: set[asyncio.Task[Any]] = set()
"""asyncio itself keeps no reference to a task that is not awaited."""


async def in_time(work: Coroutine[Any, Any, Result], limit: timedelta) -> Result:
    """What it returns or raises. Raises DatabaseUnavailable when the time is over: it may still be done later."""
    task = asyncio.create_task(work)
    _under_way.add(task)
    task.add_done_callback(_ended)
    done, _ = await asyncio.wait({task}, timeout=limit.total_seconds())
    if not done:
        raise DatabaseUnavailable("it takes too long")
    return task.result()


def _ended(task: asyncio.Task[Any]) -> None:
    _under_way.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        # Also where it was raised in time; what the error says may quote a row.
        log.debug("database.work_failed", reason=type(error).__name__)
