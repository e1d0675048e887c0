"""`caseline case phones`: show the numbers with an extension, which no text reaches, for staff to dial."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from commands.acting import note_reveal
from commands.find_rows import IfSeveral, Number, find_call
from commands.open_database import notes, opened_vault, plain_errors, reading
from commands.output import show_table, spaced
from db.addresses import telephone
from db.encryption.vault import Vault
from db.queries import contacts
from db.queries.contacts import PHONE_WITH_EXTENSION
from db.tables import Person
from settings import Settings


def phones(number: Number, agency: IfSeveral = "") -> None:
    """Show whose number has an extension: no text reaches them, so staff calls.

    Example: caseline case phones 26-000123
    """
    ori, call_number, people = _people(number, agency)
    found = [person for person in people if person.phone_with_extension_sealed]
    if not found:
        notes.print("No number of this call has an extension.")
        return
    vault = opened_vault(Settings())
    note_reveal(ori, f"call:{call_number}")
    with plain_errors():
        rows = [(spaced(person.roles), _shown(vault, person)) for person in found]
    show_table(("Their part", "Number"), rows)


def _shown(vault: Vault, person: Person) -> str:
    number = vault.open_if_any(person.phone_with_extension_sealed, context=PHONE_WITH_EXTENSION, row=person.id)
    return telephone(number).shown() if number else ""


@reading
async def _people(session: AsyncSession, number: str, ori: str) -> tuple[str, str, Sequence[Person]]:
    call, _ = await find_call(session, number, ori)
    return call.ori, call.call_number, await contacts.of_call(session, call.id)
