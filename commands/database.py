"""`caseline db`: bring the database to this version's tables, and say how it stands."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from commands.lazy import group
from commands.open_database import opened, plain_errors, say, say_what_was_mended
from db import migrate
from db.connection.session import Database
from db.contact_refs import hash_plain_refs
from db.encryption.fitting import fitting_vault
from db.encryption.keyring import KeyRingMissing, KeyRingNeeded
from portal.erasure_ledger import ErasureLedger, LedgerUnusable
from portal.erasure_replay import compare
from settings import Settings

app = group("Bring the database to this version's tables.")


@app.command()
def upgrade() -> None:
    """Apply the migrations that are missing, if any, and hash what former versions stored plainly."""
    settings = Settings()
    say_what_was_mended(settings)
    with plain_errors():
        url = settings.database
        before = migrate.current(url)
        migrate.upgrade(url)
        after = migrate.current(url)
    typer.echo(f"The database is at {after}." if before == after else f"The database went from {before} to {after}.")
    asyncio.run(_look_after_people(settings))


async def _look_after_people(settings: Settings) -> None:
    async with opened(settings) as database:
        try:
            vault = await fitting_vault(database, settings.keys_path, plant_at=datetime.now(UTC))
        except KeyRingNeeded as error:
            say(f"{error}.")  # another machine may have it: the tables are upgraded all the same
            return
        except KeyRingMissing:
            return  # and nothing about people was ever stored
        if calls := await hash_plain_refs(database, vault):
            typer.echo(f"The refs of contacts are kept as keyed hashes from now on, in {calls} calls.")
        await _compare_with_ledger(settings, database)


async def _compare_with_ledger(settings: Settings, database: Database) -> None:
    """Only said: the tables are upgraded whatever the ledger holds."""
    try:
        missing = (await compare(database, ErasureLedger(settings.erasure_ledger_path))).only_in_file
    except LedgerUnusable as error:
        say(f"The erasure ledger cannot be used: {error}.")
        return
    if missing:
        say(
            f"This database does not know of {len(missing)} lines of the erasure ledger: it was restored from before "
            "them, and people who were erased are in it. Run `caseline erasure replay`."
        )


@app.command()
def status() -> None:
    """Say at which migration the database is; exit code 1 if some are missing."""
    with plain_errors():
        here, newest = migrate.current(Settings().database), migrate.newest()
    typer.echo(f"database: {here or 'empty'}\nnewest:   {newest}")
    with plain_errors():
        migrate.refuse_newer(here)
    if here != newest:
        typer.echo("Run `caseline db upgrade`.")
        raise typer.Exit(1)


@app.command()
def draft(message: Annotated[str, typer.Argument(help="What changes, in a few words.")]) -> None:
    """Draft a migration from what db/tables has and the database has not, for a developer to read and correct."""
    with plain_errors():
        typer.echo(migrate.draft(Settings().database, message))
