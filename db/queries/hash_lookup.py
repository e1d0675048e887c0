"""Find the hash under which an address is stored, also while the hash key is being replaced.

While it is, addresses are hashed again one batch after the other, each in all tables at once
(`db.encryption.hash_replacement`): at any moment an address is known by one hash only, the old one or the new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Table, bindparam, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.connection.direct import Direct
from db.encryption.keyring import UnknownKey
from db.encryption.vault import FIRST_HASH_KEY, Vault
from db.tables import Agency, HashKey

NAMES = frozenset({"address_hash", "phone_hash", "email_hash"})
"""How a column is called that finds a number or an email address."""

_STATE = Direct(select(col(HashKey.key_id), col(HashKey.finished_at)))
_CACHED = "hash_keys"


async def phone_hash_of(session: AsyncSession, vault: Vault, number: str) -> str:
    """What finds this number (E.164) in the database now. Raises UnknownKey."""
    return await _in_use(session, vault, vault.fingerprints(number, kind="phone"))


async def email_hash_of(session: AsyncSession, vault: Vault, address: str) -> str:
    """What finds this email address (lower case) in the database now. Raises UnknownKey."""
    return await _in_use(session, vault, vault.fingerprints(address, kind="email"))


def oldest_phone_hash(vault: Vault, number: str) -> str:
    """What `hash_now` makes the hash of that finds this number; the same whichever hash key is in use."""
    return vault.fingerprints(number, kind="phone")[FIRST_HASH_KEY]


def oldest_email_hash(vault: Vault, address: str) -> str:
    """The same for an email address."""
    return vault.fingerprints(address, kind="email")[FIRST_HASH_KEY]


async def hash_now(session: AsyncSession, vault: Vault, known: str) -> str:
    """What finds the address in the database now of which this was read or made before this transaction."""
    return await _in_use(session, vault, vault.renewals(known)) if known else known


def hash_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that finds an address, with its table."""
    for table in Agency.metadata.sorted_tables:
        for column in table.columns:
            if column.name in NAMES:
                yield table, column


_OLDER_IN_USE = union_all(
    *(select(column).where(column.in_(bindparam("hashes", expanding=True))) for _, column in hash_columns())
).limit(1)


async def hash_keys_in_use(session: AsyncSession) -> frozenset[str]:
    """The ids of the hash keys, after the first, by which addresses are found or will be."""
    return frozenset(await _state(session))


async def _in_use(session: AsyncSession, vault: Vault, hashes: Mapping[str, str]) -> str:
    """Of one address: hash key -> hash, the oldest key first."""
    state, keys = await _state(session), vault.hash_keys
    unknown = state.keys() - set(keys)
    if unknown:
        raise UnknownKey(f"this database is searched by hash key {min(unknown)}, which the key ring does not have")
    last = max(state, key=keys.index, default=keys[0])
    usable = [hash_ for key, hash_ in hashes.items() if keys.index(key) <= keys.index(last)]
    if len(usable) < 2 or state[last]:
        return usable[-1] if usable else next(iter(hashes.values()))
    older = await session.execute(_OLDER_IN_USE, {"hashes": usable[:-1]})
    return older.scalar() or usable[-1]


async def _state(session: AsyncSession) -> dict[str, bool]:
    """Hash key -> whether it is done replacing the one before it. It cannot change during a transaction that asked."""
    if _CACHED not in session.info:
        session.info[_CACHED] = {row[0]: row[1] is not None for row in await _STATE.rows(session, {})}
    state: dict[str, bool] = session.info[_CACHED]
    return state
