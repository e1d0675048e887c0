"""`caseline encryption check`: say whether the key ring fits the database, and which values do not open."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from commands.open_database import notes, opened, plain_errors
from commands.progress_display import Steps
from db.connection.session import Database
from db.encryption.examination import examine_ring, unreadable
from db.encryption.rotation import count_by_key
from db.encryption.vault import Vault
from settings import Settings

_LOOKS = {True: ("✓", "green"), False: ("✗", "red")}


def check(
    every_value: Annotated[
        bool, typer.Option("--all", help="Open every sealed value, and list the rows of those that do not open.")
    ] = False,
) -> None:
    """Say whether the key ring is that of this database; exit code 1 if anything is wrong.

    It looks whether the file is there, whether others may read it, whether it opens the canary (a known word that this
    database keeps sealed), whether its hash key is the one that finds opt-outs, and whether it has every key that
    values are sealed with. Nothing is changed, and no content is shown. Run it after each restore, before you start API
    and worker; with --all it reads every value, which may take minutes.

    Example: caseline encryption check --all
    """
    with plain_errors():
        fine = asyncio.run(_check(Settings(), every_value=every_value))
    if not fine:
        raise typer.Exit(1)


async def _check(settings: Settings, *, every_value: bool) -> bool:
    console = Console()
    async with opened(settings) as database:
        findings, vault = await examine_ring(database, settings.keys_path)
        for finding in findings:
            _show(console, finding.what, fine=finding.fine)
        fine = all(finding.fine for finding in findings)
        if every_value and vault is not None:
            fine &= await _open_all(console, database, vault)
    return fine


async def _open_all(console: Console, database: Database, vault: Vault) -> bool:
    total, done, wrong = (await count_by_key(database)).total(), 0, list[str]()
    with Steps(notes) as step:

        def seen(values: int) -> None:
            nonlocal done
            done += values
            step("Opening", done, max(total, done))

        async for where in unreadable(database, vault, seen=seen):
            wrong.append(where)
    if not wrong:
        _show(console, f"Every value opens ({done} values)", fine=True)
        return True
    _show(console, f"{len(wrong)} of {done} values do not open; restore these rows from your backup", fine=False)
    for where in wrong:
        typer.echo(f"    {where}")
    return False


def _show(console: Console, what: str, *, fine: bool) -> None:
    console.print(Text.assemble(_LOOKS[fine], f" {what}."), soft_wrap=True)
