"""Posting to the application under test: later, signed, repeated once when it fails."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

import httpx

from simulator.config import SimulatorConfig


class Webhooks:
    """The posts under way. Ends with `close`, which drops what was not posted yet."""

    def __init__(self, *, config: Callable[[], SimulatorConfig], counts: Counter[str]) -> None:
        self._config = config
        self._counts = counts
        self._tasks: set[asyncio.Task[None]] = set()
        # The application is on this machine: no proxy may come between.
        self._client = httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=20))

    @property
    def under_way(self) -> int:
        """How many messages still have something to happen to them."""
        return len(self._tasks)

    def start(self, story: Coroutine[Any, Any, None]) -> None:
        """Let a message's story run in the background."""
        task = asyncio.create_task(story)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def post(self, url: str, *, body: bytes, headers: dict[str, str]) -> httpx.Response | None:
        """Post, and once more if answered with 5xx or not at all; None when there was no answer."""
        response = await self._once(url, body, headers)
        if response is None or response.is_server_error:
            await asyncio.sleep(self._config().webhook_retry_seconds)
            self._counts["webhooks_repeated"] += 1
            response = await self._once(url, body, headers)
        self._counts["webhooks_failed"] += response is None or response.is_error
        return response

    async def _once(self, url: str, body: bytes, headers: dict[str, str]) -> httpx.Response | None:
        self._counts["webhooks_posted"] += 1
        timeout = self._config().webhook_timeout_seconds
        try:
            return await self._client.post(url, content=body, headers=headers, timeout=timeout)
        except (httpx.HTTPError, httpx.InvalidURL):
            return None

    async def drop_all(self) -> None:
        """Forget what was not posted yet."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Drop everything and close the connections."""
        await self.drop_all()
        await self._client.aclose()
