"""Keep what was said of the people of one call: sealed, the newest word in force, the safest one always.

Their language is what CAD says, else what they used last. What they chose themselves in the course of the call stays:
many a CAD says "English" of everybody, in every snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from db.addresses import e164, email_address
from db.encryption.vault import Vault
from db.queries import contacts, languages
from db.queries.contacts import PersonValues, address_hashes
from db.tables import Person
from intake.calls.people import ContactIn, detective, usable
from locales.negotiate import spoken_language
from messaging.detective import REF as DETECTIVE_REF

_READERS: dict[str, Callable[[str], str | None]] = {
    "name": str,
    "phone": e164,
    "email": email_address,
    "language": spoken_language,
}
_KEPT_IN: dict[str, str] = {"name": "name_sealed", "phone": "phone_sealed", "email": "email_sealed"}


class ContactBook:
    """The people of one call. `Person.updated_at` is when the newest word about them was true."""

    def __init__(self, session: AsyncSession, vault: Vault, *, ori: str, call_id: str) -> None:
        self._session = session
        self._ori = ori
        self._vault = vault
        self._call_id = call_id

    async def tell(self, people: Sequence[ContactIn], *, at: datetime) -> None:
        """Keep what was true of them at this time. An older word only fills gaps, but "not safe" always counts."""
        for contact in people:
            known = await self._find(contact.ref)
            values = _said(contact)
            if known is not None and known.updated_at > at:
                values = _gaps(values, known)
            if known is not None and "language" in values and await self._chose_since(known):
                del values["language"]
            person = await self._upsert(contact.ref, values, at=max(at, known.updated_at) if known else at)
            if person.language is None:
                person.language = await languages.last_used(self._session, self._ori, address_hashes(person))

    async def replace_detective(self, contact: ContactIn | None, *, at: datetime) -> None:
        """Somebody else has the case, or nobody we know; an assignment before the present one changes nothing."""
        known = await self._find(DETECTIVE_REF)
        if known is None or known.updated_at <= at:
            nothing = PersonValues(name=None, phone=None, email=None)
            await self._upsert(DETECTIVE_REF, {**nothing, **_said(contact or detective())}, at=at)

    async def _chose_since(self, known: Person) -> bool:
        """True if they chose their language themselves, after this call came in."""
        choice = await languages.chosen(self._session, self._ori, address_hashes(known))
        return choice is not None and choice.set_at >= known.created_at

    async def _upsert(self, ref: str, values: PersonValues, *, at: datetime) -> Person:
        return await contacts.upsert(self._session, self._vault, call_id=self._call_id, ref=ref, values=values, now=at)

    async def _find(self, ref: str) -> Person | None:
        wanted = select(Person).where(Person.call_id == self._call_id, Person.ref == ref)
        return (await self._session.execute(wanted)).scalar_one_or_none()


def _said(contact: ContactIn) -> PersonValues:
    """What was said and can be used; a phone that is none counts as not said."""
    values = PersonValues()
    for field in _READERS.keys() & contact.model_fields_set:
        raw: str | None = getattr(contact, field)
        value = usable(_READERS[field], raw)
        if value is not None or raw is None:
            values[field] = value  # type: ignore[literal-required]  # the four keys above
    if contact.all_roles:
        values["roles"] = contact.all_roles
    if contact.safe_sms is not None:
        values["safe_sms"] = contact.safe_sms
    if contact.safe_email is not None:
        values["safe_email"] = contact.safe_email
    return values


def _gaps(values: PersonValues, known: Person) -> PersonValues:
    gaps = PersonValues()
    for field, value in values.items():
        empty = getattr(known, _KEPT_IN.get(field, field)) in (None, "")
        if empty or (field in ("safe_sms", "safe_email") and value is False):
            gaps[field] = value  # type: ignore[literal-required]  # the same keys again
    return gaps
