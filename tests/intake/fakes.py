"""A clock and a Temporal that do as they are told, and the relay between them and a database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from db.connection.session import Database
from db.encryption.vault import Vault
from intake.relay.relay import Relay
from tests.database import NOW
from tests.daytime import by_the_agencys_clock
from tests.one_text_each import one_text_each

POLICY = one_text_each(
    by_the_agencys_clock(
        (Path(__file__).resolve().parents[2] / "policies" / "default.toml").read_text(encoding="utf-8")
    )
)


class StandingClock:
    """A clock that stands until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time it shows."""
        return self.now

    def pass_(self, time: timedelta) -> None:
        """Set it forward."""
        self.now += time


@dataclass
class FakeTemporal:
    """Keeps what would have been signalled; `away` makes it fail as an unreachable server does."""

    signals: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    starts: list[dict[str, Any]] = field(default_factory=list)
    away: bool = False
    refuses: Callable[[dict[str, Any]], RPCError | None] = lambda facts: None

    async def client(self) -> Client:
        """As the relay asks for it."""
        return self  # type: ignore[return-value]  # it only ever starts workflows

    @property
    def service_client(self) -> FakeTemporal:
        """Itself, for who asks after its health."""
        return self

    async def check_health(self, **options: Any) -> bool:
        """As the server would answer."""
        del options
        if self.away:
            raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")
        return True

    async def start_workflow(self, workflow: str, arg: Any, **options: Any) -> None:
        """What the relay calls."""
        if self.away:
            raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")
        said = options["start_signal_args"][0] if options["start_signal_args"] else {}
        events = said if isinstance(said, list) else [said]
        for refusal in filter(None, map(self.refuses, events)):
            raise refusal
        self.starts.append({"workflow": workflow, "arg": arg, **options})
        self.signals += [(options["id"], facts) for facts in events]


@pytest.fixture
def clock() -> StandingClock:
    """The relay's clock; a folder may have its own."""
    return StandingClock(NOW)


@pytest.fixture
def temporal() -> FakeTemporal:
    """A Temporal that remembers."""
    return FakeTemporal()


@pytest.fixture
def relay(database: Database, vault: Vault, temporal: FakeTemporal, clock: StandingClock) -> Relay:
    """A relay whose rounds the test runs by hand."""
    return Relay(database, temporal.client, vault=vault, clock=clock)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A webhook hears its text itself, however busy the machine: one heard in the background is another story."""
    for name in ("STORE_WITHIN", "HEAR_WITHIN"):
        monkeypatch.setattr(f"intake.replies.incoming.{name}", timedelta(minutes=1))
