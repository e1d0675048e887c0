"""`caseline temporal`: get, start, prepare and examine the Temporal server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import typer

from commands.lazy import group
from commands.local.temporal_server import NotTheOperator, find, prepare, ready_server, sources
from commands.local.until_signal import until_signal
from commands.open_database import notes, say, stop
from commands.progress_display import Steps
from commands.temporal_keys import app as keys
from engine.client import TemporalUnreachable
from engine.door.endings import endings
from engine.namespace import NamespaceMissing
from engine.processes import ManagedProcesses, ProcessFailed
from engine.search_attributes import SearchAttributesUnusable
from engine.server import PortTaken, ServerAddress, ServerBinary, ServerNotFound, examine
from engine.temporal_tls import BadTemporalSettings
from settings import Settings

app = group("Get, start, prepare and examine the Temporal server.")
app.add_typer(keys, name="keys")

EXPECTED = (
    BadTemporalSettings,
    NamespaceMissing,
    NotTheOperator,
    PortTaken,
    ProcessFailed,
    SearchAttributesUnusable,
    ServerNotFound,
    TemporalUnreachable,
)


@app.command("install")
def install_server() -> None:
    """Find the development server, or download or build it, and print the path of its binary.

    With TEMPORAL_ADDRESS set there is nothing to install, and nothing is printed.
    """
    with plain_errors(), Steps(notes) as step:
        found = find(Settings(), step)
    if isinstance(found, ServerAddress):
        say(f"TEMPORAL_ADDRESS is set: the server at {found.address} is used, nothing to install.")
        return
    say(f"Temporal server {found.version}, from {found.way}")
    typer.echo(found.path)


@app.command("start")
def start_server() -> None:
    """Run the development server with its Web UI until Ctrl-C; its data stay in the state directory."""
    settings = Settings()
    with plain_errors():
        with Steps(notes) as step:
            found = find(settings, step)
        if isinstance(found, ServerAddress):
            say(f"TEMPORAL_ADDRESS is set: the server at {found.address} is used, nothing to start.")
            return
        asyncio.run(until_signal(_serve(settings, found), say))


@app.command("prepare")
def prepare_server() -> None:
    """Give the server at TEMPORAL_ADDRESS our search attributes and the retention of the settings."""
    settings = Settings()
    address = settings.temporal
    with plain_errors():
        asyncio.run(prepare(settings, address))
    typer.echo(
        f"{address}, namespace {settings.temporal_namespace}: search attributes registered, closed calls are "
        f"kept for {settings.temporal_retention_days} days."
    )


@app.command("doctor")
def doctor() -> None:
    """Say which server would be used, for every other way why not, and when what we show it ends. Changes nothing.

    Exit code 1 if a certificate or a token ends within 30 days, for your monitoring.
    """
    settings, now = Settings(), datetime.now(UTC)
    for way, outcome in examine(sources(settings)).items():
        typer.echo(f"{way}: {outcome}")
    ends = endings(settings.temporal_target)
    for each in ends:
        typer.echo(each.sentence(now))
    if any(each.is_near(now) for each in ends):
        raise typer.Exit(1)


@contextmanager
def plain_errors() -> Iterator[None]:
    """What may go wrong as a sentence, without a traceback; exit code 1."""
    try:
        yield
    except EXPECTED as error:
        stop(str(error))


async def _serve(settings: Settings, found: ServerBinary) -> int:
    """Until it is cancelled. Raises ProcessFailed when the server ends by itself."""
    processes = ManagedProcesses()
    try:
        server = await ready_server(settings, found, processes)
        typer.echo(f"Temporal server   {server.address}")
        typer.echo(f"Temporal Web UI   {server.ui_url}")
        typer.echo("Ctrl-C stops it.")
        await processes.while_running(asyncio.Event().wait())
        return 0
    finally:
        await asyncio.to_thread(processes.stop_all)
