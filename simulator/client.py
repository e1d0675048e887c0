"""For tests, benchmarks and the command line: start a simulator, steer it, count what it accepted."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from simulator.config import SimulatorConfig

_LISTENING = "simulator listening on "


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
        found: list[dict[str, Any]] = self._messages(channel, to, since, direction, None)["messages"]
        return found

    def count(self, *, channel: str | None = None, to: str | None = None, since: datetime | None = None) -> int:
        """How many were accepted, without fetching them."""
        return int(self._messages(channel, to, since, "outbound", 0)["count"])

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

    def _messages(
        self, channel: str | None, to: str | None, since: datetime | None, direction: str, limit: int | None
    ) -> dict[str, Any]:
        asked = {
            "channel": channel,
            "to": to,
            "since": since.isoformat() if since else None,
            "direction": direction,
            "limit": limit,
        }
        params = {k: v for k, v in asked.items() if v is not None}
        return self._json("GET", "/_control/messages", params=params)

    def _json(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        response = self._http.request(method, path, **arguments)
        response.raise_for_status()
        found: dict[str, Any] = response.json()
        return found


class SimulatorProcess:
    """A simulator in a process of its own; use it as a context manager.

    with SimulatorProcess(receipt_delay_seconds=0) as simulator:
        client.api.base_url = simulator.url
    """

    def __init__(self, *, port: int = 0, store: Path | None = None, **config: object) -> None:
        self.config = SimulatorConfig.model_validate(config)
        self._port = port
        self._store = store
        self._options = config
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> Self:
        """Start it and wait until it listens. Raises RuntimeError when it ends instead."""
        command = [sys.executable, "-m", "simulator", "--port", str(self._port)]
        command += ["--store", str(self._store)] if self._store else []
        for name, value in self._options.items():
            command += ["--" + name.replace("_", "-"), str(value)]
        root = Path(__file__).resolve().parent.parent
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
        assert self._process.stdout is not None  # noqa: S101  a pipe was asked for
        line = self._process.stdout.readline()
        if not line.startswith(_LISTENING):
            self._process.stdout.close()
            raise RuntimeError(f"the simulator did not start (exit code {self._process.wait()})")
        self.url = line.removeprefix(_LISTENING).strip()
        self.control = SimulatorControl(self.url)
        self.control.state()
        return self

    def stop(self) -> None:
        """Ask it to end; kill it if it does not."""
        if self._process is None:
            return
        self.control.close()
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
