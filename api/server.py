"""Serve the application over HTTP until told to stop, letting requests in flight finish."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network

import uvicorn
from fastapi import FastAPI

from api.bounded_heads import BoundedHeads
from engine.background import Background

GRACE_SECONDS = 10


class BadProxies(ValueError):
    """What should name proxies names none, or everyone."""


class NotServing(Exception):
    """The server could not start, or ended and was not told to. Its log says why."""


class _Server(uvicorn.Server):
    """Ends in order when told to: uvicorn's would raise the signal again, and the process would die of it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """While it serves, what SIGINT and SIGTERM do; a second SIGINT does not wait for requests in flight."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {sign: signal.signal(sign, self.handle_exit) for sign in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)

    @property
    def was_told_to_end(self) -> bool:
        """By a signal."""
        return bool(self._captured_signals)


async def serve(app: FastAPI, *, host: str, port: int, trusted_proxies: str = "") -> None:
    """Runs until SIGINT or SIGTERM. Raises TaskEnded when something the API cannot do without has ended, NotServing.

    The access log is our own (`api.access_log`): uvicorn's would show survey links.
    """
    background: Background = app.state.background
    serving = server(app, host=host, port=port, trusted_proxies=trusted_proxies)
    ending = asyncio.create_task(_end_with(background, serving))
    try:
        await serving.serve()
    except SystemExit:  # uvicorn's, with a code of its own, when it cannot listen
        raise NotServing from None
    finally:
        ending.cancel()
    background.check()
    if not serving.was_told_to_end:
        raise NotServing


async def _end_with(background: Background, serving: uvicorn.Server) -> None:
    await background.ended.wait()
    serving.should_exit = True


def server(app: FastAPI, *, host: str, port: int, trusted_proxies: str = "") -> _Server:
    """To start and stop it by hand: `await server.serve()`, `server.should_exit = True`.

    `trusted_proxies`: addresses and networks, with commas, whose X-Forwarded-For says where a visitor really is.
    Raises BadProxies.
    """
    _check(trusted_proxies)
    config = uvicorn.Config(
        app,
        http=BoundedHeads,
        host=host,
        port=port,
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies or None,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return _Server(config)


def _check(trusted_proxies: str) -> None:
    for part in filter(None, (each.strip() for each in trusted_proxies.split(","))):
        try:
            network = ip_network(part, strict=False)
        except ValueError:
            raise BadProxies(f"{part} is neither an address nor a network") from None
        if network.prefixlen == 0:
            raise BadProxies(f"everyone is in {part}: name your proxy")
