"""`caseline results email`: who gets the results of each week, on Monday morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from analytics.weekly import recipients
from analytics.weekly.recipients import NamedReader
from commands.acting import note_reveal, operator
from commands.find_rows import find_agency, upper
from commands.lazy import group
from commands.open_database import opened_vault, reading, stop, writing
from commands.output import local_time, show_table
from db.addresses import UnusableAddress, email_address
from db.encryption.vault import Vault
from db.queries import result_emails
from db.tables import ResultEmail, ResultRecipient
from locales.catalog_loader import STAFF
from settings import Settings

app = group("Say who gets the results of each week by email, on Monday morning at seven.")


def _email(text: str) -> str:
    try:
        return email_address(text)
    except UnusableAddress:
        raise typer.BadParameter("not an email address") from None


def _language(text: str) -> str:
    if text not in STAFF.languages:
        raise typer.BadParameter(f"one of {', '.join(STAFF.languages)}")
    return text


Ori = Annotated[str, typer.Option("--agency", metavar="ORI", help="The agency.", callback=upper)]
To = Annotated[str, typer.Option("--to", metavar="ADDRESS", help="The reader's email address.", callback=_email)]


@app.command("on")
def turn_on(
    agency: Ori,
    to: To,
    language: Annotated[
        str, typer.Option(metavar="en|es", help="In which language they read it.", callback=_language)
    ] = "en",
) -> None:
    """Send a reader the results of each week, from the next Monday on. The address is kept sealed.

    Example: caseline results email on --agency WASPD0000 --to chief@seattle.example
    """
    reader = NamedReader(ori=agency, address=to, language=language, by=operator())
    if _add(opened_vault(Settings()), reader):
        typer.echo(f"{to} gets the results of {agency} each Monday at seven by the agency's clocks, from the next on.")
    else:
        typer.echo(f"{to} is a reader of {agency} already, and now reads it in: {language}.")


@app.command("off")
def turn_off(agency: Ori, to: To) -> None:
    """Send a reader no more results; nothing is kept of their address."""
    if not _remove(opened_vault(Settings()), NamedReader(ori=agency, address=to, by=operator())):
        stop(f"{to} is no reader of {agency}'s results; `caseline results email status` shows those there are.")
    typer.echo(f"{to} gets no more results of {agency}.")


@app.command()
def status(agency: Ori) -> None:
    """Show who gets the results of an agency, and what became of the last email to each.

    That the addresses were shown is recorded in the audit log.
    """
    found = _found(agency)
    if not found:
        stop(f"No one gets the results of {agency} by email: caseline results email on --agency {agency} --to ADDRESS")
    note_reveal(agency, "results_email")
    vault = opened_vault(Settings())
    rows = (
        (recipients.address_of(vault, reader), reader.language, local_time(reader.added_at), *_last(email))
        for reader, email in found
    )
    show_table(("Reader", "Language", "Since", "Last week sent", "Status", "Tries", "When"), rows)


def _last(email: ResultEmail | None) -> tuple[str, str, str, str]:
    if email is None:
        return "-", "none yet", "-", "-"
    status = f"{email.status}: {email.reason}" if email.reason else email.status
    at = email.ended_at or email.tried_at
    return email.week, status, str(email.tries), local_time(at) if at else "-"


@writing
async def _add(session: AsyncSession, vault: Vault, reader: NamedReader) -> bool:
    agency = await find_agency(session, reader.ori)
    return await recipients.add(session, vault, replace(reader, ori=agency.ori), now=datetime.now(UTC))


@writing
async def _remove(session: AsyncSession, vault: Vault, reader: NamedReader) -> bool:
    await find_agency(session, reader.ori)
    return await recipients.remove(session, vault, reader, now=datetime.now(UTC))


@reading
async def _found(session: AsyncSession, ori: str) -> list[tuple[ResultRecipient, ResultEmail | None]]:
    await find_agency(session, ori)
    readers = await result_emails.of_agency(session, ori)
    return [(reader, await result_emails.newest(session, reader.id)) for reader in readers]
