"""Asks for a person's number or email address; as an argument it would stay in the shell's history."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.open_database import opened_vault
from db.addresses import e164, email_address
from db.queries import contacts
from settings import Settings

ByEmail = Annotated[bool, typer.Option("--email/--phone", help="Ask for an email address, or for a telephone number.")]


def ask_for_address(settings: Settings, *, email: bool) -> str:
    """The hash under which the database finds the address typed. Raises typer.BadParameter for what is none."""
    vault = opened_vault(settings)
    said = typer.prompt("Email address" if email else "Telephone number")
    try:
        address = email_address(said) if email else e164(said)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from None
    return contacts.email_hash(vault, address) if email else contacts.phone_hash(vault, address)
