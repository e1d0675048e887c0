"""Asks for a person's number or email address; as an argument it would stay in the shell's history."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.open_database import plain_errors
from db.addresses import e164, email_address
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import contacts
from settings import Settings

ByEmail = Annotated[bool, typer.Option("--email/--phone", help="Ask for an email address, or for a telephone number.")]


def ask_for_address(settings: Settings, *, email: bool) -> str:
    """What finds it in the database."""
    with plain_errors():
        vault = Vault(KeyRing.load(settings.keys_path))
    said = typer.prompt("Email address" if email else "Telephone number")
    try:
        address = email_address(said) if email else e164(said)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from None
    return contacts.email_hash(vault, address) if email else contacts.phone_hash(vault, address)
