"""Store the contacts of one call, sealed: the newest report wins, and "not safe" and "suspect" always count.

Who was once named a suspect or person of interest stays one under that ref until staff says otherwise
(`intake.staff.roles`): else a mistyped role would send a suspect the news of the case.

Their language is what CAD says, else what they used last. What they chose themselves in the course of the call stays,
since many a CAD reports "English" for all people in every snapshot.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.contact_refs import find_among, stored_ref
from db.encryption.vault import Vault
from db.queries import contacts, languages
from db.queries.contacts import NewPeople, PersonValues, address_hashes
from db.tables import Call, Person
from domain.contacts import NEVER_CONTACTED, ContactRole
from intake.calls.people import READ_AS, ContactIn, detective, usable
from messaging.detective import REF as DETECTIVE_REF

_COLUMNS_OF: dict[str, tuple[str, ...]] = {
    "name": ("name_sealed",),
    "phone": ("phone_sealed", "phone_with_extension_sealed"),
    "email": ("email_sealed",),
}


class ContactBook:
    """The people of one call. `Person.updated_at` is when the newest report about them was true.

    `own` are the agency's own numbers and addresses, which are kept of its detective only.
    """

    def __init__(
        self,
        session: AsyncSession,
        vault: Vault,
        *,
        call: Call,
        known: list[Person] | None = None,
        new: NewPeople | None = None,
        own: Collection[str] = (),
    ) -> None:
        """`known`: all people of the call, locked, if they were read; who is new is added to them.

        `new`: stores who is new, later; without it they are stored as soon as anything is asked.
        """
        self._session = session
        self._vault = vault
        self._call = call
        self._known = known
        self._new_people = new
        self._own = own

    async def upsert_contacts(self, people: Sequence[ContactIn], *, at: datetime) -> None:
        """Store what was true of them at this time. An older report fills gaps; what is safer always counts."""
        for contact in people:
            known = await find_among(self._session, self._vault, self._call, await self._people(), contact.ref)
            values = _values(contact, self._own)
            if known is not None and known.updated_at > at:
                values = _gaps(values, known)
            if known is not None and "roles" in values:
                values["roles"] = frozenset(values["roles"]) | (_roles(known) & NEVER_CONTACTED)
            if known is not None and "language" in values and await self._chose_since(known):
                del values["language"]
            person = known or await self._new(stored_ref(self._vault, self._call, contact.ref), at=at)
            await self._say(person, values, at=max(at, person.updated_at))
            if person.language is None:
                if self._new_people is not None:  # it may be the same person as one of another call
                    await self._new_people.write()
                person.language = await languages.last_used(self._session, self._call.ori, address_hashes(person))

    async def replace_detective(self, contact: ContactIn | None, *, at: datetime) -> None:
        """Another detective has the case; None: one not named. An assignment before the present one changes nothing."""
        known = next((person for person in await self._people() if person.ref == DETECTIVE_REF), None)
        if known is None or known.updated_at <= at:
            nothing = PersonValues(name=None, phone=None, email=None)
            detective_now = known or await self._new(DETECTIVE_REF, at=at)
            await self._say(detective_now, {**nothing, **_values(contact or detective())}, at=at)

    async def _people(self) -> list[Person]:
        if self._known is None:
            self._known = list(await contacts.everyone_locked(self._session, [self._call.id]))
        return self._known

    async def _new(self, ref: str, *, at: datetime) -> Person:
        """No other transaction adds people to a held call."""
        person = contacts.new(self._call.id, ref, at=at)
        (await self._people()).append(person)
        if self._new_people is not None:
            self._new_people.add(person)
        else:
            self._session.add(person)
        return person

    async def _chose_since(self, known: Person) -> bool:
        """True if they chose their language themselves, after this call came in."""
        choice = await languages.chosen(self._session, self._call.ori, address_hashes(known))
        return choice is not None and choice.set_at >= known.created_at

    async def _say(self, person: Person, values: PersonValues, *, at: datetime) -> None:
        await contacts.say(self._session, self._vault, person, values, now=at)


def _values(contact: ContactIn, own: Collection[str] = ()) -> PersonValues:
    """What was sent and can be used; a phone number that is none, or the agency's own, counts as not sent."""
    values = PersonValues()
    if "name" in contact.model_fields_set:
        values["name"] = contact.name
    for field in READ_AS.keys() & contact.model_fields_set:
        value = usable(contact, field)
        if (value is not None and value not in own) or getattr(contact, field) is None:
            values[field] = value  # type: ignore[literal-required]  # phone, email, language
    if contact.all_roles:
        values["roles"] = contact.all_roles
    if contact.safe_sms is not None:
        values["safe_sms"] = contact.safe_sms
    if contact.safe_email is not None:
        values["safe_email"] = contact.safe_email
    values["removed"] = bool(contact.removed)
    return values


def _roles(person: Person) -> frozenset[ContactRole]:
    return frozenset(ContactRole(role) for role in person.roles.split())


def _gaps(values: PersonValues, known: Person) -> PersonValues:
    """Of an older report, what the person's row lacks, every "not safe", and that they are a suspect."""
    gaps = PersonValues()
    careful = frozenset(values.get("roles", ())) & NEVER_CONTACTED
    if careful:
        gaps["roles"] = _roles(known) | careful
    for field, value in values.items():
        if field in ("roles", "removed"):
            continue
        empty = all(getattr(known, column) in (None, "") for column in _COLUMNS_OF.get(field, (field,)))
        if empty or (field in ("safe_sms", "safe_email") and value is False):
            gaps[field] = value  # type: ignore[literal-required]  # the keys of `values`
    return gaps
