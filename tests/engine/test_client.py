"""Connecting to Temporal, and what is said when nobody answers."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from engine.client import TemporalUnreachable, connect, connect_to
from engine.server import free_port
from engine.temporal_target import TemporalTarget


async def test_a_server_that_answers_gives_a_client(temporal_server: str) -> None:
    client = await connect(address=temporal_server, identity="test")

    assert client.namespace == "default"
    assert client.identity == "test"


async def test_nobody_answering_is_said_plainly_after_the_wait() -> None:
    address = f"127.0.0.1:{free_port()}"
    began = time.monotonic()

    target = TemporalTarget(address=address, namespace="county", api_key="s3cr3t")
    with pytest.raises(TemporalUnreachable) as caught:
        await connect_to(target, wait=timedelta(seconds=1))

    assert 0.5 < time.monotonic() - began < 30
    message = str(caught.value)
    assert address in message
    assert "TEMPORAL_ADDRESS" in message
    assert "s3cr3t" not in message
