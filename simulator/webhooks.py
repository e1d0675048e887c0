"""Posting to the application under test: later, signed, repeated once when it fails."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

import httpx

from simulator.config import SimulatorConfig

_AT_ONCE = 8


def _worth_repeating(response: httpx.Response | None) -> bool:
    return response is None or response.is_server_error


class Webhooks:
    """The posts under way. Ends with `close`, which drops what was not posted yet."""

    def __init__(self, *, config: Callable[[], SimulatorConfig], counts: Counter[str]) -> None:
        self._config = config
        self._counts = counts
        self._tasks: set[asyncio.Task[Any]] = set()
        # httpx looks at every waiting request each time one ends; with thousands waiting that costs 10 ms each.
        self._turns = asyncio.Semaphore(_AT_ONCE)
        # The application is on this machine: no proxy may come between.
        self._client = httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=_AT_ONCE))

    @property
    def under_way(self) -> int:
        """How many messages still have something to happen to them."""
        return len(self._tasks)

    def start(self, story: Coroutine[Any, Any, object]) -> None:
        """Let a message's story run in the background."""
        task = asyncio.create_task(story)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def post(self, url: str, *, body: bytes, headers: dict[str, str]) -> httpx.Response | None:
        """Post, and once more if answered with 5xx or not at all; None when there was no answer."""
        response = await self._once(url, body, headers)
        return await self._again(url, body, headers) if _worth_repeating(response) else response

    async def notify(self, url: str, *, body: bytes, headers: dict[str, str]) -> None:
        """Post something whose answer does not matter: the repetition, if any, is not waited for."""
        if _worth_repeating(await self._once(url, body, headers)):
            self.start(self._again(url, body, headers))

    async def _again(self, url: str, body: bytes, headers: dict[str, str]) -> httpx.Response | None:
        await asyncio.sleep(self._config().webhook_retry_seconds)
        self._counts["webhooks_repeated"] += 1
        return await self._once(url, body, headers)

    async def _once(self, url: str, body: bytes, headers: dict[str, str]) -> httpx.Response | None:
        self._counts["webhooks_posted"] += 1
        timeout = self._config().webhook_timeout_seconds
        try:
            async with self._turns:
                response = await self._client.post(url, content=body, headers=headers, timeout=timeout)
        except (httpx.HTTPError, httpx.InvalidURL):
            response = None
        self._counts["webhooks_failed"] += response is None or response.is_error
        return response

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
