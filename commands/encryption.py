"""`caseline encryption`: make and rotate the keys that encrypt what is kept about people, and show which are in use."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Annotated

import typer

from commands.lazy import group
from commands.open_database import notes, opened, plain_errors, say_what_was_mended, stop
from commands.output import local_time, show_table
from commands.progress_display import Steps
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.rotation import Resealed, count_by_key, count_old, reseal
from db.encryption.vault import Vault
from settings import Settings

app = group("Make and rotate the keys that encrypt what is kept about people.")


@app.command()
def init() -> None:
    """Make the key ring, unless there is one.

    Each installation needs one. Back it up, apart from the database.
    """
    settings = Settings()
    say_what_was_mended(settings)
    path = settings.keys_path
    with plain_errors():
        ring = KeyRing.create_once(path, now=datetime.now(UTC))
    typer.echo(f"Key {ring.current} of {path} is in force.")


@app.command()
def rotate(
    resume: Annotated[
        bool, typer.Option("--continue", help="Make no new key: finish a rotation that was interrupted.")
    ] = False,
) -> None:
    """Put a new key in force and encrypt everything again with it; API and worker may run meanwhile.

    Old keys stay in the ring: backups need them.
    """
    settings = Settings()
    with plain_errors():
        ring = KeyRing.load(settings.keys_path)
        if not resume:
            ring = ring.add_key(now=datetime.now(UTC))
            notes.print(f"Key {ring.current} is in force. Back up {settings.keys_path}.", markup=False)
        result = asyncio.run(_reseal(settings, Vault(ring)))
    typer.echo(f"{result.count} values are encrypted again with key {ring.current}.")
    if result.unreadable:
        stop("These could not be opened and stay as they are:\n" + "\n".join(result.unreadable))


@app.command()
def show() -> None:
    """Show the keys of the ring and how many values each one encrypts."""
    settings = Settings()
    with plain_errors():
        ring = KeyRing.load(settings.keys_path)
        counts = asyncio.run(_counts(settings))
    rows = (
        (name, local_time(key.created_at), str(counts[name]), "in force" if name == ring.current else "")
        for name, key in ring.keys.items()
    )
    show_table(("Key", "Made", "Values", ""), rows)
    missing = sorted(set(counts) - set(ring.keys))
    if missing:
        stop(f"Values are encrypted with keys that the ring does not have: {', '.join(missing)}.")


async def _reseal(settings: Settings, vault: Vault) -> Resealed:
    async with opened(settings) as database:
        first = await _pass(database, vault, "Encrypting again")
        # What a transaction sealed just before the new key was in force may have come in behind us.
        second = await _pass(database, vault, "Looking again")
    return Resealed(count=first.count + second.count, unreadable=second.unreadable)


async def _pass(database: Database, vault: Vault, text: str) -> Resealed:
    total, done = await count_old(database, vault), 0
    with Steps(notes) as say:

        def moved(rows: int) -> None:
            nonlocal done
            done += rows
            say(text, done, max(total, done))

        say(text, 0, total)
        return await reseal(database, vault, moved=moved)


async def _counts(settings: Settings) -> Counter[str]:
    async with opened(settings) as database:
        return await count_by_key(database)
