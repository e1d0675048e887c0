"""`caseline api` as a process of its own, whose log cannot be written, and whose disk fills up."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path

import pytest

from tests.commands.running_api import ApiProcess, api_process
from tests.patience import until

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has /dev/full")
async def test_a_log_that_cannot_be_written_stops_neither_requests_nor_the_relay(
    tmp_path: Path, temporal_server: str
) -> None:
    with FULL.open("wb") as log:  # noqa: ASYNC230  a test
        async with api_process(tmp_path, temporal_server, log=log) as running:
            for n in range(3):  # each relayed event is a line in the log: a relay that died of it relays no second
                assert await running.put(f"26-{n}") == 202
                await until(lambda: _nothing_waits(running))
            assert running.process.poll() is None
            assert (await running.checks())["relay"] == {"ok": True, "problem": ""}


async def test_a_closed_pipe_stops_nothing_either(tmp_path: Path, temporal_server: str) -> None:
    reading, writing = os.pipe()
    async with api_process(tmp_path, temporal_server, log=writing) as running:
        os.close(writing)
        os.close(reading)
        for n in range(2):
            assert await running.put(f"26-{n}") == 202
            await until(lambda: _nothing_waits(running))


async def test_on_a_full_disk_the_api_is_not_ready_and_recovers_by_itself(tmp_path: Path, temporal_server: str) -> None:
    async with api_process(tmp_path, temporal_server, log=subprocess.DEVNULL) as running:
        assert await running.put("26-1") == 202
        assert (await running.checks())["writes"]["ok"]
        running.limit_files(1)
        assert await running.put("26-2") == 503
        await until(lambda: _takes_writes(running, False))
        assert (await running.client.get("/health/ready")).status_code == 503
        running.limit_files(resource.RLIM_INFINITY)
        await until(lambda: _takes_writes(running, True))
        assert await running.put("26-2") == 202


async def _nothing_waits(running: ApiProcess) -> bool:
    return await running.waiting() == 0


async def _takes_writes(running: ApiProcess, wanted: bool) -> bool:
    return (await running.checks())["writes"]["ok"] is wanted
