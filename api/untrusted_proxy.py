"""ASGI middleware that warns, once, of a proxy whose word about its visitors is not believed.

Then all visitors share the proxy's address and its limits: one of them can use up the sign-in of all.
"""

from __future__ import annotations

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

log = structlog.get_logger(__name__)

ADVICE = "if this is your proxy, name it in CASELINE_TRUSTED_PROXIES"


class UntrustedProxyWarning:
    """ASGI middleware; changes nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if not self._has_warned and scope["type"] == "http" and _is_forwarded(scope) and scope.get("client"):
            named = Headers(scope=scope).get("x-forwarded-for", "")
            source = str(scope["client"][0])
            # Of a proxy that is believed, the server has put one of these addresses in place of its own.
            if named and source not in {address.strip() for address in named.split(",")}:
                self._has_warned = True
                log.warning("proxy.not_trusted", source=source, advice=ADVICE)
        await self._app(scope, receive, send)


def _is_forwarded(scope: Scope) -> bool:
    return any(name == b"x-forwarded-for" for name, _ in scope["headers"])
