"""ASGI middleware that answers HEAD as GET, without the body and without changing anything.

Link scanners and mail programs ask this way before a person follows a link (RFC 9110, section 9.3.2).
"""

from __future__ import annotations

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASKED_BY_HEAD = "caseline.head"
"""Set in the scope of a request that only asks: what a GET would change stays as it is."""

KEPT_BY_BROWSERS = ("set-cookie", "clear-site-data")
"""Headers that change what a browser keeps."""

_FOUND_BY_ROUTING = ("route", "path_params", "state")


def is_head(request: Request) -> bool:
    """True if nothing may be changed, as the request was a HEAD."""
    return bool(request.scope.get(ASKED_BY_HEAD))


class HeadRequests:
    """ASGI middleware; the innermost, so that what is around it knows the request as it came."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a HEAD on as a GET."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        # A copy: the server must go on knowing that no body follows.
        asked = {**scope, "method": "GET", ASKED_BY_HEAD: True}
        try:
            await self._app(asked, receive, _without_body(send))
        finally:
            scope.update({name: asked[name] for name in _FOUND_BY_ROUTING if name in asked})


def _without_body(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name in KEPT_BY_BROWSERS:
                del headers[name]
        elif message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sending
