"""`caseline temporal keys`: make, issue and renew what opens Temporal's door."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Annotated

import httpx
import typer

from commands.lazy import group
from commands.local.until_signal import until_signal
from commands.open_database import say, stop
from engine.door.keys import Door, Making
from engine.door.provider_keys import ProviderKeysUnusable, copy_keys
from engine.door.roles import AUDIENCE, VISITORS, BadNamespace
from settings import Settings

app = group("Make, issue and renew the certificates and tokens that open Temporal's door.")

NO_PROVIDER = "none"
COPIED_EVERY = timedelta(minutes=5)
TIMEOUT = timedelta(seconds=10)

Audience = Annotated[
    str,
    typer.Option(help="The audience of tokens: the Web UI's client at the identity provider, which signs for it too."),
]
Days = Annotated[int, typer.Option(min=1, max=3650, help="How long certificates and tokens are valid.")]
Anew = Annotated[bool, typer.Option("--anew", help="Make anew what is still good as well.")]


@app.command("init")
def make(
    host: Annotated[list[str] | None, typer.Option(help="Where the server is reached; may be repeated.")] = None,
    audience: Audience = AUDIENCE,
    days: Days = 365,
    anew: Anew = False,
    new_signing_key: Annotated[
        bool, typer.Option("--new-signing-key", help="Sign with another key: all tokens given out before end.")
    ] = False,
) -> None:
    """Make what is missing and renew what ends within 60 days; safe to repeat, at every start for example.

    For the namespace of TEMPORAL_NAMESPACE.
    """
    settings = Settings()
    door = _door(settings, audience)
    if new_signing_key:
        door.forget_signing_key()
    try:
        written = door.make(settings.temporal_namespace, host or ["localhost", "127.0.0.1"], _making(days, anew))
    except (BadNamespace, OSError) as error:
        stop(str(error))
    _say_written(written, door.folder)


@app.command("issue")
def issue(
    visitor: Annotated[str, typer.Argument(help=f"Who is let in: {', '.join(VISITORS)}.")],
    into: Annotated[Path, typer.Argument(help="The folder to write to.", file_okay=False)],
    namespace: Annotated[str, typer.Option(help="The one it opens; by default TEMPORAL_NAMESPACE.")] = "",
    audience: Audience = AUDIENCE,
    days: Days = 365,
    anew: Anew = False,
) -> None:
    """Let one more in: a worker on another machine, or the worker of another installation with its own namespace."""
    settings = Settings()
    if visitor not in VISITORS:
        stop(f"There is no {visitor!r}: say one of {', '.join(VISITORS)}.")
    door = _door(settings, audience)
    if not door.server.exists():
        stop(f"There are no keys in {door.folder} yet: run `caseline temporal keys init` first.")
    namespace = namespace or settings.temporal_namespace
    try:
        written = door.admit(VISITORS[visitor], namespace, into, _making(days, anew))
    except (BadNamespace, OSError) as error:
        stop(str(error))
    _say_written(written, into)


@app.command("follow")
def follow(
    provider: Annotated[str, typer.Option(help="The address of the identity provider; `none` if there is none.")],
    once: Annotated[bool, typer.Option("--once", help="Copy once, and fail if it fails.")] = False,
) -> None:
    """Copy the identity provider's keys beside ours, again and again: Temporal's server reads files only.

    So calls go on while the provider is away, whatever is started again meanwhile.
    """
    file = _door(Settings(), AUDIENCE).provider_keys
    if once:
        try:
            say(f"{asyncio.run(_copy(provider, file))} keys of {provider} copied.")
        except (ProviderKeysUnusable, OSError) as error:
            stop(str(error))
        return
    asyncio.run(until_signal(_follow(provider, file), say))


async def _follow(provider: str, file: Path) -> int:
    if provider == NO_PROVIDER:
        say("No identity provider is named: no one signs in to the Web UI.")
    chance = Random()  # noqa: S311  spreads the questions of several installations; it guards nothing
    while True:
        try:
            if provider != NO_PROVIDER:
                await _copy(provider, file)
            await asyncio.to_thread(file.touch)  # what `caseline health provider-keys` looks at
        except (ProviderKeysUnusable, OSError) as error:
            say(f"{error} The keys that were copied before stay.")
        await asyncio.sleep(COPIED_EVERY.total_seconds() * chance.uniform(0.75, 1.25))


async def _copy(provider: str, file: Path) -> int:
    async with httpx.AsyncClient(timeout=TIMEOUT.total_seconds()) as http:
        return await copy_keys(provider, file, http)


def _door(settings: Settings, audience: str) -> Door:
    return Door(folder=settings.door_path, audience=audience)


def _making(days: int, anew: bool) -> Making:
    return Making(now=datetime.now(UTC), valid_for=timedelta(days=days), anew=anew)


def _say_written(written: list[Path], folder: Path) -> None:
    if not written:
        typer.echo(f"All that is in {folder} is good for 60 days or more: nothing was made.")
    for path in written:
        typer.echo(f"made {path}")
