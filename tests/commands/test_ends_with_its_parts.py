"""API and worker end with exit code 1, and say so in one line, when a part of them ends; told to stop, with 0."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.commands.running_api import ApiProcess, api_process
from tests.conftest import ROOT
from tests.patience import until

BROKEN_RELAY = """
import intake.relay.relay as relay
async def run(self):
    await self._woken.wait()
    raise MemoryError("call Zahra")
relay.Relay.run = run
"""
BROKEN_JOB = """
import engine.periodic_jobs as jobs
def lost(*words, **facts):
    raise OSError("no space left")
jobs.log = type("Log", (), {"warning": staticmethod(lost)})
import intake.replies.incoming as incoming
async def breaks(self):
    raise KeyError("x")
incoming.IncomingTexts.hear_waiting = breaks
"""
FATAL_WORKER = """
import temporalio.worker
async def run(self):
    raise RuntimeError("[TransportError] call 26-1")
temporalio.worker.Worker.run = run
"""


def lines_of(log: Path, event: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return [
        {name: value for name, value in line.items() if name != "timestamp"} for line in lines if line["event"] == event
    ]


async def ended(process: subprocess.Popen[bytes]) -> int:
    return await asyncio.to_thread(process.wait, 30)


async def test_an_api_whose_relay_dies_answers_what_it_has_in_hand_and_ends(
    tmp_path: Path, temporal_server: str
) -> None:
    log = tmp_path / "api.log"
    with log.open("wb") as output:
        async with api_process(tmp_path, temporal_server, log=output, fault=BROKEN_RELAY) as running:
            assert await running.put("26-1") == 202
            assert await ended(running.process) == 1
            with pytest.raises(httpx.ConnectError):
                await running.client.get("/health/live")
    expected = {"event": "task.ended", "task": "relay", "reason": "MemoryError", "level": "error"}
    assert lines_of(log, "task.ended") == [expected]
    assert "Traceback" not in log.read_text()
    assert "Zahra" not in log.read_text()


async def test_an_api_whose_job_cannot_go_on_ends(tmp_path: Path, temporal_server: str) -> None:
    log = tmp_path / "api.log"
    with log.open("wb") as output:
        process = await _started_and_ended(tmp_path, temporal_server, output)
    assert process == 1
    assert [(line["task"], line["reason"]) for line in lines_of(log, "task.ended")] == [("hearing", "OSError")]


async def _started_and_ended(directory: Path, temporal: str, output: Any) -> int:
    async with api_process(directory, temporal, log=output) as running:
        return await ended(_started(running, "api", output, fault=BROKEN_JOB, CASELINE_PORT="0"))


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_told_to_stop_api_and_worker_end_well(tmp_path: Path, temporal_server: str, sign: signal.Signals) -> None:
    log = tmp_path / "worker.log"
    with log.open("wb") as output:
        async with api_process(tmp_path, temporal_server, log=subprocess.DEVNULL) as running:
            worker = _started(running, "worker", output)
            await until(lambda: "worker.started" in log.read_text())
            for process in (worker, running.process):
                process.send_signal(sign)
                assert await ended(process) == 0, log.read_text()
    assert lines_of(log, "task.ended") == []
    assert lines_of(log, "worker.stopped")


async def test_a_worker_that_temporal_has_done_with_ends(tmp_path: Path, temporal_server: str) -> None:
    log = tmp_path / "worker.log"
    with log.open("wb") as output:
        async with api_process(tmp_path, temporal_server, log=subprocess.DEVNULL) as running:
            assert await ended(_started(running, "worker", output, fault=FATAL_WORKER)) == 1
    assert {line["reason"] for line in lines_of(log, "task.ended")} == {"RuntimeError"}
    assert "Traceback" not in log.read_text()


async def test_an_api_that_cannot_listen_ends_with_an_error(tmp_path: Path, temporal_server: str) -> None:
    log = tmp_path / "api.log"
    with log.open("wb") as output:
        async with api_process(tmp_path, temporal_server, log=subprocess.DEVNULL) as running:
            assert await ended(_started(running, "api", output)) == 1
    assert "address already in use" in log.read_text()


def _started(
    running: ApiProcess, command: str, output: Any, *, fault: str = "pass", **environment: str
) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-c", f"{fault}\nfrom cli import main\nmain()", command]
    return subprocess.Popen(words, cwd=ROOT, env=running.environment | environment, stdout=output, stderr=output)
