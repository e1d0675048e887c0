"""The `ref` by which CAD names a contact of a call, kept as a keyed hash: some CADs put names and numbers into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.connection.session import Database
from db.encryption.vault import Vault
from db.tables import Call, Person
from domain.contacts import RESERVED_REFS

KIND = "contact ref"
BATCH = 100
_PREFIX, _ERASED = "h1.", "erased."
_HASHED = re.compile(r"h1\.(?P<hash>(?:[0-9a-f]{8}\.)?[0-9a-f]{64})")
_IS_STORED = re.compile(rf"{_HASHED.pattern}|erased\.[0-9a-f]{{32}}")
_IS_ERASED = re.compile(r"erased\.[0-9a-f]{32}")


def stored_ref(vault: Vault, call: Call, ref: str) -> str:
    """The one form in which a ref is kept: it finds this contact of this call again, and tells nothing else.

    Reserved refs stay readable, since they are our own words. The same ref in two calls gives two hashes; the same call
    made again after a restore gives the same one. A stored form is its own.
    """
    if ref in RESERVED_REFS or _IS_STORED.fullmatch(ref):
        return ref
    return _PREFIX + vault.fingerprint("\n".join((call.ori, call.call_number, ref)), kind=KIND)


def newest_form(vault: Vault, ref: str) -> str:
    """What a stored ref is by the newest hash key: the same for each key that may have made it. Raises UnknownKey."""
    found = _HASHED.fullmatch(ref)
    return _PREFIX + [*vault.renewals(found["hash"]).values()][-1] if found else ref


def erased_ref(contact_id: str) -> str:
    """What stands in place of an erased contact's ref."""
    return _ERASED + contact_id


def is_erased(ref: str) -> bool:
    """True if a stored ref says that its contact was erased."""
    return _IS_ERASED.fullmatch(ref) is not None


def not_erased() -> ColumnElement[bool]:
    """Of people: those who were not."""
    return col(Person.ref).not_like(f"{_ERASED}%")


async def find_contact(session: AsyncSession, vault: Vault, call: Call, ref: str) -> Person | None:
    """The contact that CAD calls so, whichever hash key made their ref: it stays as it was stored.

    A row that a former version stored with the plain ref is corrected on the way.
    """
    stored = stored_ref(vault, call, ref)
    found = await _one(session, call.id, stored) or await _by_another_key(session, vault, call.id, stored)
    if found is None and stored != ref and (found := await _one(session, call.id, ref)):
        found.ref = stored
        await session.flush()
    return found


async def find_among(
    session: AsyncSession, vault: Vault, call: Call, people: Iterable[Person], ref: str
) -> Person | None:
    """The same among the people of the call, who were read and are locked."""
    by_ref, stored = {person.ref: person for person in people}, stored_ref(vault, call, ref)
    if stored in by_ref:
        return by_ref[stored]
    if len(vault.hash_keys) > 1 and _HASHED.fullmatch(stored):
        wanted = newest_form(vault, stored)
        if found := next((each for known, each in by_ref.items() if newest_form(vault, known) == wanted), None):
            return found
    if plain := by_ref.get(ref):
        plain.ref = stored
        await session.flush()
    return plain


async def refs_in_use(session: AsyncSession, vault: Vault, call: Call, known: Iterable[str]) -> dict[str, str]:
    """By the newest form of each ref that is known of a call: the form in which it is stored."""
    in_use = {newest_form(vault, ref): ref for ref in known}
    if len(vault.hash_keys) > 1:
        people = await session.scalars(select(col(Person.ref)).where(col(Person.call_id) == call.id))
        in_use = {newest_form(vault, ref): ref for ref in people} | in_use
    return in_use


def snapshot_with_stored_refs(vault: Vault, call: Call) -> dict[str, Any]:
    """The facts of a call's last snapshot, its people under stored refs, whichever version wrote them."""
    people: Mapping[str, str] | None = call.snapshot.get("people")
    if not people:
        return dict(call.snapshot)
    return {**call.snapshot, "people": {_if_plain(vault, call, ref): print_ for ref, print_ in people.items()}}


async def hash_plain_refs(database: Database, vault: Vault, *, batch: int = BATCH) -> int:
    """Hash what former versions stored plainly, some calls per transaction; returns in how many calls that was."""
    count, after = 0, ""
    while call_ids := await _calls_with_plain_refs(database, after=after, limit=batch):
        async with database.transaction() as session:
            for call_id in call_ids:
                await _hash_refs_of(session, vault, call_id)
        count, after = count + len(call_ids), call_ids[-1]
    return count


async def _one(session: AsyncSession, call_id: str, ref: str) -> Person | None:
    return (
        await session.scalars(select(Person).where(col(Person.call_id) == call_id, col(Person.ref) == ref))
    ).one_or_none()


async def _by_another_key(session: AsyncSession, vault: Vault, call_id: str, stored: str) -> Person | None:
    if len(vault.hash_keys) == 1 or _HASHED.fullmatch(stored) is None:
        return None
    wanted, people = newest_form(vault, stored), select(Person).where(col(Person.call_id) == call_id)
    return next((each for each in await session.scalars(people) if newest_form(vault, each.ref) == wanted), None)


def _if_plain(vault: Vault, call: Call, ref: str) -> str:
    return ref if _IS_STORED.fullmatch(ref) else stored_ref(vault, call, ref)


async def _calls_with_plain_refs(database: Database, *, after: str, limit: int) -> list[str]:
    stored = (col(Person.ref).like(f"{prefix}%") for prefix in (_PREFIX, _ERASED))
    plain = (not_(or_(*stored)), col(Person.ref).not_in(RESERVED_REFS))
    wanted = select(col(Person.call_id)).where(*plain, col(Person.call_id) > after).distinct()
    async with database.reading() as session:
        return list(await session.scalars(wanted.order_by(col(Person.call_id)).limit(limit)))


async def _hash_refs_of(session: AsyncSession, vault: Vault, call_id: str) -> None:
    """The call is locked first, as by everything that changes its people."""
    call = (await session.scalars(select(Call).where(col(Call.id) == call_id).with_for_update())).one()
    call.snapshot = snapshot_with_stored_refs(vault, call)
    people = (await session.scalars(select(Person).where(col(Person.call_id) == call_id))).all()
    taken = {person.ref for person in people}
    for person in people:
        ref = _if_plain(vault, call, person.ref)
        if ref != person.ref:
            # Two versions that ran side by side may have stored a contact twice: the second keeps a ref of its own.
            person.ref = stored_ref(vault, call, person.id) if ref in taken else ref
