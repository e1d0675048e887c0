"""What a database holds that only its own keys open, also one of an older version that has only some of the columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, func, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlmodel import col

from db.encryption.rotation import SealedColumn, sealed_columns
from db.encryption.vault import PREFIX_LENGTH
from db.queries.hash_lookup import hash_columns
from db.tables import Person

LOOKED_AT = 1000
"""Values of each column, for the ids of their keys: a table of millions is not read to its end."""
TRIED = 20
"""Values of each column, to see whether a key ring opens them."""

_BEGINNING = re.compile(r"v\d\.(?P<key_id>[0-9a-f]+)\.")

_Columns = frozenset[tuple[str, str]]
"""Table and column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The ids of the keys that values are sealed with, and whether there are keyed hashes."""

    key_ids: tuple[str, ...]
    hashes: bool

    def __bool__(self) -> bool:
        return bool(self.key_ids) or self.hashes


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedValue:
    """A sealed value and where it lies."""

    context: str
    row: str
    sealed: str

    @property
    def where(self) -> str:
        """For people: no content."""
        return f"{self.context} {self.row}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HashedNumber:
    """A contact's number, sealed, and the keyed hash that finds it."""

    row: str
    sealed: str
    phone_hash: str


async def held(session: AsyncSession) -> Held:
    """Nothing in a database without tables."""
    there = await session.run_sync(_columns)
    key_ids = set[str]()
    for where in _sealed(there):
        some = select(where.column).where(where.column.is_not(None)).limit(LOOKED_AT).subquery()
        starts = select(func.substr(some.c[0], 1, PREFIX_LENGTH)).distinct()
        key_ids |= {found["key_id"] for row in await session.execute(starts) if (found := _BEGINNING.match(row[0]))}
    return Held(key_ids=tuple(sorted(key_ids)), hashes=await _any_hash(session, there))


async def some(session: AsyncSession) -> list[SealedValue]:
    """A few of each column: ids are random, so that these are from any time."""
    found: list[SealedValue] = []
    for where in _sealed(await session.run_sync(_columns)):
        found += await of_column(session, where, after=None, limit=TRIED)
    return found


async def some_numbers(session: AsyncSession) -> list[HashedNumber]:
    """A few contacts' numbers with their hashes."""
    wanted = {("contacts", "phone_sealed"), ("contacts", "phone_hash")}
    if not wanted <= await session.run_sync(_columns):
        return []
    columns: tuple[Any, ...] = (col(Person.id), col(Person.phone_sealed), col(Person.phone_hash))
    rows = await session.execute(select(*columns).where(*(each.is_not(None) for each in columns)).limit(TRIED))
    return [HashedNumber(row=row[0], sealed=row[1], phone_hash=row[2]) for row in rows]


async def of_column(session: AsyncSession, where: SealedColumn, *, after: Any, limit: int) -> list[SealedValue]:
    """Its values in the order of their rows; `after` is the row of the last one that is known."""
    wanted = select(where.key, where.column).where(where.column.is_not(None)).order_by(where.key).limit(limit)
    if after is not None:
        wanted = wanted.where(where.key > after)
    rows = await session.execute(wanted)
    return [SealedValue(context=where.context, row=str(row[0]), sealed=row[1]) for row in rows]


def _sealed(there: _Columns) -> Iterator[SealedColumn]:
    return (where for where in sealed_columns() if (where.table.name, where.column.name) in there)


async def _any_hash(session: AsyncSession, there: _Columns) -> bool:
    for table, column in hash_columns():
        if (table.name, column.name) in there and await _has_one(session, column):
            return True
    return False


async def _has_one(session: AsyncSession, column: Column[Any]) -> bool:
    stored = select(column).where(column.is_not(None), column != "").limit(1)
    return (await session.execute(stored)).first() is not None


def _columns(session: Session) -> _Columns:
    """Of our tables with sealed values or hashes: the columns that this database has."""
    ours: Sequence[str] = sorted({where.table.name for where in sealed_columns()} | {t.name for t, _ in hash_columns()})
    found = inspect(session.connection()).get_multi_columns(filter_names=ours)
    return frozenset((name, column["name"]) for (_, name), columns in found.items() for column in columns)
