"""Asks for a person's number or email address; as an argument it would stay in the shell's history."""

from __future__ import annotations

from typing import Annotated

import typer

from db.addresses import e164, email_address
from db.encryption.vault import Vault
from db.queries.hash_lookup import oldest_email_hash, oldest_phone_hash

ByEmail = Annotated[bool, typer.Option("--email/--phone", help="Ask for an email address, or for a telephone number.")]


def ask_for_address(vault: Vault, *, email: bool) -> str:
    """The oldest hash of the address typed: `hash_now` makes of it what finds the address in the database.

    Raises typer.BadParameter for what is none.
    """
    said = typer.prompt("Email address" if email else "Telephone number")
    try:
        address = email_address(said) if email else e164(said)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from None
    return oldest_email_hash(vault, address) if email else oldest_phone_hash(vault, address)
