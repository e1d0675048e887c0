"""The person a task is about: what staff need to reach them, and what they must mind before they do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.addresses import telephone
from db.encryption.vault import Vault
from db.queries import contacts, surveys
from db.queries.contacts import EMAIL, NAME, PHONE, PHONE_WITH_EXTENSION
from db.tables import Person, StaffTask
from intake.staff.safe_contact import cautions_of
from staff.acting import ActingStaff
from staff.tasks import ids_in


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPerson:
    """Name, ways and language as far as they are known; `cautions` as `domain.preferences.cautions` words them."""

    name: str
    phone: str
    email: str
    language: str
    cautions: tuple[str, ...]


async def person_of(session: AsyncSession, vault: Vault, acting: ActingStaff, task: StaffTask) -> TaskPerson | None:
    """None for a closed task, one about a stranger, and one about no person."""
    ids = ids_in(task)
    of_surveys = await surveys.contact_ids(session, ids)
    found = await contacts.by_ids(session, [*ids, *of_surveys.values()])
    if not found or task.closed_at is not None:
        return None
    minds = await cautions_of(session, acting.ori, [task], now=acting.now)
    return _opened(vault, found[0], minds.get(task.id, ()))


def _opened(vault: Vault, person: Person, cautions: tuple[str, ...]) -> TaskPerson:
    number = vault.open_if_any(person.phone_sealed, context=PHONE, row=person.id) or vault.open_if_any(
        person.phone_with_extension_sealed, context=PHONE_WITH_EXTENSION, row=person.id
    )
    return TaskPerson(
        name=vault.open_if_any(person.name_sealed, context=NAME, row=person.id) or "",
        phone=telephone(number).shown() if number else "",
        email=vault.open_if_any(person.email_sealed, context=EMAIL, row=person.id) or "",
        language=person.language or "",
        cautions=cautions,
    )
