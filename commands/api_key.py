"""`caseline api-key`: make, list and revoke the API keys of an agency's systems."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.find_rows import OnlyOri, Ori, find_agency
from commands.lazy import group
from commands.open_database import notes, reading, stop, writing
from commands.output import local_time, show_table
from db.queries import api_keys
from db.tables import ApiKey
from domain.api_key_scopes import SCOPES, read_scopes

app = group("Make, list and revoke the API keys of an agency's systems.")


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
        ori=agency,
        label=label,
        key_hash=api_keys.hash_key(key),
        scopes=scopes,
        created_at=datetime.now(UTC),
    )
    key_id = _create(row)
    notes.print(f"Key {key_id} for {label} may {scopes}. It is shown only now:", markup=False)
    typer.echo(key)


@app.command("list")
def list_keys(agency: OnlyOri = "") -> None:
    """List keys: what they may do, since when, and whether they still open anything."""
    found = reading(api_keys.every)(agency)
    rows = (
        (key.id, key.ori, key.label, key.scopes, local_time(key.created_at), local_time(key.revoked_at))
        for key in found
    )
    show_table(("Id", "Agency", "Label", "Scopes", "Made", "Revoked"), rows)


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `caseline api-key list` shows it.")],
) -> None:
    """Let a key open nothing from now on."""
    if not writing(api_keys.revoke)(key_id, now=datetime.now(UTC)):
        stop(f"There is no key {key_id}; `caseline api-key list` shows those there are.")
    typer.echo(f"Key {key_id} is revoked.")


@writing
async def _create(session: AsyncSession, row: ApiKey) -> str:
    await find_agency(session, row.ori)
    session.add(row)
    await session.flush()
    return row.id
