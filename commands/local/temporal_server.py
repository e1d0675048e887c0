"""The Temporal server that the settings ask for, ready for calls: found, started, and prepared."""

from __future__ import annotations

from dataclasses import dataclass, replace

from temporalio.service import RPCError, RPCStatusCode

from engine import namespace, search_attributes
from engine.client import connect_to
from engine.processes import ManagedProcesses
from engine.server import (
    Progress,
    ServerAddress,
    ServerBinary,
    ServerOptions,
    Sources,
    find_server,
    silent,
    start,
)
from engine.temporal_target import API_KEY_FILE
from settings import ROOT, Settings


class NotTheOperator(Exception):
    """The server knows us, and does not let us change the namespace."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The Temporal server does not let this key change the namespace {name}: set {API_KEY_FILE} to the "
            "operator's token (`caseline temporal keys init` makes it)."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyServer:
    """A server with our search attributes; `ui_url` only when we started it ourselves."""

    address: str
    ui_url: str | None = None


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


async def prepare(settings: Settings, address: str, *, retention: bool = True) -> None:
    """Make the namespace at `address` know our search attributes and keep closed calls long enough.

    Raises NotTheOperator, and what `connect_to`, `namespace` and `search_attributes` raise.
    """
    client = await connect_to(replace(settings.temporal_target, address=address))
    await namespace.require(client)
    try:
        await search_attributes.register(client)
        if retention:
            await namespace.set_retention(client, days=settings.temporal_retention_days)
    except RPCError as error:
        if error.status is RPCStatusCode.PERMISSION_DENIED:
            raise NotTheOperator(settings.temporal_namespace) from None
        raise


def find(settings: Settings, say: Progress = silent) -> ServerAddress | ServerBinary:
    """The server to use; may take minutes the first time, so it is not part of `ready_server`."""
    return find_server(sources(settings), say)


async def ready_server(
    settings: Settings, found: ServerAddress | ServerBinary, processes: ManagedProcesses
) -> ReadyServer:
    """The found server, ready for calls; if it is ours to start, it is one of these processes.

    A server that others run only gets our search attributes; how long it keeps workflows stays its owner's choice.
    """
    if isinstance(found, ServerBinary):
        server = await start(found.path, options(settings), processes)
        await prepare(settings, server.address)
        return ReadyServer(address=server.address, ui_url=server.ui_url)
    await prepare(settings, found.address, retention=False)
    return ReadyServer(address=found.address)
