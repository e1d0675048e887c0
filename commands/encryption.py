"""`caseline encryption`: make and rotate the keys that encrypt what is kept about people, and show which are in use."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from commands.acting import note_installation
from commands.encryption_check import check
from commands.lazy import group
from commands.open_database import notes, opened, opened_vault, plain_errors, say, say_what_was_mended, stop
from commands.output import local_time, show_table
from commands.progress_display import Steps
from db import migrate
from db.connection.session import Database
from db.encryption import hash_replacement
from db.encryption.fitting import ring_made_once
from db.encryption.keyring import KeyRing
from db.encryption.rotation import Resealed, count_by_key, count_old, count_unbound, reseal
from db.encryption.vault import Vault
from domain.audit.acts import ActKind
from settings import Settings

SETTLED_AFTER = timedelta(seconds=5)
"""Longer than any request takes."""

HOW_TO_GO_ON = (
    "Back up {path}, and bring it to every machine that runs API or worker; then run "
    "`caseline encryption replace-hash-key --continue`."
)

app = group("Make and rotate the keys that encrypt what is kept about people.")


@app.command()
def init() -> None:
    """Make the key ring, unless there is one, or the database has values that only a ring of before opens.

    Each installation needs one. Run `caseline db upgrade` first, and back the ring up, apart from the database.
    """
    settings = Settings()
    say_what_was_mended(settings)
    with plain_errors():
        ring = asyncio.run(_made_once(settings))
    typer.echo(f"Key {ring.current} of {ring.path} is in force.")


@app.command()
def rotate(
    resume: Annotated[
        bool, typer.Option("--continue", help="Make no new key: finish a rotation that was interrupted.")
    ] = False,
    accept_unbound: Annotated[
        bool,
        typer.Option("--accept-unbound", help="After restoring a backup whose values were not bound to their rows."),
    ] = False,
) -> None:
    """Put a new key in force and encrypt everything again with it; API and worker may run meanwhile.

    Each value is bound to its row. Once none is left that is not, such values are refused. Old keys stay in the ring:
    backups need them.
    """
    settings = Settings()
    with plain_errors():
        ring = opened_vault(settings).ring
        if accept_unbound:
            ring = ring.accept_unbound(True)
        if not resume:
            ring = ring.add_key(now=datetime.now(UTC))
            note_installation(ActKind.KEY_CHANGED, f"encryption-key:{ring.current}", {"made": True})
            notes.print(f"Key {ring.current} is in force. Back up {settings.keys_path}.", markup=False)
        result, unbound = asyncio.run(_reseal(settings, Vault(ring)))
        typer.echo(f"{result.count} values are encrypted again with key {ring.current}.")
        if ring.accepts_unbound:
            _refuse_unbound(ring, unbound=unbound - len(result.unreadable))
    if result.unreadable:
        stop("These could not be opened and stay as they are:\n" + "\n".join(result.unreadable))


app.command()(check)


@app.command("replace-hash-key")
def replace_hash_key(
    resume: Annotated[
        bool, typer.Option("--continue", help="Use the new hash key: every machine has the key ring that knows it.")
    ] = False,
) -> None:
    """Replace the hash key, by which numbers and addresses are found; API and worker may run meanwhile.

    First it makes a key that nothing uses yet. With --continue it hashes every address again with that key; what was
    interrupted goes on. Links already sent go on working.
    """
    settings = Settings()
    with plain_errors():
        ring = opened_vault(settings).ring
        if resume:
            _use_hash_key(settings, ring)
        elif ring.newest_hash_key != ring.hash_key_in_force:
            stop(f"Hash key {ring.newest_hash_key} is made and waits. {HOW_TO_GO_ON.format(path=ring.path)}")
        else:
            ring = ring.add_hash_key(now=datetime.now(UTC))
            note_installation(ActKind.KEY_CHANGED, f"hash-key:{ring.newest_hash_key}", {"made": True})
            typer.echo(f"Hash key {ring.newest_hash_key} is made; nothing uses it yet.")
            say(HOW_TO_GO_ON.format(path=ring.path))


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
    if ring.later_hash_keys:
        asyncio.run(_show_hash_keys(settings, ring))
    if ring.accepts_unbound:
        say("Values that are not bound to their row are still opened: `caseline encryption rotate` ends that.")
    missing = sorted(set(counts) - set(ring.keys))
    if missing:
        stop(f"Values are encrypted with keys that the ring does not have: {', '.join(missing)}.")


async def _made_once(settings: Settings) -> KeyRing:
    """What the database cannot be asked about is not made."""
    database = Database(settings.database)
    try:
        await asyncio.to_thread(lambda: migrate.refuse_newer(migrate.current(settings.database)))
        return await ring_made_once(database, settings.keys_path, now=datetime.now(UTC))
    finally:
        await database.dispose()


def _refuse_unbound(ring: KeyRing, *, unbound: int) -> None:
    """Unless a process of an older version has just written more. What nothing opens is no reason to go on."""
    if unbound > 0:
        say(f"{unbound} values are not bound to their rows: run this again once every process has this version.")
        return
    ring.accept_unbound(False)
    say(f"Every value is bound to its row: from now on no other is opened. Back up {ring.path}.")


async def _reseal(settings: Settings, vault: Vault) -> tuple[Resealed, int]:
    """What was done, and how many values are still not bound to their rows."""
    async with opened(settings) as database:
        first = await _pass(database, vault, "Encrypting again")
        # What a transaction sealed just before the new key was in force may have come in behind us.
        second = await _pass(database, vault, "Looking again")
        unbound = await count_unbound(database)
    return Resealed(count=first.count + second.count, unreadable=second.unreadable), unbound


async def _pass(database: Database, vault: Vault, text: str) -> Resealed:
    total, done = await count_old(database, vault), 0
    with Steps(notes) as step:

        def moved(rows: int) -> None:
            nonlocal done
            done += rows
            step(text, done, max(total, done))

        step(text, 0, total)
        return await reseal(database, vault, moved=moved)


def _use_hash_key(settings: Settings, ring: KeyRing) -> None:
    key_id = ring.newest_hash_key
    if not key_id:
        stop("There is no new hash key: run this without --continue first.")
    ring = ring.put_newest_hash_key_in_force()
    note_installation(ActKind.KEY_CHANGED, f"hash-key:{key_id}", {"in_force": True})
    count = asyncio.run(_hash_again(settings, Vault(ring)))
    typer.echo(f"{count} addresses are hashed again. All are found by hash key {key_id}.")


async def _hash_again(settings: Settings, vault: Vault) -> int:
    key_id = vault.hash_keys[-1]
    async with opened(settings) as database:
        await hash_replacement.begin(database, key_id, now=datetime.now(UTC))
        count = await _move(database, vault, "Hashing again")
        await hash_replacement.finish(database, key_id, now=datetime.now(UTC))
        # A request that read an address before it moved, and wrote after that, is over by then.
        await asyncio.sleep(SETTLED_AFTER.total_seconds())
        return count + await _move(database, vault, "Looking again")


async def _move(database: Database, vault: Vault, text: str) -> int:
    total, done = await hash_replacement.count_old(database, vault.hash_keys[-1]), 0
    with Steps(notes) as step:

        def moved(addresses: int) -> None:
            nonlocal done
            done += addresses
            step(text, done, max(total, done))

        step(text, 0, total)
        return await hash_replacement.move(database, vault, moved=moved)


async def _show_hash_keys(settings: Settings, ring: KeyRing) -> None:
    """Which hash key finds the addresses, once there is more than one."""
    key_id = ring.newest_hash_key
    async with opened(settings) as database:
        old = await hash_replacement.count_old(database, key_id)
    if ring.hash_key_in_force != key_id:
        say(f"Hash key {key_id} is made and waits. {HOW_TO_GO_ON.format(path=ring.path)}")
    elif old:
        say(f"{old} addresses are still found by an older hash key: `caseline encryption replace-hash-key --continue`.")
    else:
        say(f"Hash key {key_id} finds every address.")


async def _counts(settings: Settings) -> Counter[str]:
    async with opened(settings) as database:
        return await count_by_key(database)
