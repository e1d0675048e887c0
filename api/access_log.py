"""ASGI middleware that logs one line per request, by route and ids only, and answers 500 to unexpected errors.

A refused request of a machine is logged with the address it came from, which is what a defense needs; the address of
a person who looks at a page never is.
"""

from __future__ import annotations

import time
import traceback
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem

log = structlog.get_logger(__name__)

REFUSALS = frozenset({401, 403, 422, 429})
MACHINES = ("/v1/", "/webhooks/")
"""Where paths begin that systems of agencies and providers ask for."""

LOGGED_PARAMETERS = ("call_number",)
"""The only path parameters that are logged: the token of a survey link opens a person's page."""


class AccessLog:
    """ASGI middleware around everything else. An unforeseen error is answered 500 and logged by its place alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0
        began = time.perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:  # what it says may quote a person: only its kind and place are kept
            log.error("request.failed", error=type(error).__name__, where=_place(error), **_what(scope))  # noqa: TRY400
            if status:  # too late for an answer of ours: the server closes the connection
                raise RuntimeError("the answer broke off") from None
            await problem(500, detail="something went wrong here; it was noted")(scope, receive, noting)
        milliseconds = round((time.perf_counter() - began) * 1000, 1)
        log.info("request.served", status=status, ms=milliseconds, **_what(scope))
        if status in REFUSALS and scope["path"].startswith(MACHINES):
            log.warning("request.refused", status=status, source=_source(scope), **_what(scope))


def _what(scope: Scope) -> dict[str, Any]:
    route = getattr(scope.get("route"), "path", "unknown")
    parameters = {
        name: scope["path_params"][name] for name in LOGGED_PARAMETERS if name in scope.get("path_params", {})
    }
    client = scope.get("state", {}).get("client")
    who = {"agency": client.ori, "key_id": client.key_id} if client else {}
    return {"method": scope["method"], "route": route, **parameters, **who}


def _source(scope: Scope) -> str:
    """The address the connection comes from, or the one a trusted proxy names."""
    return str(scope["client"][0]) if scope.get("client") else "unknown"


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
