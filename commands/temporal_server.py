"""The Temporal server that the settings ask for, ready for calls: found, started, prepared, and stopped."""

from __future__ import annotations

import contextlib
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from dataclasses import dataclass

from engine import namespace, search_attributes
from engine.client import connect
from engine.server import (
    Progress,
    RunningServer,
    ServerAddress,
    ServerBinary,
    ServerOptions,
    Sources,
    find_server,
    running,
    silent,
)
from settings import ROOT, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyServer:
    """A server with our search attributes; `process` and `ui_url` only when we started it ourselves."""

    address: str
    ui_url: str | None = None
    process: Process | None = None


def sources(settings: Settings) -> Sources:
    """Where to look for the server."""
    return Sources(
        address=settings.temporal_address, cli_path=settings.temporal_cli_path, recipe=ROOT / "tools" / "temporal"
    )


def options(settings: Settings) -> ServerOptions:
    """How to run the development server, its files in the state directory."""
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    return ServerOptions(
        port=settings.temporal_port,
        ui_port=settings.temporal_ui_port,
        namespace=settings.temporal_namespace,
        database=settings.state_dir / "temporal.db",
        log_file=settings.state_dir / "temporal.log",
    )


async def prepare(settings: Settings, address: str) -> None:
    """Make the namespace at `address` know our search attributes and keep closed calls long enough."""
    client = await connect(address=address, namespace=settings.temporal_namespace)
    await namespace.require(client)
    await search_attributes.register(client)
    await namespace.set_retention(client, days=settings.temporal_retention_days)


def find(settings: Settings, say: Progress = silent) -> ServerAddress | ServerBinary:
    """The server to use; may take minutes the first time, so it is not part of `serving`."""
    return find_server(sources(settings), say)


@contextlib.asynccontextmanager
async def serving(settings: Settings, found: ServerAddress | ServerBinary) -> AsyncIterator[ReadyServer]:
    """The found server, ready for the length of the block.

    Somebody else's server only gets our search attributes; how long it keeps workflows stays its owner's choice.
    """
    if isinstance(found, ServerAddress):
        client = await connect(address=found.address, namespace=settings.temporal_namespace)
        await namespace.require(client)
        await search_attributes.register(client)
        yield ReadyServer(address=found.address)
        return
    async with started(settings, found) as server:
        yield ReadyServer(address=server.address, ui_url=server.ui_url, process=server.process)


@contextlib.asynccontextmanager
async def started(settings: Settings, binary: ServerBinary) -> AsyncIterator[RunningServer]:
    """Our own server, ready for the length of the block."""
    async with running(binary.path, options(settings)) as server:
        await prepare(settings, server.address)
        yield server
