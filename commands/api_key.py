"""`caseline api-key`: make, list and revoke the API keys of an agency's systems."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from commands.open_database import notes, opened, stop
from db.queries import agencies, api_keys
from db.tables import ApiKey
from domain.api_key_scopes import SCOPES, read_scopes
from settings import Settings

app = typer.Typer(help="Make, list and revoke the API keys of an agency's systems.", no_args_is_help=True)

Ori = Annotated[str, typer.Option("--agency", metavar="ORI", help="The agency.")]


def _scopes(text: str) -> str:
    try:
        return " ".join(read_scopes(text))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


@app.command()
def create(
    agency: Ori,
    scopes: Annotated[str, typer.Option(help=f"Any of: {' '.join(SCOPES)}.", callback=_scopes)],
    label: Annotated[str, typer.Option(help="Which system will use it.")],
) -> None:
    """Make a key and print it, this once: only its hash is kept.

    Example: caseline api-key create --agency WASPD0000 --scopes "calls:write calls:read" --label CAD
    """
    key = api_keys.new_key()
    row = ApiKey(
        ori=agency.upper(),
        label=label,
        key_hash=api_keys.hash_key(key),
        scopes=scopes,
        created_at=datetime.now(UTC),
    )
    key_id = asyncio.run(_create(row))
    notes.print(f"Key {key_id} for {label} may {scopes}. It is shown only now:", markup=False)
    typer.echo(key)


@app.command("list")
def list_keys(
    agency: Annotated[str, typer.Option("--agency", metavar="ORI", help="Only this agency's.")] = "",
) -> None:
    """List keys: what they may do, since when, and whether they still open anything."""
    table = Table("Id", "Agency", "Label", "Scopes", "Made", "Revoked")
    for key in asyncio.run(_list(agency.upper())):
        revoked = key.revoked_at.strftime("%Y-%m-%d %H:%M") if key.revoked_at else "-"
        table.add_row(key.id, key.ori, key.label, key.scopes, key.created_at.strftime("%Y-%m-%d %H:%M"), revoked)
    Console().print(table)


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `caseline api-key list` shows it.")],
) -> None:
    """Let a key open nothing from now on."""
    if not asyncio.run(_revoke(key_id)):
        stop(f"There is no key {key_id}; `caseline api-key list` shows those there are.")
    typer.echo(f"Key {key_id} is revoked.")


async def _create(row: ApiKey) -> str:
    async with opened(Settings()) as database, database.transaction() as session:
        if await agencies.get(session, row.ori) is None:
            stop(f"There is no agency {row.ori}; `caseline agency list` shows those there are.")
        session.add(row)
        await session.flush()
        return row.id


async def _list(ori: str) -> list[ApiKey]:
    async with opened(Settings()) as database, database.reading() as session:
        return list(await api_keys.every(session, ori))


async def _revoke(key_id: str) -> bool:
    async with opened(Settings()) as database, database.transaction() as session:
        return await api_keys.revoke(session, key_id, now=datetime.now(UTC))
