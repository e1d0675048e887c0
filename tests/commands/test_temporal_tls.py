"""Worker, API and commands reach a Temporal server that wants TLS, our certificate and a key, by the same settings."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from engine.client import TemporalRefused, connect_to
from engine.door.roles import API, AUDIENCE, OPERATOR, WORKER, DoorVisitor
from engine.processes import Command
from engine.server import free_port
from tests.conftest import ROOT
from tests.secure_temporal import SecureServer

PATIENCE = 120


def environment(server: SecureServer, folder: Path, visitor: DoorVisitor = OPERATOR, **changes: str) -> dict[str, str]:
    """Of a process of ours, with what this visitor shows."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith(("TEMPORAL_", "CASELINE_"))}
    ours = {
        "CASELINE_STATE_DIR": str(folder),
        "CASELINE_EXTRACT_HOUR": "-1",
        "CASELINE_PORT": str(free_port()),
        "CASELINE_TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "CASELINE_TWILIO_AUTH_TOKEN": "secret",
        "CASELINE_TWILIO_FROM": "+12065550100",
    }
    return {**usual, **ours, **server.environment(visitor), **changes}


def caseline(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cli import main; main()", *words]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)


async def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not await asyncio.to_thread(done):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.2)


async def test_worker_api_and_operator_each_do_their_work_with_their_own_key(
    secure_server: SecureServer, tmp_path: Path
) -> None:
    envs = {each.name: environment(secure_server, tmp_path, each) for each in (OPERATOR, WORKER, API)}
    for words in (["db", "upgrade"], ["encryption", "init"], ["temporal", "prepare"]):
        done = await asyncio.to_thread(caseline, envs["operator"], *words)
        assert done.returncode == 0, done.stderr
    for name in ("worker", "api"):
        words = [sys.executable, "-c", "from cli import main; main()", name]
        log = tmp_path / f"{name}.log"
        command = Command(name=name, words=words, environment=envs[name], folder=ROOT, log=log)
        secure_server.processes.start(command)

    def is_ready() -> bool:
        with httpx.Client(trust_env=False) as client:
            try:
                answer = client.get(f"http://127.0.0.1:{envs['api']['CASELINE_PORT']}/health/ready")
            except httpx.TransportError:
                return False
            return answer.json()["checks"]["temporal"]["ok"] if "checks" in answer.json() else answer.is_success

    await until(is_ready)
    await until(lambda: caseline(envs["worker"], "health", "worker").returncode == 0)
    assert "PERMISSION_DENIED" not in (tmp_path / "worker.log").read_text()
    assert "RPCError" not in (tmp_path / "worker.log").read_text()


async def test_a_worker_does_not_prepare_the_server(secure_server: SecureServer, tmp_path: Path) -> None:
    env = environment(secure_server, tmp_path, WORKER, CASELINE_TEMPORAL_RETENTION_DAYS="17")
    done = await asyncio.to_thread(caseline, env, "temporal", "prepare")
    assert done.returncode == 1
    assert "does not let" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"TEMPORAL_API_KEY_FILE": "", "TEMPORAL_API_KEY": "nonsense"}, "It does not accept TEMPORAL_API_KEY:"),
        ({"TEMPORAL_API_KEY_FILE": ""}, "It lets in only who it knows: set TEMPORAL_API_KEY or TEMPORAL_API_KEY_FILE"),
        ({"TEMPORAL_API_KEY": "nonsense"}, "TEMPORAL_API_KEY and TEMPORAL_API_KEY_FILE are both set"),
        ({"TEMPORAL_API_KEY_FILE": "/dev/null"}, "TEMPORAL_API_KEY_FILE: /dev/null is empty"),
        (
            {"TEMPORAL_TLS_CLIENT_CERT_PATH": "", "TEMPORAL_TLS_CLIENT_KEY_PATH": ""},
            "It wants a client certificate: set TEMPORAL_TLS_CLIENT_CERT_PATH",
        ),
        ({"TEMPORAL_TLS": "false"}, "TEMPORAL_TLS is false, but TEMPORAL_TLS_SERVER_CA_CERT_PATH is set"),
        ({"TEMPORAL_TLS_SERVER_CA_CERT_PATH": ""}, "set TEMPORAL_TLS_SERVER_CA_CERT_PATH to that CA's certificate"),
    ],
)
async def test_what_is_wrong_is_one_sentence(
    secure_server: SecureServer, tmp_path: Path, changes: dict[str, str], sentence: str
) -> None:
    done = await asyncio.to_thread(
        caseline, environment(secure_server, tmp_path, OPERATOR, **changes), "temporal", "prepare"
    )
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert "nonsense" not in done.stderr


async def test_a_key_that_has_expired_is_refused_at_once(secure_server: SecureServer) -> None:
    now = datetime.now(UTC) - timedelta(hours=2)
    signer = secure_server.door.signer
    expired = signer.sign("w", "default:write", audience=AUDIENCE, now=now, valid_for=timedelta(hours=1))
    target = replace(secure_server.target(WORKER), api_key_file=None, api_key=expired)
    began = time.monotonic()
    with pytest.raises(TemporalRefused, match="still valid"):
        await connect_to(target, wait=timedelta(seconds=60))
    assert time.monotonic() - began < 30
