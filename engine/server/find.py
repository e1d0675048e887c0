"""Find the Temporal development server: each way in turn, the first that works is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.server import cache, download, gobuild, local
from engine.server.sources import (
    PINNED,
    NotThisWay,
    Progress,
    ServerAddress,
    ServerBinary,
    Sources,
    WrongSetting,
    silent,
)

Ways = Mapping[str, Callable[[Sources, Progress], ServerBinary]]

QUICK: Ways = {
    "TEMPORAL_CLI_PATH": local.from_setting,
    "`temporal` on PATH": local.from_path,
    cache.WAY: cache.newest,
}
SLOW: Ways = {
    cache.WAY: cache.newest,  # another process may have just finished
    download.WAY: download.from_sdk,
    gobuild.WAY: gobuild.from_go,
}


class ServerNotFound(Exception):
    """No way of getting a Temporal development server worked here; the message says what to do."""


def find_server(sources: Sources, say: Progress = silent) -> ServerAddress | ServerBinary:
    """The server to use: the address that was given, else a binary."""
    if sources.address:
        return ServerAddress(address=sources.address)
    return install(sources, say)


def install(sources: Sources, say: Progress = silent) -> ServerBinary:
    """A usable binary: found, downloaded or built."""
    reasons: dict[str, str] = {}
    try:
        found = _first(QUICK, sources, say, reasons)
        if found is None:
            with cache.alone(sources.cache, say):
                found = _first(SLOW, sources, say, reasons)
    except WrongSetting as wrong:
        raise ServerNotFound(str(wrong)) from None
    if found is None:
        raise ServerNotFound(_advice(reasons))
    return found


def examine(sources: Sources) -> dict[str, str]:
    """For each quick way and for Go, what it would give or why not; nothing is downloaded or built."""
    outcomes = {"TEMPORAL_ADDRESS": sources.address or "not set"}
    for name, way in QUICK.items():
        try:
            found = way(sources, silent)
            outcomes[name] = f"{found.path} (server {found.version})"
        except (NotThisWay, WrongSetting) as reason:
            outcomes[name] = str(reason)
    return outcomes | {"Go, to build it": gobuild.describe(sources)}


def _first(ways: Ways, sources: Sources, say: Progress, reasons: dict[str, str]) -> ServerBinary | None:
    """What the first way that works gives; why the others do not is added to `reasons`."""
    for name, way in ways.items():
        try:
            return way(sources, say)
        except NotThisWay as reason:
            reasons[name] = str(reason)
    return None


def _advice(reasons: dict[str, str]) -> str:
    tried = "\n".join(f"  - {name}: {reason}" for name, reason in reasons.items())
    return (
        f"No Temporal development server could be found, downloaded or built. Tried:\n{tried}\n"
        "Any one of these helps:\n"
        f"  - install the `temporal` command (server {PINNED} or newer) and have it on PATH, or point "
        "TEMPORAL_CLI_PATH at it\n"
        "  - set TEMPORAL_ADDRESS to the host:port of a Temporal server that is running\n"
        "  - let this machine reach the Python and Go package registries, so that the server can be built"
    )
