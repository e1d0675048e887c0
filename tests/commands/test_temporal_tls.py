"""Worker, API and commands reach a Temporal server that wants TLS, our certificate and a key, by the same settings."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from engine.client import TemporalRefused, connect_to
from engine.processes import Command
from engine.server import free_port
from tests import secure_temporal
from tests.conftest import ROOT
from tests.secure_temporal import PROGRAM, SecureServer
from tests.thoroughness import THOROUGH
from tools.topology import temporal

PATIENCE = 120


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SecureServer]:
    """Built with Go where it is not there yet."""
    if not PROGRAM.exists():
        if not THOROUGH:
            pytest.skip("no Temporal server of its own is built: CASELINE_TEST_THOROUGH=1 runs it")
        temporal.install(PROGRAM.parent)
    started = await secure_temporal.start(tmp_path_factory.mktemp("secure"))
    yield started
    await asyncio.to_thread(started.processes.stop_all)


def environment(server: SecureServer, folder: Path, **changes: str) -> dict[str, str]:
    """Of a process of ours."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith(("TEMPORAL_", "CASELINE_"))}
    ours = {
        "CASELINE_STATE_DIR": str(folder),
        "CASELINE_PORT": str(free_port()),
        "CASELINE_TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "CASELINE_TWILIO_AUTH_TOKEN": "secret",
        "CASELINE_TWILIO_FROM": "+12065550100",
    }
    return {**usual, **ours, **server.environment(), **changes}


def caseline(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cli import main; main()", *words]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)


async def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not await asyncio.to_thread(done):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.2)


async def test_worker_api_and_commands_are_let_in_by_the_same_settings(server: SecureServer, tmp_path: Path) -> None:
    env = environment(server, tmp_path)
    for words in (["db", "upgrade"], ["encryption", "init"], ["temporal", "prepare"]):
        done = await asyncio.to_thread(caseline, env, *words)
        assert done.returncode == 0, done.stderr
    for name in ("worker", "api"):
        words = [sys.executable, "-c", "from cli import main; main()", name]
        log = tmp_path / f"{name}.log"
        server.processes.start(Command(name=name, words=words, environment=env, folder=ROOT, log=log))

    def is_ready() -> bool:
        with httpx.Client(trust_env=False) as client:
            try:
                answer = client.get(f"http://127.0.0.1:{env['CASELINE_PORT']}/health/ready")
            except httpx.TransportError:
                return False
            return answer.json()["checks"]["temporal"]["ok"] if "checks" in answer.json() else answer.is_success

    await until(is_ready)
    await until(lambda: caseline(env, "health", "worker").returncode == 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"TEMPORAL_API_KEY": "nonsense"}, "It does not accept TEMPORAL_API_KEY"),
        ({"TEMPORAL_API_KEY": ""}, "It lets in only who it knows: set TEMPORAL_API_KEY"),
        (
            {"TEMPORAL_TLS_CLIENT_CERT_PATH": "", "TEMPORAL_TLS_CLIENT_KEY_PATH": ""},
            "It wants a client certificate: set TEMPORAL_TLS_CLIENT_CERT_PATH",
        ),
        ({"TEMPORAL_TLS": "false"}, "TEMPORAL_TLS is false, but TEMPORAL_TLS_SERVER_CA_CERT_PATH is set"),
        ({"TEMPORAL_TLS_SERVER_CA_CERT_PATH": ""}, "set TEMPORAL_TLS_SERVER_CA_CERT_PATH to that CA's certificate"),
    ],
)
async def test_what_is_wrong_is_one_sentence(
    server: SecureServer, tmp_path: Path, changes: dict[str, str], sentence: str
) -> None:
    done = await asyncio.to_thread(caseline, environment(server, tmp_path, **changes), "temporal", "prepare")
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert "nonsense" not in done.stderr


async def test_a_key_that_has_expired_is_refused_at_once(server: SecureServer) -> None:
    expired = server.keys.sign("temporal-system:admin", valid_for=timedelta(hours=-1))
    began = time.monotonic()
    with pytest.raises(TemporalRefused, match="still valid"):
        await connect_to(replace(server.target, api_key=expired), wait=timedelta(seconds=60))
    assert time.monotonic() - began < 30
