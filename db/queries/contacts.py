"""The contacts of a call: stored sealed and hashed, read as `Contact` by rules without opening anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.addresses import Telephone, country_of, email_address, telephone, time_zones
from db.connection.direct import Direct
from db.connection.loaded_rows import LoadedRows
from db.encryption.vault import Vault
from db.queries import consents, portal_sessions, preferences
from db.queries.careful_ground import NONE, CarefulGround
from db.queries.hash_lookup import email_hash_of, phone_hash_of
from db.queries.insert_if_new import insert_all, insert_if_new, table_of
from db.tables import Agency, Call, Person
from domain.contacts import NEVER_CONTACTED, Contact, ContactRole, one_per_person
from domain.messages import Channel

NAME, PHONE, EMAIL = "contacts.name", "contacts.phone", "contacts.email"
PHONE_WITH_EXTENSION = "contacts.phone_with_extension"
"""Contexts in which a person's columns are sealed."""

_CALLER = ContactRole.REPORTING_PARTY.value

_ROWS = LoadedRows(Person)
_TABLE = table_of(Person)
_COLUMNS = tuple(_TABLE.c.keys())

_OF_CALL = (
    select(Person)
    .where(col(Person.call_id) == bindparam("call_id"), col(Person.removed_at).is_(None))
    .order_by(col(Person.created_at), col(Person.ref))
)
_ONE = select(Person).where(col(Person.call_id) == bindparam("call_id"), col(Person.ref) == bindparam("ref"))
_ONE_LOCKED = _ONE.with_for_update().execution_options(populate_existing=True)

_OF_CALLS_LOCKED = Direct(
    select(*_ROWS.columns)
    .where(col(Person.call_id).in_(bindparam("call_ids", expanding=True)))
    .order_by(col(Person.id))
    .with_for_update()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is known of addresses (by hash): what was stopped and chosen there, and what other calls say of them."""

    opted_out: Mapping[str, frozenset[str]] = field(default_factory=dict)
    chosen: preferences.OfAddresses = field(default_factory=dict)
    ground: CarefulGround = NONE


class NewPeople:
    """People who became known within a transaction, and are stored by one statement.

    Nothing finds them in the database before `write`.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._people: list[Person] = []

    def add(self, person: Person) -> None:
        """Known from now on."""
        self._people.append(person)

    async def write(self) -> None:
        """Those who are not stored yet. What is changed of them afterwards, the session writes."""
        people, self._people = self._people, []
        await insert_all(self._session, _TABLE, [{name: getattr(each, name) for name in _COLUMNS} for each in people])
        for person in people:
            _ROWS.stored(self._session, person)


class PersonValues(TypedDict, total=False):
    """What is said about a person, in plain words; a key left out is not changed, None takes it back."""

    roles: Collection[ContactRole]
    name: str | None
    phone: str | None
    email: str | None
    language: str | None
    safe_sms: bool
    safe_email: bool
    removed: bool


async def upsert(
    session: AsyncSession, vault: Vault, *, call_id: str, ref: str, values: PersonValues, now: datetime
) -> Person:
    """Store what is said about person `ref` of a call; without a role a new person is the caller.

    A person who is newly said not to be safe by text or email is signed out of the portal everywhere.
    Raises ValueError that names the field (phone, email) and never its value; then nothing is changed.
    """
    await insert_if_new(session, new(call_id, ref, at=now))
    person = (await session.scalars(_ONE_LOCKED, {"call_id": call_id, "ref": ref})).one()
    await say(session, vault, person, values, now=now)
    await session.flush()
    return person


def new(call_id: str, ref: str, *, at: datetime) -> Person:
    """A person of a call before anything is said of them: without a role they are the caller."""
    return _ROWS.made(call_id=call_id, ref=ref, roles=_CALLER, created_at=at, updated_at=at)


async def say(session: AsyncSession, vault: Vault, person: Person, values: PersonValues, *, now: datetime) -> None:
    """The same of a person at hand, who may be new to the session; their call is held."""
    columns = await _columns(session, vault, _normalized(values), row=person.id)
    if "removed" in columns:
        columns["removed_at"] = now if columns.pop("removed") else None
    person.careful = person.careful or await _is_careful(session, person.call_id, columns.get("roles", ""))
    was_safe, hashes = (person.safe_sms, person.safe_email), set(address_hashes(person))
    for name, value in columns.items():
        setattr(person, name, value)
    person.updated_at = now
    if any(before and not after for before, after in zip(was_safe, (person.safe_sms, person.safe_email), strict=True)):
        call = await session.get_one(Call, person.call_id)
        await portal_sessions.end_everywhere(session, call.ori, hashes | set(address_hashes(person)), now=now)


async def everyone_locked(session: AsyncSession, call_ids: Collection[str]) -> Sequence[Person]:
    """All people of these calls, those removed too, to change."""
    found = await _OF_CALLS_LOCKED.rows(session, {"call_ids": list(call_ids)})
    return [_ROWS.of(session, values) for values in found]


async def _is_careful(session: AsyncSession, call_id: str, roles: str) -> bool:
    """By their roles, or as their call was sensitive once."""
    if NEVER_CONTACTED.intersection(roles.split()):
        return True
    call = await session.get(Call, call_id)  # no statement: who stores people has locked their call
    return call is not None and call.sensitive_at is not None


async def mark_careful(session: AsyncSession, call_id: str) -> None:
    """Their call is sensitive: what other calls do at their addresses is on careful ground."""
    people = (col(Person.call_id) == call_id, col(Person.careful).is_(False))
    await session.execute(update(Person).where(*people).values(careful=True))


async def by_ref(session: AsyncSession, call_id: str, ref: str) -> Person | None:
    """One person of a call, by what the call's source calls them."""
    return (await session.scalars(_ONE, {"call_id": call_id, "ref": ref})).one_or_none()


async def by_ids(session: AsyncSession, ids: Collection[str]) -> Sequence[Person]:
    """Those of them that there are."""
    return (await session.scalars(select(Person).where(col(Person.id).in_(ids)))).all()


async def of_call(session: AsyncSession, call_id: str) -> Sequence[Person]:
    """All people of a call but those removed from it, in the order they became known."""
    return (await session.scalars(_OF_CALL, {"call_id": call_id})).all()


async def for_rules(
    session: AsyncSession, people: Collection[Person], agency: Agency, ground: CarefulGround = NONE
) -> list[Contact]:
    """The people of a call as rules see them, once each, with what was said from their phone or email.

    `ground`: what other calls say of their addresses.
    """
    hashes = hashes_of(people)
    opted_out = await consents.opted_out(session, agency.ori, hashes)
    chosen = await preferences.in_force(session, agency.ori, hashes)
    said = Said(opted_out=opted_out, chosen=chosen, ground=ground)
    return as_rules_see(people, agency.default_language, said)


def as_rules_see(people: Iterable[Person], default_language: str, said: Said) -> list[Contact]:
    """The same of what is known already."""
    return one_per_person(
        (_on(said.ground, person, _as_contact(person, default_language, said)), _identity(person)) for person in people
    )


def hashes_of(people: Iterable[Person]) -> frozenset[str]:
    """Every address of theirs."""
    return frozenset(hash_ for person in people for hash_ in address_hashes(person))


def _identity(person: Person) -> frozenset[str]:
    return frozenset(address_hashes(person))


def _on(ground: CarefulGround, person: Person, contact: Contact) -> Contact:
    if ground is NONE:
        return contact
    ways = {Channel.SMS: person.phone_hash, Channel.EMAIL: person.email_hash}
    return replace(
        contact,
        near_sensitive=bool(ground.near_sensitive & _identity(person)),
        suspects_ways=frozenset(channel for channel, hash_ in ways.items() if hash_ in ground.of_suspects),
    )


def address_hashes(person: Person) -> tuple[str, ...]:
    """By what a person is recognized in other calls."""
    return tuple(hash_ for hash_ in (person.phone_hash, person.email_hash) if hash_)


def same_person(all_people: Sequence[Person], address_hash: str) -> list[Person]:
    """All who share this number or address, or one with a person who does (`domain.contacts.one_per_person`)."""
    hashes, people, others = {address_hash}, list[Person](), list(all_people)
    while near := [person for person in others if hashes.intersection(address_hashes(person))]:
        people += near
        others = [person for person in others if hashes.isdisjoint(address_hashes(person))]
        hashes |= known_hashes(near)
    return people


def known_hashes(people: Iterable[Person]) -> frozenset[str]:
    """The hashes of all their numbers and addresses."""
    return frozenset(each for person in people for each in address_hashes(person))


def hash_for(person: Person, channel: str) -> str | None:
    """By what they are recognized over this channel."""
    return person.phone_hash if channel == Channel.SMS else person.email_hash


def _as_contact(person: Person, default_language: str, said: Said) -> Contact:
    opted_out, known = said.opted_out, said.chosen
    chosen = preferences.of_person(known, address_hashes(person))
    since = person.created_at
    stopped = opted_out.get(person.phone_hash or "", frozenset())
    # What a stranger stops at the number, CAD may well give again: it is no way to this person, whose emails go on.
    is_wrong = preferences.is_wrong_number(known, person.phone_hash)
    has_phone = person.phone_sealed is not None and preferences.is_theirs(known, person.phone_hash, since=since)
    return Contact(
        id=person.id,
        roles=frozenset(ContactRole(role) for role in person.roles.split()),
        language=person.language or default_language,
        has_phone=has_phone and not (is_wrong and stopped),
        has_email=person.email_sealed is not None and preferences.is_theirs(known, person.email_hash, since=since),
        safe_sms=person.safe_sms and chosen.sms_is_safe,
        safe_email=person.safe_email and chosen.email_is_safe,
        preferences=chosen,
        opted_out=frozenset() if is_wrong else stopped,
        wrong_number=is_wrong,
        emails_stopped=opted_out.get(person.email_hash or "", frozenset()),
        phone_country=person.phone_country,
        zones=frozenset(ZoneInfo(name) for name in person.zones.split()),
    )


def _normalized(values: PersonValues) -> PersonValues:
    """With number and address in the one form in which they are kept. Raises ValueError."""
    said = values.copy()
    if values.get("phone"):
        said["phone"] = str(telephone(values["phone"] or ""))
    if values.get("email"):
        said["email"] = email_address(values["email"] or "")
    return said


async def _columns(session: AsyncSession, vault: Vault, values: PersonValues, *, row: str) -> dict[str, Any]:
    columns: dict[str, Any] = dict(values)
    if "roles" in values:
        columns["roles"] = " ".join(sorted(ContactRole(role) for role in values["roles"]))
    if "name" in values:
        columns["name_sealed"] = vault.seal_if_any(columns.pop("name"), context=NAME, row=row)
    if "phone" in values:
        columns |= await _phone(session, vault, columns.pop("phone"), row)
    if "email" in values:
        columns |= await _email(session, vault, columns.pop("email"), row)
    return columns


async def _phone(session: AsyncSession, vault: Vault, value: str | None, row: str) -> dict[str, Any]:
    said = Telephone.kept(value) if value else None
    number = said.number if said and not said.extension else None
    return {
        "phone_with_extension_sealed": vault.seal_if_any(
            str(said) if said and said.extension else None, context=PHONE_WITH_EXTENSION, row=row
        ),
        "phone_sealed": vault.seal_if_any(number, context=PHONE, row=row),
        "phone_hash": await phone_hash_of(session, vault, number) if number else None,
        "zones": " ".join(time_zones(number)) if number else "",
        "phone_country": country_of(number) if number else "",
    }


async def _email(session: AsyncSession, vault: Vault, address: str | None, row: str) -> dict[str, Any]:
    return {
        "email_sealed": vault.seal_if_any(address, context=EMAIL, row=row),
        "email_hash": await email_hash_of(session, vault, address) if address else None,
    }


def phone_hash(vault: Vault, number: str) -> str:
    """What finds this number (E.164) once the key ring's hash key is in use everywhere; else see `hash_lookup`."""
    return vault.fingerprint(number, kind="phone")


def email_hash(vault: Vault, address: str) -> str:
    """The same for an address (lower case)."""
    return vault.fingerprint(address, kind="email")
