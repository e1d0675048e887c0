"""The ground that all stand on: PostgreSQL and the simulator, and whatever processes are put on it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from benchmarks.local_stack import until
from benchmarks.peers.house import API_KEY, REDIS
from benchmarks.peers.parts import Parts
from benchmarks.topology_stage import PASSWORD, free_ports
from engine.reaper import own_reaper
from settings import ROOT
from simulator.client import SimulatorControl
from tools.topology import postgres
from tools.topology.temporal import listens
from tools.topology.topology import HERE, Topology

KEY = "peers-benchmark"
SIMULATOR = "simulator"
PLACES = ("postgres", SIMULATOR, "api", "redis")


@dataclass(frozen=True, kw_only=True)
class Program:
    """A process to start. `port`: which of the places it listens on; the next waits for it."""

    name: str
    words: Sequence[str | Path]
    port: str = ""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A system that runs: its parts, where it takes events, and the phones."""

    parts: Parts
    http: httpx.AsyncClient
    phones: SimulatorControl


@contextlib.asynccontextmanager
async def ground(programs: Sequence[Program], answer_seconds: float) -> AsyncIterator[Ground]:
    """PostgreSQL, the simulator, then the programs in their order; nothing is left behind."""
    with tempfile.TemporaryDirectory(prefix="caseline-peers-", ignore_cleanup_errors=True) as folder:
        state = Path(folder)
        own_reaper().remove(state)
        state.chmod(0o711)  # noqa: ASYNC240  PostgreSQL does not run as root
        topology = Topology(
            state=state,
            programs=state,
            cli=state,
            ports=dict(zip(PLACES, free_ports(len(PLACES)), strict=True)),
            passwords={"admin": PASSWORD},
        )
        try:
            await asyncio.to_thread(postgres.start, topology)
            _make_database(topology)
            env = _environment(topology)
            for program in (_simulator(topology, answer_seconds), *programs):
                words = [str(word).format(**_places(topology)) for word in program.words]
                topology.processes.start(topology.command(program.name, words, env, folder=ROOT))
                if program.port:
                    port = topology.ports[program.port]
                    await until(lambda port=port: _up(topology, port), look=0.1)  # type: ignore[misc]  # no type inferred
            names = ("postgres", SIMULATOR, *(program.name for program in programs))
            parts = Parts(
                processes=topology.processes, commands={name: topology.processes[name].command for name in names}
            )
            headers = {"Authorization": f"Bearer {KEY}"}
            api = f"http://127.0.0.1:{topology.ports['api']}"
            async with httpx.AsyncClient(base_url=api, headers=headers, timeout=20, trust_env=False) as http:
                phones = SimulatorControl(f"http://127.0.0.1:{topology.ports[SIMULATOR]}")
                yield Ground(parts=parts, http=http, phones=phones)
        finally:
            await asyncio.to_thread(topology.processes.stop_all)


def _up(topology: Topology, port: int) -> bool:
    topology.processes.check()
    return listens(port)


def _make_database(topology: Topology) -> None:
    url = f"postgresql://postgres:{PASSWORD}@127.0.0.1:{topology.ports['postgres']}/postgres"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE peer")


def _places(topology: Topology) -> dict[str, str]:
    return {"state": str(topology.state), **{name: str(port) for name, port in topology.ports.items()}}


def _simulator(topology: Topology, answer_seconds: float) -> Program:
    hooks = f"http://127.0.0.1:{topology.ports['api']}/webhooks/sendgrid/events"
    words = [sys.executable, "-m", "simulator", "--port", "{simulator}", "--event-webhook-url", hooks]
    return Program(name=SIMULATOR, words=[*words, "--answer-seconds", str(answer_seconds)], port=SIMULATOR)


def _environment(topology: Topology) -> Mapping[str, str]:
    ports = topology.ports
    lines = (HERE / "dev.env").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line.startswith("CASELINE_"))
    simulator = f"http://127.0.0.1:{ports[SIMULATOR]}"
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME")},
        **given,
        "CASELINE_DATABASE_URL": f"postgresql://postgres:{PASSWORD}@127.0.0.1:{ports['postgres']}/peer",
        "CASELINE_PUBLIC_URL": f"http://127.0.0.1:{ports['api']}",
        "CASELINE_TWILIO_BASE_URL": simulator,
        "CASELINE_SENDGRID_BASE_URL": simulator,
        API_KEY: KEY,
        REDIS: f"redis://127.0.0.1:{ports['redis']}/0",
    }
