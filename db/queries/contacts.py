"""The people of a call: written sealed and hashed, read by rules without opening anything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.addresses import e164, email_address, time_zones
from db.encryption.vault import Vault
from db.queries import consents, erasure, preferences
from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, Call, InboundReply, OutboundMessage, Person, SurveyInvitation
from domain.contacts import Contact, ContactRole, one_per_person

NAME, PHONE, EMAIL = "contacts.name", "contacts.phone", "contacts.email"
"""Contexts in which a person's columns are sealed."""

_OF_CALL = (
    select(Person).where(col(Person.call_id) == bindparam("call_id")).order_by(col(Person.created_at), col(Person.ref))
)
_ONE_LOCKED = (
    select(Person)
    .where(col(Person.call_id) == bindparam("call_id"), col(Person.ref) == bindparam("ref"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


class PersonValues(TypedDict, total=False):
    """What is said about a person, in plain words; a key left out is not changed, None takes it back."""

    roles: Collection[ContactRole]
    name: str | None
    phone: str | None
    email: str | None
    language: str | None
    safe_sms: bool
    safe_email: bool


async def upsert(
    session: AsyncSession, vault: Vault, *, call_id: str, ref: str, values: PersonValues, now: datetime
) -> Person:
    """Store what is said about person `ref` of a call; a new person of whom no role is said is the caller.

    Raises ValueError that names the field (phone, email) and never its value; then nothing is changed.
    """
    columns = _columns(vault, values)
    fresh = Person(call_id=call_id, ref=ref, roles=ContactRole.REPORTING_PARTY, created_at=now, updated_at=now)
    await insert_if_new(session, fresh, unique=("call_id", "ref"))
    person = (await session.scalars(_ONE_LOCKED, {"call_id": call_id, "ref": ref})).one()
    for name, value in columns.items():
        setattr(person, name, value)
    person.updated_at = now
    await session.flush()
    return person


async def get(session: AsyncSession, contact_id: str) -> Person | None:
    """One person."""
    return await session.get(Person, contact_id)


async def of_call(session: AsyncSession, call_id: str) -> Sequence[Person]:
    """Everybody of a call, in the order they became known."""
    return (await session.scalars(_OF_CALL, {"call_id": call_id})).all()


async def contacts_for_rules(session: AsyncSession, call_id: str, agency: Agency) -> list[Contact]:
    """Everybody of a call as rules see them, once each, with what was said from their phone or email."""
    return await for_rules(session, await of_call(session, call_id), agency)


async def for_rules(session: AsyncSession, people: Collection[Person], agency: Agency) -> list[Contact]:
    """The same of people read before."""
    hashes = {hash_ for person in people for hash_ in address_hashes(person)}
    opted_out = await consents.opted_out(session, agency.ori, hashes)
    known = await preferences.in_force(session, agency.ori, hashes)
    return one_per_person(
        (_as_contact(person, agency.default_language, opted_out, known), frozenset(address_hashes(person)))
        for person in people
    )


def address_hashes(person: Person) -> tuple[str, ...]:
    """By what a person is recognised in other calls."""
    return tuple(hash_ for hash_ in (person.phone_hash, person.email_hash) if hash_)


async def erase(session: AsyncSession, contact_id: str, *, now: datetime) -> None:
    """Forget who somebody was; that there was somebody, and what was sent when, stays.

    With the last call in which an address is known goes what was kept for the address itself (`db.queries.erasure`).
    """
    known = await _known_by(session, contact_id)
    nothing: dict[str, Any] = dict.fromkeys(
        ("name_sealed", "phone_sealed", "email_sealed", "phone_hash", "email_hash"), None
    )
    sent = col(OutboundMessage.contact_id) == contact_id
    asked = col(SurveyInvitation.contact_id) == contact_id
    wrote = col(InboundReply.contact_id) == contact_id
    await session.execute(
        update(Person).where(col(Person.id) == contact_id).values(**nothing, zones="", updated_at=now)
    )
    await session.execute(update(OutboundMessage).where(sent).values(note_sealed=None, content_sealed=None))
    await session.execute(update(InboundReply).where(wrote).values(body_sealed=None, address_hash=""))
    await session.execute(update(SurveyInvitation).where(asked).values(comment_sealed=None, address_hash=""))
    await erasure.forget_links(session, contact_id)
    for ori, address_hash in known:
        await erasure.forget_if_unknown(session, ori, address_hash)


async def _known_by(session: AsyncSession, contact_id: str) -> list[tuple[str, str]]:
    """The agency and each address hash of somebody."""
    wanted = select(Person, col(Call.ori)).join(Call, col(Call.id) == col(Person.call_id))
    found = (await session.execute(wanted.where(col(Person.id) == contact_id))).first()
    return [(found[1], hash_) for hash_ in address_hashes(found[0])] if found else []


def _as_contact(
    person: Person, default_language: str, opted_out: dict[str, frozenset[str]], known: preferences.OfAddresses
) -> Contact:
    chosen = preferences.of_person(known, address_hashes(person))
    since = person.created_at
    return Contact(
        id=person.id,
        roles=frozenset(ContactRole(role) for role in person.roles.split()),
        language=person.language or default_language,
        has_phone=person.phone_sealed is not None and preferences.is_theirs(known, person.phone_hash, since=since),
        has_email=person.email_sealed is not None and preferences.is_theirs(known, person.email_hash, since=since),
        safe_sms=person.safe_sms and chosen.sms_is_safe,
        safe_email=person.safe_email and chosen.email_is_safe,
        preferences=chosen,
        opted_out=opted_out.get(person.phone_hash or "", frozenset()),
        emails_stopped=opted_out.get(person.email_hash or "", frozenset()),
        zones=frozenset(ZoneInfo(name) for name in person.zones.split()),
    )


def _columns(vault: Vault, values: PersonValues) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for key, value in values.items():
        columns |= _WRITERS[key](vault, value) if key in _WRITERS else {key: value}
    return columns


def _name(vault: Vault, value: Any) -> dict[str, Any]:
    return {"name_sealed": vault.seal_if_any(value, context=NAME)}


def _phone(vault: Vault, value: Any) -> dict[str, Any]:
    number = e164(value) if value else None
    return {
        "phone_sealed": vault.seal_if_any(number, context=PHONE),
        "phone_hash": phone_hash(vault, number) if number else None,
        "zones": " ".join(time_zones(number)) if number else "",
    }


def _email(vault: Vault, value: Any) -> dict[str, Any]:
    address = email_address(value) if value else None
    return {
        "email_sealed": vault.seal_if_any(address, context=EMAIL),
        "email_hash": email_hash(vault, address) if address else None,
    }


def _roles(vault: Vault, value: Any) -> dict[str, Any]:
    del vault
    return {"roles": " ".join(sorted(ContactRole(role) for role in value))}


def phone_hash(vault: Vault, number: str) -> str:
    """What finds this number (E.164), be it a contact's or the sender's of a reply."""
    return vault.fingerprint(number, kind="phone")


def email_hash(vault: Vault, address: str) -> str:
    """What finds this address (lower case)."""
    return vault.fingerprint(address, kind="email")


_WRITERS: dict[str, Callable[[Vault, Any], dict[str, Any]]] = {
    "name": _name,
    "phone": _phone,
    "email": _email,
    "roles": _roles,
}
