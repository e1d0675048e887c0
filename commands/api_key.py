"""`caseline api-key`: make, list, change and revoke the API keys of an agency's systems."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.acting import note
from commands.find_rows import SHOWN_OF_ID, OnlyOri, Ori, beginning_of_id, find_agency, only_key
from commands.lazy import group
from commands.open_database import notes, reading, stop, writing
from commands.output import DAYS, local_time, show_table
from db.queries import api_keys
from db.tables import ApiKey
from domain.api_key_scopes import SCOPES, read_scopes
from domain.audit.acts import ActKind

app = group("Make, list, change and revoke the API keys of an agency's systems.")


PER_MINUTE = ApiKey.model_fields["per_minute"].default


def _scopes(text: str) -> str:
    try:
        return " ".join(read_scopes(text))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _networks(given: list[str]) -> list[str]:
    try:
        return [str(ipaddress.ip_network(network, strict=False)) for network in given]
    except ValueError:
        raise typer.BadParameter("a network is an address or a range, as 203.0.113.7 or 203.0.113.0/24") from None


def _beginning(typed: str) -> str:
    return beginning_of_id("api-key", typed)


ExpiresInDays = Annotated[int | None, typer.Option(min=1, help="It opens nothing after so many days; else never.")]
Networks = Annotated[
    list[str],
    typer.Option(
        "--network",
        metavar="CIDR",
        help="From where it may be used; may be repeated. Else anywhere.",
        callback=_networks,
    ),
]
PerMinute = Annotated[
    int | None, typer.Option(min=1, help=f"Requests and events it may send in a minute; {PER_MINUTE} by default.")
]
KeyId = Annotated[
    str, typer.Argument(metavar="ID", help="The key, as `caseline api-key list` shows it.", callback=_beginning)
]


@app.command()
def create(
    agency: Ori,
    scopes: Annotated[str, typer.Option(help=f"Any of: {' '.join(SCOPES)}.", callback=_scopes)],
    label: Annotated[str, typer.Option(help="Which system will use it.")],
    expires_in_days: ExpiresInDays = None,
    networks: Networks = [],  # noqa: B006  typer reads it and does not change it
    per_minute: PerMinute = None,
) -> None:
    """Make a key and print it, this once: only its hash is kept.

    Example: caseline api-key create --agency WASPD0000 --scopes "calls:write calls:read" --label CAD
    """
    key, now = api_keys.new_key(), datetime.now(UTC)
    row = ApiKey(
        ori=agency,
        label=label,
        key_hash=api_keys.hash_key(key),
        scopes=scopes,
        networks=" ".join(networks),
        per_minute=per_minute or PER_MINUTE,
        expires_at=now + timedelta(days=expires_in_days) if expires_in_days else None,
        created_at=now,
    )
    key_id = _create(row)
    notes.print(f"Key {key_id} for {label} may {scopes}. It is shown only now:", markup=False)
    typer.echo(key)


@app.command("list")
def list_keys(agency: OnlyOri = "") -> None:
    """List keys: what they may do, from where, until when, and when they were last used."""
    found = reading(api_keys.every)(agency)
    rows = (
        (
            key.id[:SHOWN_OF_ID],
            key.ori,
            key.label,
            key.scopes,
            key.networks or "anywhere",
            f"{key.per_minute}/min",
            local_time(key.created_at, form=DAYS),
            local_time(key.last_used_at),
            _end(key),
        )
        for key in found
    )
    show_table(("Id", "Agency", "Label", "Scopes", "From", "Limit", "Made", "Last used", "Ends"), rows)


def _end(key: ApiKey) -> str:
    end = local_time(key.revoked_at or key.expires_at, form=DAYS)
    return f"revoked {end}" if key.revoked_at else end


@app.command()
def change(
    key_id: KeyId,
    expires_in_days: ExpiresInDays = None,
    networks: Networks = [],  # noqa: B006  typer reads it and does not change it
    per_minute: PerMinute = None,
) -> None:
    """Change until when, from where or how often a key may be used; what is not named stays as it is.

    Example: caseline api-key change 3f9a... --network 203.0.113.0/24 --expires-in-days 365
    """
    now = datetime.now(UTC)
    values = {
        "expires_at": now + timedelta(days=expires_in_days) if expires_in_days else None,
        "networks": " ".join(networks),
        "per_minute": per_minute,
    }
    given = {name: value for name, value in values.items() if value}
    if not given:
        stop("Name at least one thing to change.")
    typer.echo(f"Key {_change(key_id, given)} is changed.")


@app.command()
def revoke(key_id: KeyId) -> None:
    """Let a key open nothing from now on."""
    typer.echo(f"Key {_revoke(key_id)} is revoked.")


@writing
async def _create(session: AsyncSession, row: ApiKey) -> str:
    await find_agency(session, row.ori)
    session.add(row)
    await session.flush()
    await _note(session, row, {"made": True, "scopes": row.scopes, "networks": row.networks})
    return row.id


@writing
async def _change(session: AsyncSession, start: str, given: dict[str, Any]) -> str:
    key = only_key(await api_keys.beginning_with(session, start), start)
    await api_keys.change(session, key.id, given)
    await _note(session, key, {"changed": sorted(given)})
    return key.id


@writing
async def _revoke(session: AsyncSession, start: str) -> str:
    key = only_key(await api_keys.beginning_with(session, start), start)
    await api_keys.revoke(session, key.id, now=datetime.now(UTC))
    await _note(session, key, {"revoked": True})
    return key.id


async def _note(session: AsyncSession, key: ApiKey, detail: Mapping[str, Any]) -> None:
    await note(session, ActKind.KEY_CHANGED, key.ori, f"api-key:{key.id}", detail=detail)
