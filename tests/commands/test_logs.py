"""Writing a log never raises, whatever becomes of the stream."""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator
from typing import TextIO

import pytest
import structlog

from commands import logs
from db.connection.session import Database
from db.encryption.vault import Vault
from intake.relay.relay import Relay
from settings import Settings
from tests.database import NOW
from tests.intake.fakes import FakeTemporal, StandingClock


class Gone(io.StringIO):
    """As a pipe whose reader is gone."""

    trouble = errno.EPIPE

    def write(self, text: str) -> int:
        raise OSError(self.trouble, text)

    def flush(self) -> None:
        raise OSError(self.trouble, "")


class Full(Gone):
    """As a file on a disk that is full."""

    trouble = errno.ENOSPC


def closed() -> TextIO:
    stream = io.StringIO()
    stream.close()
    return stream


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize("make", [Gone, closed, Full, lambda: None])
@pytest.mark.parametrize("log_format", ["console", "json"])
def test_no_log_call_raises(make: object, log_format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(make)
    monkeypatch.setattr("sys.stderr", make())
    logs.configure(Settings(log_format=log_format))
    for _ in range(2000):
        structlog.get_logger().error("event.given_up", reason="x" * 100, odd=object(), half="\ud800")


async def test_the_relay_outlives_a_log_on_a_full_disk(
    sqlite_database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr", Full())
    logs.configure(Settings())
    relay = Relay(sqlite_database, FakeTemporal(away=True).client, vault=vault, clock=StandingClock(NOW))
    for _ in range(3):
        assert not relay._failed("temporal_away")
        assert not await relay.relay_once()
