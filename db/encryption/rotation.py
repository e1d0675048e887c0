"""Key rotation: seals every old value anew, with the key in force and bound to its row, while other processes go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, func, select, update

from db.connection.session import Database
from db.encryption.keyring import VaultError
from db.encryption.vault import PREFIX_LENGTH, UNBOUND, Vault, key_of
from db.queries import agencies
from db.tables import Agency, Sender

SEALED = "_sealed"
BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedColumn:
    """A column that holds sealed values. Its context is `<table>.<name without _sealed>`: "contacts.phone"."""

    table: Table
    column: Column[Any]

    @property
    def context(self) -> str:
        """Where its values alone can be opened, each in its row."""
        return f"{self.table.name}.{self.column.name.removesuffix(SEALED)}"

    @property
    def key(self) -> Column[Any]:
        """The primary key of its table."""
        (key,) = self.table.primary_key.columns
        return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealed:
    """What became of a pass: how many values are sealed anew, and where those lie that could not be opened."""

    count: int
    unreadable: tuple[str, ...]


def sealed_columns() -> Iterator[SealedColumn]:
    """Every column that ends in `_sealed`."""
    for table in Agency.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith(SEALED):
                yield SealedColumn(table=table, column=column)


async def count_by_key(database: Database) -> Counter[str]:
    """Key id -> how many values are sealed with it."""
    counts: Counter[str] = Counter()
    for prefix, n in (await _count_by_prefix(database)).items():
        counts[key_of(prefix)] += n
    return counts


async def count_old(database: Database, vault: Vault) -> int:
    """How many values are not yet sealed with the key in force and bound to their row."""
    counts = await _count_by_prefix(database)
    return sum(n for prefix, n in counts.items() if prefix != vault.current_prefix())


async def count_unbound(database: Database) -> int:
    """How many values are not bound to their row."""
    counts = await _count_by_prefix(database)
    return sum(n for prefix, n in counts.items() if prefix.startswith(f"{UNBOUND}."))


async def _count_by_prefix(database: Database) -> Counter[str]:
    counts: Counter[str] = Counter()
    async with database.reading() as session:
        for where in sealed_columns():
            start = func.substr(where.column, 1, PREFIX_LENGTH)
            wanted = select(start, func.count()).where(where.column.is_not(None)).group_by(start)
            for prefix, n in await session.execute(wanted):
                counts[prefix] += n
    return counts


async def reseal(database: Database, vault: Vault, *, moved: Callable[[int], None], batch: int = BATCH) -> Resealed:
    """Seal every old value anew, a batch per transaction; what is interrupted goes on where it was.

    A value that another process changed meanwhile stays as it was written. `moved` hears how many were done.
    """
    count = 0
    unreadable: list[str] = []
    for where in sealed_columns():
        after: Any = None
        while rows := await _old(database, vault, where, after=after, limit=batch):
            fresh = [(key, sealed, _sealed_anew(vault, where, key, sealed)) for key, sealed in rows]
            unreadable += [f"{where.context} {key}" for key, _, anew in fresh if anew is None]
            count += await _replace(database, where, fresh)
            moved(len(rows))
            after = rows[-1][0]
    return Resealed(count=count, unreadable=tuple(unreadable))


async def _old(
    database: Database, vault: Vault, where: SealedColumn, *, after: Any, limit: int
) -> Sequence[tuple[Any, str]]:
    old: ColumnElement[bool] = and_(where.column.is_not(None), where.column.not_like(f"{vault.current_prefix()}%"))
    if after is not None:
        old = and_(old, where.key > after)
    async with database.reading() as session:
        rows = await session.execute(select(where.key, where.column).where(old).order_by(where.key).limit(limit))
        return [(row[0], row[1]) for row in rows]


def _sealed_anew(vault: Vault, where: SealedColumn, key: Any, sealed: str) -> str | None:
    row = str(key)
    try:
        return vault.seal(vault.open(sealed, context=where.context, row=row), context=where.context, row=row)
    except VaultError:
        return None


async def _replace(database: Database, where: SealedColumn, rows: Sequence[tuple[Any, str, str | None]]) -> int:
    done = 0
    async with database.transaction() as session:
        for key, sealed, anew in rows:
            if anew is None:
                continue
            unchanged = and_(where.key == key, where.column == sealed)
            statement = update(where.table).where(unchanged).values({where.column: anew}).returning(where.key)
            done += (await session.execute(statement)).first() is not None
        if where.table.name == Sender.__tablename__:
            await agencies.senders_changed(session)
    return done
