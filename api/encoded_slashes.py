"""ASGI middleware that keeps an encoded slash (%2F) apart from those between the parts of a path.

Call numbers such as 24/1 have slashes. The server decodes the path before a route is found, so that the two could not
be told apart: PUT /v1/calls/24-1/case-status would be a call with the number "24-1/case-status".
"""

from __future__ import annotations

from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

STAND_IN = "\ue000"
"""Stands in for it on its way to the route: a character for private use, which no call number has."""


class EncodedSlashes:
    """Wraps the application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The path with stand-ins, if it has encoded slashes."""
        raw: bytes = scope.get("raw_path") or b""
        if scope["type"] == "http" and b"%2f" in raw.lower():
            parts = (
                part.replace("%2F", STAND_IN).replace("%2f", STAND_IN) for part in raw.decode("latin-1").split("/")
            )
            scope = {**scope, "path": "/".join(unquote(part) for part in parts)}
        await self.app(scope, receive, send)


def with_slashes(text: object) -> object:
    """A part of the path as it was meant."""
    return text.replace(STAND_IN, "/") if isinstance(text, str) else text
