"""The topology of docker-compose.yml from packages, in a temporary folder, as a stage whose parts may break."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import psycopg

from benchmarks.chaos_cases import say_at_once
from benchmarks.local_stack import until
from commands.local.demo_agency import DemoAgency, demo_agency
from db.connection.session import Database
from db.queries import agencies
from engine.processes import Command
from engine.reaper import own_reaper
from settings import Settings
from simulator.client import SimulatorControl
from tools.topology import start as topology_start
from tools.topology.temporal import listens
from tools.topology.topology import Topology

PATIENCE = 300.0
"""Seconds that a question waits for the database to be there again."""

PARTS = ("postgres", "temporal", "simulator", "worker", "api")

OURS = ("simulator", "worker", "api")

STARTS = 10
"""How often a part may end by itself before the stage stands."""

PASSWORD = "benchmark"  # noqa: S105  of databases that live as long as the benchmark

CLI = Path.home() / ".cache" / "caseline" / "temporal-1.32.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOptions:
    """What differs from the topology. `environments`: by part; `simulator`: its options; `ports`: if chosen before."""

    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    simulator: Mapping[str, str | float] = field(default_factory=dict)
    ports: Mapping[str, int] = field(default_factory=dict)
    keep: Path | None = None
    """Where what the parts logged, and what the simulator accepted, is kept."""


@dataclass(frozen=True, kw_only=True)
class TopologyStage:
    """Where calls are played. `commands`: how each part is started again."""

    topology: Topology
    settings: Settings
    demo: DemoAgency
    http: httpx.AsyncClient
    phones: httpx.AsyncClient
    simulator: SimulatorControl
    commands: dict[str, Command]

    def rows(self, question: str, *values: str) -> list[tuple[Any, ...]]:
        """What the database answers, read past the API; waits while it is away."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with psycopg.connect(self.settings.database_url, connect_timeout=3) as connection:
                    return connection.execute(question.replace("?", "%s").encode(), values or None).fetchall()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.5)

    def count(self, question: str, *values: str) -> int:
        """The one figure that a question to the database gives."""
        return int(self.rows(question, *values)[0][0])

    def port(self, name: str) -> int | None:
        """Where a part listens; the worker does not."""
        return port_of(self.topology, name)


def port_of(topology: Topology, name: str) -> int | None:
    """Where a part listens; the worker does not."""
    return None if name == "worker" else topology.ports["frontend" if name == "temporal" else name]


@contextlib.asynccontextmanager
async def topology_stage(options: StageOptions) -> AsyncIterator[TopologyStage]:
    """Start everything on free ports; nothing is left behind, not even by a killed benchmark."""
    with tempfile.TemporaryDirectory(prefix="caseline-chaos-", ignore_cleanup_errors=True) as folder:
        topology = topology_in(state := Path(folder), ports=options.ports)
        try:
            with contextlib.redirect_stdout(sys.stderr):
                env = await asyncio.to_thread(topology_start.start, topology)
            async with _prepared(topology, settings_from(env), options) as stage:
                yield stage
        finally:
            await asyncio.to_thread(topology.processes.stop_all)
            if options.keep is not None:
                _keep(state, options.keep)


def topology_in(
    state: Path, *, ports: Mapping[str, int] | None = None, temporal_environment: Mapping[str, str] | None = None
) -> Topology:
    """On free ports unless they are given; nothing of it runs yet, and its folder goes with this process."""
    own_reaper().remove(state)
    state.chmod(0o711)  # PostgreSQL does not run as root
    return Topology(
        state=state,
        programs=topology_start.CACHE,
        cli=CLI,
        ports=ports or chosen_ports(),
        passwords=dict.fromkeys(("admin", "caseline", "temporal"), PASSWORD),
        temporal_environment=temporal_environment or {},
    )


def _keep(state: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in (*state.glob("*.log*"), *state.glob("caseline/*.jsonl")):
        shutil.copy(path, folder)


@contextlib.asynccontextmanager
async def _prepared(topology: Topology, settings: Settings, options: StageOptions) -> AsyncIterator[TopologyStage]:
    """The agency is there, and our own processes run as the options say."""
    commands = {name: _command(topology, settings, options, name) for name in PARTS}
    await asyncio.to_thread(topology.processes.stop_all)
    with (topology.state / "postgres" / "data" / "postgresql.conf").open("a") as configuration:
        configuration.write("track_commit_timestamp = on\n")  # when a STOP came into force
    starter = _Starter(topology=topology, commands=commands)
    await starter.start("postgres")
    demo = await _agency(settings)
    for name in ("temporal", *OURS):
        await starter.start(name)
    phones, api = settings.twilio_base_url, settings.base_url
    headers = {"Authorization": f"Bearer {demo.key}"}
    async with (
        httpx.AsyncClient(base_url=api, headers=headers, timeout=20, trust_env=False) as http,
        httpx.AsyncClient(base_url=phones, timeout=90, trust_env=False) as texts,
    ):
        await _answers(starter, texts, "/_control")
        await _answers(starter, http, "/health/ready")
        yield TopologyStage(
            topology=topology,
            settings=settings,
            demo=demo,
            http=http,
            phones=texts,
            simulator=SimulatorControl(phones),
            commands=commands,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Starter:
    """Starts parts. One that ends is started again: a server whose store may fail seldom starts at once."""

    topology: Topology
    commands: Mapping[str, Command]
    again: Counter[str] = field(default_factory=Counter)

    async def start(self, name: str) -> None:
        """A part that others need is awaited."""
        self.topology.processes.start(self.commands[name])
        if (port := port_of(self.topology, name)) is not None:
            await until(lambda: self.all_run() and listens(port), look=0.1)

    def all_run(self) -> bool:
        """False if a part has just been started again. Raises ProcessFailed once one has ended too often."""
        ended = [process.command for process in self.topology.processes.ended()]
        for command in ended:
            self.again[command.name] += 1
            if self.again[command.name] > STARTS:
                self.topology.processes.check()
            self.topology.processes.start(command)
        return not ended


def _command(topology: Topology, settings: Settings, options: StageOptions, name: str) -> Command:
    command = topology.processes[name].command
    if name == "simulator":
        # Its options stand in the command: what it was told at run time it forgets when it is killed.
        hooks = f"{settings.base_url}/webhooks"
        store = settings.state_dir / "phones.jsonl"
        words = [sys.executable, "-m", "simulator", "--port", str(topology.ports[name]), "--store", str(store)]
        words += ["--inbound-url", f"{hooks}/twilio/inbound", "--event-webhook-url", f"{hooks}/sendgrid/events"]
        for option, value in options.simulator.items():
            words += [f"--{option.replace('_', '-')}", str(value)]
        return replace(command, words=words)
    return replace(command, environment={**(command.environment or {}), **options.environments.get(name, {})})


async def _agency(settings: Settings) -> DemoAgency:
    """The demonstration agency, with a policy under which everything leaves at once."""
    database = Database(settings.database)
    try:
        demo = await demo_agency(settings, database)
        async with database.transaction() as session:
            agency = await agencies.get(session, demo.ori)
            assert agency is not None
            say_at_once(agency)
            # Hundreds of cases that are played at once are no mistake of a records system; and STOP is ours to obey.
            agency.policy = agency.policy.replace("ceiling = 50", "ceiling = 10000").replace(
                "twilio_answers_keywords = true", "twilio_answers_keywords = false"
            )
    finally:
        await database.dispose()
    return demo


def settings_from(env: Mapping[str, str]) -> Settings:
    """As the processes of the topology have them."""
    ours = {name.removeprefix("CASELINE_").lower(): value for name, value in env.items() if name.startswith("CASELINE")}
    return Settings(**ours, temporal_address=env["TEMPORAL_ADDRESS"])  # type: ignore[arg-type]  # pydantic reads text


async def _answers(starter: _Starter, client: httpx.AsyncClient, path: str) -> None:
    async with asyncio.timeout(120):
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if starter.all_run() and (await client.get(path)).is_success:
                    return
            await asyncio.sleep(0.2)


def chosen_ports() -> dict[str, int]:
    """A free port for each part of the topology."""
    return dict(zip(topology_start.PORTS, free_ports(len(topology_start.PORTS)), strict=True))


def free_ports(many: int) -> list[int]:
    """So many different ones, below those of the usual topology and those that connections are given by the system."""
    found: list[int] = []
    port = 10000 + os.getpid() % 600 * 20
    while len(found) < many:
        port += 1
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.append(port)
    return found
