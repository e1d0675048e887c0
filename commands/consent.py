"""`caseline consent`: what somebody allowed or forbade, how and when; to be shown when they or a court ask."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from commands.opening import notes, opened, plain_errors
from db.addresses import e164, email_address
from db.keyring import KeyRing
from db.queries import agencies, consents, contacts
from db.tables import Agency, Consent
from db.vault import Vault
from settings import Settings

app = typer.Typer(help="See what somebody allowed or forbade, how and when.", no_args_is_help=True)


@app.callback()
def consent() -> None:
    """See what somebody allowed or forbade, how and when."""


@app.command()
def show(
    email: Annotated[
        bool, typer.Option("--email/--phone", help="Ask for an email address, or for a telephone number.")
    ] = False,
) -> None:
    """Ask for a number, and show every word of its owner about our messages, the newest last.

    The number is asked for and not typed as an argument, so that it stays out of the shell's history.
    """
    settings = Settings()
    with plain_errors():
        vault = Vault(KeyRing.load(settings.keys_path))
    address_hash = _hash(vault, typer.prompt("Email address" if email else "Telephone number"), email=email)
    found = asyncio.run(_history(settings, address_hash))
    if not found:
        notes.print("They have said nothing about our messages: neither stop nor start.")
        return
    table = Table("When", "Agency", "About", "They", "How")
    for word, agency in found:
        zone = ZoneInfo(agency.time_zone if agency else "UTC")
        when = f"{word.at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"
        table.add_row(when, word.ori, word.purpose, "allowed it" if word.given else "forbade it", word.how)
    Console().print(table)


def _hash(vault: Vault, said: str, *, email: bool) -> str:
    try:
        address = email_address(said) if email else e164(said)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from None
    return contacts.email_hash(vault, address) if email else contacts.phone_hash(vault, address)


async def _history(settings: Settings, address_hash: str) -> Sequence[tuple[Consent, Agency | None]]:
    async with opened(settings) as database, database.reading() as session:
        known = {agency.ori: agency for agency in await agencies.every(session)}
        return [(word, known.get(word.ori)) for word in await consents.history(session, address_hash)]
