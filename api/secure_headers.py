"""ASGI middleware that adds security headers to every answer."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS = {
    # What calls and people are about is kept by no proxy and no browser; what may be kept says so itself.
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
YEAR_SECONDS = 365 * 24 * 3600
OVER_HTTPS = {"Strict-Transport-Security": f"max-age={YEAR_SECONDS}"}
"""A browser that came once over https uses nothing else. Subdomains are left out: they may belong to others."""


class SecureHeaders:
    """ASGI middleware around everything; what an answer says itself stays as it is."""

    def __init__(self, app: ASGIApp, *, public_url: str) -> None:
        self._app = app
        headers = ALWAYS | (OVER_HTTPS if public_url.startswith("https://") else {})
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer's headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def completing(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(each for each in self._headers if each[0] not in said)]
            await send(message)

        await self._app(scope, receive, completing)
