"""ASGI middleware that counts the requests under way, to which long work gives way (`engine.giving_way`)."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from engine.giving_way import GivingWay


class ShortRequests:
    """ASGI middleware. Each request is a short one until its route says that it is not."""

    def __init__(self, app: ASGIApp, *, giving_way: GivingWay) -> None:
        self._app = app
        self._giving_way = giving_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with self._giving_way.short():
            await self._app(scope, receive, send)
