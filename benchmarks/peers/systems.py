"""The three that are compared: what each consists of, and how cases are played through it."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Set
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from benchmarks.peers.ground import Program, ground
from benchmarks.peers.ours import OurCases, as_in_production
from benchmarks.peers.parts import Parts
from benchmarks.peers.phones import Phones
from benchmarks.peers.play import PeerCases
from benchmarks.topology_stage import StageOptions, topology_stage
from engine.client import connect

PYTHON = sys.executable
CELERY_PROCESSES = 4
"""Each sends one message at a time, and mostly waits for the provider."""
CELERY = [PYTHON, "-m", "celery", "-A", "benchmarks.peers.celery_tasks"]


@dataclass(frozen=True, kw_only=True)
class Running:
    """A system that runs. `stuck` grows while cases are played."""

    parts: Parts
    phones: Phones
    play: Callable[[int], Awaitable[None]]
    stuck: Set[int]


@dataclass(frozen=True, kw_only=True)
class System:
    """`own`: the processes that run its code; `beside`: those it needs; the simulator is none of them.

    `run` is given how long the provider takes to answer, and for how long a message is waited for.
    """

    name: str
    own: tuple[str, ...]
    beside: tuple[str, ...]
    run: Callable[[float, float], AbstractAsyncContextManager[Running]]

    @property
    def parts(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.own, *self.beside)


def _api(module: str) -> Program:
    words = [PYTHON, "-m", "uvicorn", f"benchmarks.peers.{module}:app", "--port", "{api}", "--no-access-log"]
    return Program(name="api", words=[*words, "--log-level", "warning"], port="api")


def celery() -> list[Program]:
    """Redis keeps every command, as a broker must; worker and beat without the chatter of workers among themselves."""
    redis = ["redis-server", "--port", "{redis}", "--bind", "127.0.0.1", "--dir", "{state}", "--appendonly", "yes"]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    return [
        Program(name="redis", words=[*redis, "--save", ""], port="redis"),
        _api("celery_api"),
        Program(name="worker", words=[*CELERY, "worker", "-c", str(CELERY_PROCESSES), *quiet]),
        Program(name="beat", words=[*CELERY, "beat", "-s", "{state}/beat", "--pidfile", "", "--loglevel", "WARNING"]),
    ]


def dbos() -> list[Program]:
    """The worker makes the tables."""
    return [Program(name="worker", words=[PYTHON, "-m", "benchmarks.peers.dbos_flows"]), _api("dbos_api")]


def _peer(programs: Callable[[], list[Program]]) -> Callable[[float, float], AbstractAsyncContextManager[Running]]:
    @contextlib.asynccontextmanager
    async def run(answer_seconds: float, patience: float) -> AsyncIterator[Running]:
        async with ground(programs(), answer_seconds) as here:
            phones = Phones(simulator=here.phones)
            cases = PeerCases(http=here.http, phones=phones, patience=patience)
            async with _beside(phones.watch()):
                yield Running(parts=here.parts, phones=phones, play=cases.play, stuck=cases.stuck)

    return run


@contextlib.asynccontextmanager
async def _caseline(answer_seconds: float, patience: float) -> AsyncIterator[Running]:
    async with topology_stage(StageOptions(simulator={"answer_seconds": answer_seconds})) as stage:
        await as_in_production(stage)
        client = await connect(address=stage.settings.temporal, namespace=stage.settings.temporal_namespace)
        phones = Phones(simulator=stage.simulator)
        cases = OurCases(stage=stage, client=client, phones=phones, patience=patience)
        parts = Parts(processes=stage.topology.processes, commands=stage.commands)
        async with _beside(phones.watch(), cases.watch()):
            yield Running(parts=parts, phones=phones, play=cases.play, stuck=cases.stuck)


@contextlib.asynccontextmanager
async def _beside(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """While the block runs."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


SYSTEMS = (
    System(name="Caseline", own=("worker", "api"), beside=("temporal", "postgres"), run=_caseline),
    System(name="Celery, Redis", own=("worker", "api", "beat"), beside=("redis", "postgres"), run=_peer(celery)),
    System(name="DBOS", own=("worker", "api"), beside=("postgres",), run=_peer(dbos)),
)
