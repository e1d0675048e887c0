"""Whether a key ring is that of a database: no other is ever used with it, and none is made where values are.

A ring that fits nothing is worse than none: opt-outs are looked up by its hash key, and not found.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.connection.urls import sqlite_file
from db.encryption.canary import RESTORE, canary_of, why_unfit
from db.encryption.keyring import CannotOpen, KeyRing, KeyRingMissing, KeyRingNeeded, KeyRingUnfit, UnknownKey
from db.encryption.vault import Vault
from db.queries import key_canaries, sealed_values
from db.queries.sealed_values import HashedNumber, SealedValue

_NAMED = 5
"""Ids of keys in a sentence."""

log = structlog.get_logger(__name__)


class _FileAppeared(Exception):
    """Another process made the key ring file meanwhile."""


async def fitting_vault(database: Database, path: Path, *, plant_at: datetime | None = None) -> Vault:
    """A vault with the ring of this file, which is that of the database.

    With `plant_at`, a database that has no canary yet gets one. Raises KeyRingError and its children, among them
    KeyRingNeeded and KeyRingUnfit, and DatabaseUnavailable.
    """
    try:
        vault = Vault(await asyncio.to_thread(KeyRing.load, path))
    except KeyRingMissing:
        async with database.reading() as session:
            await _refuse_where_values_are(session, path)
        raise
    async with database.reading() as session:
        is_known = await _is_known(session, vault)
    if not is_known and plant_at is not None:
        await _plant(database, vault, now=plant_at)
    return vault


async def ring_made_once(database: Database, path: Path, *, now: datetime) -> KeyRing:
    """The ring of this database, made if there is neither a file nor anything that a ring of before sealed or hashed.

    The canary is stored in the transaction that makes the file: of two machines one wins, and the other makes no file.
    Raises as `fitting_vault`.
    """
    if _is_not_there(database):  # and is not made by looking at it
        return await asyncio.to_thread(KeyRing.create_once, path, now=now)
    try:
        return (await fitting_vault(database, path, plant_at=now)).ring
    except KeyRingMissing:
        pass
    try:
        if made := await _made(database, path, now=now):
            return made
    except _FileAppeared:
        pass
    return (await fitting_vault(database, path, plant_at=now)).ring


async def _made(database: Database, path: Path, *, now: datetime) -> KeyRing | None:
    """None if another canary was there first. A file whose transaction then fails stays: it may have been stored."""
    ring = KeyRing.new(path, now=now)
    async with database.transaction() as session:
        await _refuse_where_values_are(session, path)
        canary = canary_of(Vault(ring), now=now)
        if await key_canaries.has_table(session) and not await key_canaries.plant(session, canary):
            return None
        if not await asyncio.to_thread(ring.write_once):
            raise _FileAppeared
    return ring


async def _plant(database: Database, vault: Vault, *, now: datetime) -> None:
    async with database.transaction() as session:
        if await key_canaries.has_table(session) and not await key_canaries.plant(session, canary_of(vault, now=now)):
            await _is_known(session, vault)


async def _is_known(session: AsyncSession, vault: Vault) -> bool:
    """True by its canary; False if there is none, and nothing else tells of another ring. Raises KeyRingUnfit."""
    canary = await key_canaries.find(session) if await key_canaries.has_table(session) else None
    if canary is None:
        await _refuse_unless_itopens(session, vault)
        return False
    if problem := why_unfit(vault, canary):
        raise KeyRingUnfit(problem)
    return True


async def _refuse_unless_itopens(session: AsyncSession, vault: Vault) -> None:
    """In a database from before canaries: a few values tell.

    One that opens is proof, since no other key opens it. Some that do not are no reason to stand still: they may have
    been altered, or be of a ring that was lost long ago.
    """
    values, numbers = await sealed_values.some(session), await sealed_values.some_numbers(session)
    tried = Counter(opens(vault, value) for value in values)
    found = [found for number in numbers if (found := _finds(vault, number)) is not None]
    if (values and not tried[True]) or (found and not any(found)):
        raise KeyRingUnfit(
            f"The key ring {vault.ring.path} is not that of this database, whose values are "
            f"{_by_keys((await sealed_values.held(session)).key_ids)}: {RESTORE}"
        )
    if tried[False]:
        log.warning("key.values_unreadable", count=tried[False], tried=tried.total(), advice="encryption check --all")


def opens(vault: Vault, value: SealedValue) -> bool:
    """Whether it does, where it lies."""
    try:
        vault.open(value.sealed, context=value.context, row=value.row)
    except (UnknownKey, CannotOpen):
        return False
    return True


def _finds(vault: Vault, number: HashedNumber) -> bool | None:
    """Whether the hash of a number is one of ours; None if the number does not open."""
    try:
        phone = vault.open(number.sealed, context="contacts.phone", row=number.row)
    except (UnknownKey, CannotOpen):
        return None
    return number.phone_hash in vault.fingerprints(phone, kind="phone").values()


async def _refuse_where_values_are(session: AsyncSession, path: Path) -> None:
    """Raises KeyRingNeeded, unless another process made the file meanwhile."""
    held = await sealed_values.held(session)
    if held and not await asyncio.to_thread(path.exists):
        raise KeyRingNeeded(
            f"There is no key ring at {path}, and no new one would open what the database holds, "
            f"{_by_keys(held.key_ids)}: {RESTORE}"
        )


def _by_keys(key_ids: Iterable[str]) -> str:
    named = [*key_ids]
    if not named:
        return "hashed with its keys"
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return f"sealed with key{'s' if len(named) > 1 else ''} {', '.join(named[:_NAMED])}{more}"


def _is_not_there(database: Database) -> bool:
    file = sqlite_file(database.url)
    return file is not None and not file.exists()
