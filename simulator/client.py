"""For tests and benchmarks: steer a running simulator, and count what it accepted."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import httpx


class SimulatorControl:
    """Steers a running simulator over HTTP. Blocking: in a coroutine whose own loop serves the webhooks,
    call it through `asyncio.to_thread`.
    """

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._http = httpx.Client(base_url=base_url, timeout=30, trust_env=False)

    def state(self) -> dict[str, Any]:
        """Config, public key of the event webhook, counts, and how many messages are under way."""
        return self._json("GET", "/_control")

    def configure(self, **changes: object) -> dict[str, Any]:
        """Change fields of SimulatorConfig at run time."""
        return self._json("POST", "/_control", json=changes)

    def reset(self) -> None:
        """Forget every message and go back to the config of the start."""
        self._json("POST", "/_control/reset")

    def messages(
        self,
        *,
        channel: str | None = None,
        to: str | None = None,
        since: datetime | None = None,
        direction: str = "outbound",
    ) -> list[dict[str, Any]]:
        """What was accepted, the oldest first, those whose create call timed out included."""
        found: list[dict[str, Any]] = self._messages(channel=channel, to=to, since=since, direction=direction)[
            "messages"
        ]
        return found

    def count(self, *, channel: str | None = None, to: str | None = None, since: datetime | None = None) -> int:
        """How many were accepted, without fetching them."""
        return int(self._messages(channel=channel, to=to, since=since, limit=0)["count"])

    def inbound(self, *, sender: str, body: str, to: str | None = None) -> dict[str, Any]:
        """Write a text on a phone; returns when the application has answered the webhook."""
        return self._json("POST", "/_control/inbound", json={"from": sender, "to": to, "body": body})

    def wait_idle(self, *, timeout: float = 30.0) -> None:
        """Until every message is final and every receipt posted. Raises TimeoutError."""
        deadline = time.monotonic() + timeout
        while self.state()["under_way"]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the simulator still has receipts to send after {timeout} s")
            time.sleep(0.02)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _messages(self, *, since: datetime | None, **asked: str | int | None) -> dict[str, Any]:
        said = {**asked, "since": since.isoformat() if since else None}
        params = {name: value for name, value in said.items() if value is not None}
        return self._json("GET", "/_control/messages", params=params)

    def _json(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        response = self._http.request(method, path, **arguments)
        response.raise_for_status()
        found: dict[str, Any] = response.json()
        return found
