"""Who of a case may be contacted how and when, or why not, as the rules see it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.addresses import telephone
from db.encryption.vault import Vault
from db.queries import careful_ground, contacts
from db.tables import Person
from domain.audience import Audience
from domain.contacts import DETECTIVE_REF, NEVER_CONTACTED, VICTIMS, Contact, ContactRole
from domain.delivery import NotSent
from domain.message_times import leaves_at
from domain.messages import Channel, MessageKey
from domain.permission import usable_channels, why_not, within_countries
from messaging.call_context import CallContext

NOT_A_VICTIM = "not_a_victim"
"""Who is only a caller or a witness hears how the call goes, not how the case does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePerson:
    """One person of a case, opened for staff. `contact` has the caution of every entry with the same address.

    `why_not`: why no message about the case reaches them, a `NotSent` or NOT_A_VICTIM; empty if one does, over
    `channels`, at once or from `not_before` on. `twin_of`: the name of an earlier entry that is the same person.
    """

    person: Person
    contact: Contact
    name: str
    phone: str
    email: str
    why_not: str
    channels: tuple[Channel, ...] = ()
    not_before: datetime | None = None
    twin_of: str = ""

    @property
    def roles(self) -> tuple[ContactRole, ...]:
        """Of this entry."""
        return tuple(ContactRole(role) for role in self.person.roles.split())

    @property
    def is_suspect(self) -> bool:
        """True if they are never written to."""
        return bool(self.contact.roles & NEVER_CONTACTED)


async def case_people(
    session: AsyncSession, vault: Vault, context: CallContext, people: Sequence[Person]
) -> tuple[CasePerson, ...]:
    """Everyone of the call but its detective, in the order in which they became known."""
    those = [person for person in people if person.ref != DETECTIVE_REF]
    hashes = contacts.hashes_of(people)
    ground = await careful_ground.around(
        session, ori=context.agency.ori, call_id=context.call.id, hashes=hashes, now=context.now
    )
    known = {each.id: each for each in await contacts.for_rules(session, people, context.agency, ground)}
    found: list[CasePerson] = []
    for person in those:
        first = _first_entry(person, people, known)
        contact = within_countries(known[first.id], context.policy)
        shown = _shown(vault, context, person, contact)
        twin = next((each.name for each in found if each.person.id == first.id and first is not person), "")
        found.append(shown if first is person else replace(shown, twin_of=twin))
    return tuple(found)


def _first_entry(person: Person, people: Sequence[Person], known: dict[str, Contact]) -> Person:
    """The entry under which the rules see this person."""
    if person.id in known:
        return person
    same = [each for hash_ in contacts.address_hashes(person) for each in contacts.same_person(people, hash_)]
    return next(each for each in same if each.id in known)


def _shown(vault: Vault, context: CallContext, person: Person, contact: Contact) -> CasePerson:
    reason, channels, not_before = _reach(context, contact)
    return CasePerson(
        person=person,
        contact=contact,
        name=name_of(vault, person),
        phone=phone_of(vault, person),
        email=vault.open_if_any(person.email_sealed, context=contacts.EMAIL, row=person.id) or "",
        why_not=reason,
        channels=channels,
        not_before=not_before,
    )


def name_of(vault: Vault, person: Person) -> str:
    """Empty if it is not known."""
    return vault.open_if_any(person.name_sealed, context=contacts.NAME, row=person.id) or ""


def phone_of(vault: Vault, person: Person) -> str:
    """As people write and dial it, with its extension; empty if there is none."""
    number = vault.open_if_any(person.phone_sealed, context=contacts.PHONE, row=person.id)
    behind = person.phone_with_extension_sealed
    number = number or vault.open_if_any(behind, context=contacts.PHONE_WITH_EXTENSION, row=person.id)
    return telephone(number).shown() if number else ""


def _reach(context: CallContext, contact: Contact) -> tuple[str, tuple[Channel, ...], datetime | None]:
    policy, zone = context.policy, ZoneInfo(context.agency.time_zone)
    key = next(
        (each for each in (MessageKey.DETECTIVE_MESSAGE, MessageKey.STILL_OPEN) if each in policy.messages), None
    )
    if contact.roles & NEVER_CONTACTED:
        return NotSent.NEVER_CONTACTED_ROLE.value, (), None
    if not contact.roles & VICTIMS:
        return NOT_A_VICTIM, (), None
    if key is None:
        return NotSent.NOT_IN_POLICY.value, (), None
    reason = why_not(contact, key, context.state, Audience(contacts=(contact,), zone=zone), policy)
    times = None if reason else leaves_at(key, contact, context.now, zone, policy)
    if reason or times is None:
        return str(reason or NotSent.NOT_SAFE), (), None
    later = times.not_before if times.not_before > context.now else None
    return "", usable_channels(contact, key, policy), later
