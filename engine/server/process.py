"""Run the Temporal development server: its options, started, ready, and stopped."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from engine.client import connect
from engine.processes import Command, ManagedProcess, ManagedProcesses
from engine.server.ports import LOCALHOST, claim

DYNAMIC_CONFIG = (
    "frontend.WorkflowTimeSkippingEnabled=true",  # a case of forty days in seconds, see engine/time_skipping.py
    # By default a timer that time skipping has moved waits up to 1 s to be read; so it is about 20 ms.
    'history.timerProcessorMaxTimeShift="20ms"',
    "history.timerProcessorMaxPollRPS=200",
    # The pause put before a continue-as-new in a young run is added to twice when time was skipped:
    # the new run's clock jumped by the whole offset before its first task.
    'history.workflowIdReuseMinimalInterval="0s"',
    "matching.enableFairness=true",  # one agency's storm does not hold up another; implies priorities
    # With the usual four, a rate limit is split between parts of a queue that fill unevenly: see docs/decisions/0004.
    "matching.numTaskqueueReadPartitions=1",
    "matching.numTaskqueueWritePartitions=1",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """How to run it. Port 0 picks a free one; no database file means memory only."""

    port: int = 7233
    ui_port: int = 8233
    headless: bool = False
    namespace: str = "default"
    database: Path | None = None
    log_file: Path | None = None
    ready_within: timedelta = timedelta(seconds=60)
    stop_within: timedelta = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningServer:
    """A development server that answers."""

    address: str
    ui_url: str | None
    process: ManagedProcess


@contextlib.asynccontextmanager
async def running(binary: Path, options: ServerOptions) -> AsyncIterator[RunningServer]:
    """The server, ready, for the length of the block; ended with it, however the block ends."""
    server = await start(binary, options)
    try:
        yield server
    finally:
        await asyncio.to_thread(server.process.stop)


async def start(binary: Path, options: ServerOptions, processes: ManagedProcesses | None = None) -> RunningServer:
    """Start the server, as one of these processes, and return when it answers. Raises PortTaken and ProcessFailed."""
    port = claim(options.port, setting="CASELINE_TEMPORAL_PORT", purpose="the Temporal server")
    ui_port = None
    if not options.headless:
        ui_port = claim(options.ui_port, setting="CASELINE_TEMPORAL_UI_PORT", purpose="the Temporal Web UI")
    processes = processes or ManagedProcesses()
    command = Command(
        name="temporal",
        words=[binary, *_arguments(options, port, ui_port)],
        log=options.log_file,
        stop_within=options.stop_within.total_seconds(),
    )
    server = RunningServer(
        address=f"{LOCALHOST}:{port}",
        ui_url=f"http://{LOCALHOST}:{ui_port}" if ui_port else None,
        process=processes.start(command),
    )
    # The limit is ours: when it has passed, the log says more than the client could.
    answer = connect(address=server.address, wait=options.ready_within * 2)
    try:
        await processes.until_ready(command.name, answer, seconds=options.ready_within.total_seconds())
    except BaseException:
        await asyncio.to_thread(server.process.stop)
        raise
    return server


def _arguments(options: ServerOptions, port: int, ui_port: int | None) -> list[str]:
    flags = ["server", "start-dev", "--ip", LOCALHOST, "--port", str(port), "--log-level", "error"]
    flags += ["--ui-port", str(ui_port), "--ui-disable-news-fetch"] if ui_port else ["--headless"]
    if options.namespace != "default":
        flags += ["--namespace", options.namespace]
    if options.database:
        flags += ["--db-filename", str(options.database.resolve())]
    for value in DYNAMIC_CONFIG:
        flags += ["--dynamic-config-value", value]
    return flags
