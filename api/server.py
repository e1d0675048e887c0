"""Serve the application over HTTP until told to stop, letting requests in flight finish."""

from __future__ import annotations

from ipaddress import ip_network

import uvicorn
from fastapi import FastAPI

GRACE_SECONDS = 10


class BadProxies(ValueError):
    """What should name proxies names none, or everyone."""


async def serve(app: FastAPI, *, host: str, port: int, trusted_proxies: str = "") -> None:
    """Runs until SIGINT or SIGTERM. The access log is our own (`api.access_log`): uvicorn's would show survey links."""
    await server(app, host=host, port=port, trusted_proxies=trusted_proxies).serve()


def server(app: FastAPI, *, host: str, port: int, trusted_proxies: str = "") -> uvicorn.Server:
    """To start and stop it by hand: `await server.serve()`, `server.should_exit = True`.

    `trusted_proxies`: addresses and networks, with commas, whose X-Forwarded-For says where a visitor really is.
    Raises BadProxies.
    """
    _check(trusted_proxies)
    config = uvicorn.Config(
        app,
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
    return uvicorn.Server(config)


def _check(trusted_proxies: str) -> None:
    for part in filter(None, (each.strip() for each in trusted_proxies.split(","))):
        try:
            network = ip_network(part, strict=False)
        except ValueError:
            raise BadProxies(f"{part} is neither an address nor a network") from None
        if network.prefixlen == 0:
            raise BadProxies(f"everyone is in {part}: name your proxy")
