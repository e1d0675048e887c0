"""Looks whether key ring and database belong together, and on request whether every sealed value opens."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.connection.session import Database
from db.encryption.canary import RESTORE, hash_key_fits, why_unfit
from db.encryption.fitting import fitting_vault, opens
from db.encryption.keyring import KeyRing, KeyRingError, KeyRingUnfit
from db.encryption.rotation import SealedColumn, count_by_key, sealed_columns
from db.encryption.vault import Vault
from db.queries import hash_lookup, key_canaries, sealed_values
from db.queries.sealed_values import SealedValue
from db.tables import KeyCanary

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RingFinding:
    """One thing that was looked at, in a sentence without its period."""

    fine: bool
    what: str


async def examine_ring(database: Database, path: Path) -> tuple[list[RingFinding], Vault | None]:
    """What there is to say, and the vault if the file can be read. Changes nothing. Raises DatabaseUnavailable."""
    try:
        vault = Vault(await asyncio.to_thread(KeyRing.load, path))
    except KeyRingError as error:
        return [RingFinding(fine=False, what=await _why_not(database, path) or str(error))], None
    async with database.reading() as session:
        canary = await key_canaries.find(session)
        hash_keys = await hash_lookup.hash_keys_in_use(session)
    return [
        RingFinding(fine=True, what=f"The key ring {path} is there, and only its owner may read it"),
        _of_canary(vault, canary) if canary else await _without_canary(database, path),
        _of_hash_keys(vault, canary, hash_keys),
        _of_keys(vault, await count_by_key(database)),
    ], vault


async def unreadable(database: Database, vault: Vault, *, seen: Callable[[int], None]) -> AsyncIterator[str]:
    """Table, column and row of every sealed value that does not open. `seen` hears how many each batch had."""
    for where in sealed_columns():
        async for values in _batches(database, where):
            for value in values:
                if not opens(vault, value):
                    yield value.where
            seen(len(values))


async def _batches(database: Database, where: SealedColumn) -> AsyncIterator[list[SealedValue]]:
    after: Any = None
    while True:
        async with database.reading() as session:
            values = await sealed_values.of_column(session, where, after=after, limit=BATCH)
        if not values:
            return
        yield values
        after = values[-1].row


async def _why_not(database: Database, path: Path) -> str:
    """Where no file can be used: whether the database needs that very one."""
    try:
        await fitting_vault(database, path)
    except KeyRingError as error:
        return str(error)
    return ""


def _of_canary(vault: Vault, canary: KeyCanary) -> RingFinding:
    problem = why_unfit(vault, canary)
    return RingFinding(fine=not problem, what=problem or "It is the key ring of this database: it opens the canary")


async def _without_canary(database: Database, path: Path) -> RingFinding:
    """In a database of an older version, values tell."""
    try:
        await fitting_vault(database, path)
    except KeyRingUnfit as error:
        return RingFinding(fine=False, what=str(error))
    return RingFinding(fine=True, what="The database has no canary yet: `caseline db upgrade` plants one")


def _of_hash_keys(vault: Vault, canary: KeyCanary | None, in_use: Collection[str]) -> RingFinding:
    if canary is not None and not hash_key_fits(vault, canary):
        return RingFinding(
            fine=False, what="Its hash key is not the one by which this database finds numbers and addresses"
        )
    if missing := sorted({*in_use} - {*vault.hash_keys}):
        return RingFinding(
            fine=False, what=f"It lacks hash keys by which addresses are found: {', '.join(missing)}. {RESTORE}"
        )
    return RingFinding(fine=True, what="Its hash keys are those by which numbers and addresses are found")


def _of_keys(vault: Vault, values: Counter[str]) -> RingFinding:
    if missing := sorted(values.keys() - vault.ring.keys.keys()):
        counted = ", ".join(f"{key_id} ({values[key_id]} values)" for key_id in missing)
        return RingFinding(fine=False, what=f"It lacks keys that values are sealed with: {counted}")
    return RingFinding(fine=True, what=f"It has every key that values are sealed with ({values.total()} values)")
