"""ASGI middleware that stops reading a body that is too large (413), whether it says so in advance or not."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import TooLarge, problem

LARGEST_BODY = 1024 * 1024
"""Bytes."""


class BodyLimit:
    """ASGI middleware; what is read within a route raises TooLarge as soon as it is more than `largest`."""

    def __init__(self, app: ASGIApp, *, largest: int = LARGEST_BODY) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._announced(scope) > self._largest:
            refusal = problem(TooLarge.status, detail=self._detail)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, self._counting(receive), send)

    @property
    def _detail(self) -> str:
        return f"the body is larger than {self._largest} bytes"

    def _announced(self, scope: Scope) -> int:
        lengths = [value for name, value in scope["headers"] if name == b"content-length"]
        return max((int(value) for value in lengths if value.isdigit()), default=0)

    def _counting(self, receive: Receive) -> Receive:
        read = 0

        async def counting() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._largest:
                raise TooLarge(self._detail)
            return message

        return counting
