"""`caseline temporal`: get, start, prepare and examine the Temporal server."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator

import typer
from rich.console import Console

from commands.local.temporal_server import find, prepare, ready_server, sources
from commands.progress_display import Steps
from engine.client import TemporalUnreachable
from engine.namespace import NamespaceMissing
from engine.processes import ManagedProcesses, ProcessFailed
from engine.search_attributes import SearchAttributesUnusable
from engine.server import (
    PortTaken,
    ServerAddress,
    ServerBinary,
    ServerNotFound,
    examine,
)
from settings import Settings

app = typer.Typer(help="Get, start, prepare and examine the Temporal server.", no_args_is_help=True)

notes = Console(stderr=True)
EXPECTED = (
    NamespaceMissing,
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
    with plain_errors(), Steps(notes) as say:
        found = find(Settings(), say)
    if isinstance(found, ServerAddress):
        say_aside(f"TEMPORAL_ADDRESS is set: the server at {found.address} is used, nothing to install.")
        return
    say_aside(f"Temporal server {found.version}, from {found.way}")
    typer.echo(found.path)


@app.command("start")
def start_server() -> None:
    """Run the development server with its Web UI until Ctrl-C; its data stay in the state directory."""
    settings = Settings()
    with plain_errors():
        with Steps(notes) as say:
            found = find(settings, say)
        if isinstance(found, ServerAddress):
            say_aside(f"TEMPORAL_ADDRESS is set: the server at {found.address} is used, nothing to start.")
            return
        asyncio.run(_serve(settings, found))


@app.command("prepare")
def prepare_server() -> None:
    """Give the server at TEMPORAL_ADDRESS our search attributes and the retention of the settings."""
    settings = Settings()
    address = settings.temporal_address or f"127.0.0.1:{settings.temporal_port}"
    with plain_errors():
        asyncio.run(prepare(settings, address))
    typer.echo(
        f"{address}, namespace {settings.temporal_namespace}: search attributes registered, closed calls are "
        f"kept for {settings.temporal_retention_days} days."
    )


@app.command("doctor")
def doctor() -> None:
    """Say which server would be used, and for every other way why not. Changes nothing."""
    for way, outcome in examine(sources(Settings())).items():
        typer.echo(f"{way}: {outcome}")


def say_aside(text: str, *, style: str = "") -> None:
    """Print to standard error, as it is: standard output is for results."""
    notes.print(text, style=style, highlight=False, markup=False, soft_wrap=True)


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Print what we expect to go wrong as a sentence, without a traceback, and exit with 1."""
    try:
        yield
    except EXPECTED as error:
        say_aside(str(error), style="red")
        raise typer.Exit(1) from None


async def _serve(settings: Settings, found: ServerBinary) -> None:
    """Until Ctrl-C. Raises ProcessFailed when the server ends by itself."""
    stopped = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    processes = ManagedProcesses()
    try:
        server = await ready_server(settings, found, processes)
        typer.echo(f"Temporal server   {server.address}")
        typer.echo(f"Temporal Web UI   {server.ui_url}")
        typer.echo("Ctrl-C stops it.")
        await processes.while_running(stopped.wait())
    finally:
        await asyncio.to_thread(processes.stop_all)
