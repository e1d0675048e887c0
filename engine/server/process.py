"""Run the development server as a child in its own process group: start, wait until ready, stop cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from engine.client import TemporalUnreachable, connect
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


class ServerFailed(Exception):
    """The development server ended, or was not ready in time; the message ends with its last words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """How to run it. Port 0 picks a free one; no database file means memory only."""

    port: int = 7233
    ui_port: int = 8233
    headless: bool = False
    namespace: str = "default"
    database: Path | None = None
    log_file: Path | None = None
    log_level: str = "error"
    ready_within: timedelta = timedelta(seconds=60)
    stop_within: timedelta = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningServer:
    """A development server that answers."""

    address: str
    ui_url: str | None
    process: Process

    async def wait(self) -> int:
        """The exit code, once it has ended."""
        return await self.process.wait()


@contextlib.asynccontextmanager
async def running(binary: Path, options: ServerOptions) -> AsyncIterator[RunningServer]:
    """The server, ready, for the length of the block; ended with it, however the block ends."""
    server = await start(binary, options)
    try:
        yield server
    finally:
        await stop(server, within=options.stop_within)


async def start(binary: Path, options: ServerOptions) -> RunningServer:
    """Start the server and return when it answers; raise `PortTaken` or `ServerFailed`."""
    port = claim(options.port, setting="CASELINE_TEMPORAL_PORT", purpose="the Temporal server")
    ui_port = None if options.headless else _claim_ui(options)
    command = [str(binary), *_arguments(options, port, ui_port)]
    with _log(options.log_file) as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches our supervisor only, which ends things in order
        )
    server = RunningServer(
        address=f"{LOCALHOST}:{port}",
        ui_url=f"http://{LOCALHOST}:{ui_port}" if ui_port else None,
        process=process,
    )
    try:
        await _until_ready(server, options)
    except BaseException:
        await stop(server, within=options.stop_within)
        raise
    return server


async def stop(server: RunningServer, *, within: timedelta = timedelta(seconds=10)) -> int:
    """Ask it to end, insist after `within`, and return its exit code."""
    for sign, patience in ((signal.SIGTERM, within.total_seconds()), (signal.SIGKILL, None)):
        if server.process.returncode is not None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.process.pid, sign)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(server.process.wait(), patience)
    return await server.process.wait()


def _claim_ui(options: ServerOptions) -> int:
    return claim(options.ui_port, setting="CASELINE_TEMPORAL_UI_PORT", purpose="the Temporal Web UI")


def _arguments(options: ServerOptions, port: int, ui_port: int | None) -> list[str]:
    flags = ["server", "start-dev", "--ip", LOCALHOST, "--port", str(port), "--log-level", options.log_level]
    flags += ["--ui-port", str(ui_port), "--ui-disable-news-fetch"] if ui_port else ["--headless"]
    if options.namespace != "default":
        flags += ["--namespace", options.namespace]
    if options.database:
        flags += ["--db-filename", str(options.database.resolve())]
    for value in DYNAMIC_CONFIG:
        flags += ["--dynamic-config-value", value]
    return flags


@contextlib.contextmanager
def _log(path: Path | None) -> Iterator[int]:
    if path is None:
        yield asyncio.subprocess.DEVNULL
        return
    with path.open("ab") as stream:
        yield stream.fileno()


async def _until_ready(server: RunningServer, options: ServerOptions) -> None:
    """Ready when a client connects; over at once when the process ends first."""
    ended = asyncio.create_task(server.process.wait())
    ready = asyncio.create_task(connect(address=server.address, wait=options.ready_within))
    await asyncio.wait({ended, ready}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if ready.done():
            await ready
            return
        raise ServerFailed(
            f"The Temporal development server ended at once (exit code {ended.result()}). {_last_words(options)}"
        )
    except TemporalUnreachable:
        raise ServerFailed(
            "The Temporal development server was not ready after "
            f"{options.ready_within.total_seconds():.0f} s. {_last_words(options)}"
        ) from None
    finally:
        for task in (ended, ready):
            task.cancel()


def _last_words(options: ServerOptions) -> str:
    if options.log_file is None:
        return "Give it a log file to see why."
    lines = options.log_file.read_text(errors="replace").splitlines()[-5:]
    return f"Its log, {options.log_file}, ends with:\n" + "\n".join(lines)
