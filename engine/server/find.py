"""Find the Temporal development server: each way in turn, the first that works is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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

Way = tuple[str, Callable[[Sources, Progress], ServerBinary]]

QUICK: tuple[Way, ...] = (
    ("TEMPORAL_CLI_PATH", local.from_setting),
    ("`temporal` on PATH", local.from_path),
    (cache.WAY, lambda sources, say: cache.newest(sources.cache)),
)
SLOW: tuple[Way, ...] = (
    (cache.WAY, lambda sources, say: cache.newest(sources.cache)),  # another process may have just finished
    ("the SDK's download", download.from_sdk),
    ("a build with Go", gobuild.from_go),
)


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
        for found in _walk(QUICK, sources, say, reasons):
            return found
        with cache.alone(sources.cache, say):
            for found in _walk(SLOW, sources, say, reasons):
                return found
    except WrongSetting as wrong:
        raise ServerNotFound(str(wrong)) from None
    raise ServerNotFound(_advice(reasons))


def examine(sources: Sources) -> dict[str, str]:
    """For each quick way and for Go, what it would give or why not; nothing is downloaded or built."""
    outcomes = {"TEMPORAL_ADDRESS": sources.address or "not set"}
    for name, way in QUICK:
        try:
            found = way(sources, silent)
            outcomes[name] = f"{found.path} (server {found.version})"
        except (NotThisWay, WrongSetting) as reason:
            outcomes[name] = str(reason)
    return outcomes | {"Go, to build it": gobuild.describe(sources)}


def _walk(ways: tuple[Way, ...], sources: Sources, say: Progress, reasons: dict[str, str]) -> Iterator[ServerBinary]:
    for name, way in ways:
        try:
            yield way(sources, say)
        except NotThisWay as reason:
            reasons[name] = str(reason)


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
