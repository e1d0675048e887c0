"""`caseline consent`: show what a person allowed or forbade, how and when, if they or a court ask."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from commands.address_prompt import ByEmail, ask_for_address
from commands.open_database import notes, opened
from db.queries import agencies, consents
from db.tables import Agency, Consent
from settings import Settings

app = typer.Typer(help="See what a person allowed or forbade, how and when.", no_args_is_help=True)


@app.callback()
def consent() -> None:
    """See what a person allowed or forbade, how and when."""


@app.command()
def show(email: ByEmail = False) -> None:
    """Ask for a number, then show what its owner stopped or started, when and how, the newest last."""
    settings = Settings()
    address_hash = ask_for_address(settings, email=email)
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


async def _history(settings: Settings, address_hash: str) -> Sequence[tuple[Consent, Agency | None]]:
    async with opened(settings) as database, database.reading() as session:
        known = {agency.ori: agency for agency in await agencies.every(session)}
        return [(word, known.get(word.ori)) for word in await consents.history(session, address_hash)]
