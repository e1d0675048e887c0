"""Replacing the hash key: hashes every address again, a few at a time, while other processes go on.

The new hash is made of the old one, so no address has to be known for it: an opt-out whose contact was erased long ago
moves like any other. All rows of an address move in one transaction, in every table: it is never known by two hashes.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Row,
    Table,
    UniqueConstraint,
    and_,
    case,
    delete,
    func,
    select,
    text,
    union,
    update,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.connection.session import Database, DatabaseUnavailable
from db.encryption.vault import Vault
from db.queries.hash_lookup import hash_columns
from db.queries.insert_if_new import insert_if_new
from db.tables import HashKey, StaffTask

BATCH = 200
"""Addresses."""

PAUSE = timedelta(milliseconds=20)
"""Between two batches: others want their turn."""

_LOCK_TIMEOUT = "SET LOCAL lock_timeout = '250ms'"
"""Less than PostgreSQL's `deadlock_timeout`: of two that wait for each other it is the replacement that gives way."""
_LOCK_NOT_AVAILABLE = "55P03"
_TRIES = 600
_TRY_AGAIN_AFTER = timedelta(seconds=1)

_HASH_IN_TASK = re.compile(r"^(?P<kind>\w+)/(?P<hash>(?:[0-9a-f]{8}\.)?[0-9a-f]{64})(?P<rest>/.*)?$")


class _Busy(Exception):
    """A table is in use by others."""


async def begin(database: Database, key_id: str, *, now: datetime) -> None:
    """From now on addresses may be found by this key. Every transaction that does not know it yet has ended by then."""

    async def store(session: AsyncSession) -> None:
        await insert_if_new(session, HashKey(key_id=key_id, began_at=now))

    await _alone(database, [_table(HashKey)], store)


async def finish(database: Database, key_id: str, *, now: datetime) -> None:
    """Every address is found by this key, and no longer by one before it."""

    async def store(session: AsyncSession) -> None:
        mine = (col(HashKey.key_id) == key_id, col(HashKey.finished_at).is_(None))
        await session.execute(update(HashKey).where(*mine).values(finished_at=now))

    await _alone(database, [_table(HashKey)], store)


async def count_old(database: Database, key_id: str) -> int:
    """How many addresses are not yet found by this key."""
    old = union(*(select(column).where(_is_old(column, key_id)) for _, column in hash_columns())).subquery()
    async with database.reading() as session:
        return (await session.execute(select(func.count()).select_from(old))).scalar_one()


async def move(
    database: Database,
    vault: Vault,
    *,
    moved: Callable[[int], None],
    batch: int = BATCH,
    pause: timedelta = PAUSE,
) -> int:
    """Hash every address again that is not found by the newest key; what is interrupted goes on where it was.

    `moved` hears after each transaction how many addresses it moved. Returns how many there were. Raises UnknownKey.
    """
    count, key_id = 0, vault.hash_keys[-1]
    for _, column in hash_columns():
        after = ""
        while hashes := await _move_some(database, vault, column, after=after, key_id=key_id, limit=batch):
            count, after = count + len(hashes), hashes[-1]
            moved(len(hashes))
            await asyncio.sleep(pause.total_seconds())
    return count


async def _move_some(
    database: Database, vault: Vault, column: Column[Any], *, after: str, key_id: str, limit: int
) -> Sequence[str]:
    wanted = select(column).where(_is_old(column, key_id), column > after).distinct().order_by(column).limit(limit)
    async with database.reading() as session:
        found = [row[0] for row in await session.execute(wanted)]
    renewed = {known: vault.renewals(known)[key_id] for known in found}

    async def renew(session: AsyncSession) -> None:
        for table, each in hash_columns():
            await _renew(session, table, each, renewed)
        await _renew_tasks(session, renewed)

    if renewed:
        tables = {table.name: table for table, _ in hash_columns()}
        await _alone(database, [_table(HashKey), *tables.values(), _table(StaffTask)], renew)
    return found


async def _alone(database: Database, tables: Sequence[Table], work: Callable[[AsyncSession], Any]) -> None:
    """Do it while no other transaction has these tables in hand. Raises DatabaseUnavailable.

    A transaction that has read one hash of an address must not look for another row by it after that was moved. SQLite
    has one writer anyway, and its readers see one moment.
    """
    for _ in range(_TRIES):
        try:
            async with database.transaction() as session:
                await _lock(session, tables)
                await work(session)
                return
        except _Busy:
            await asyncio.sleep(_TRY_AGAIN_AFTER.total_seconds())
    raise DatabaseUnavailable("others had its tables in hand all the time: is it being dumped?")


async def _lock(session: AsyncSession, tables: Sequence[Table]) -> None:
    if session.get_bind().dialect.name != "postgresql":
        return
    names = ", ".join(table.name for table in tables)
    try:
        await session.execute(text(_LOCK_TIMEOUT))
        await session.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            raise _Busy from None
        raise


async def _renew(session: AsyncSession, table: Table, column: Column[Any], renewed: Mapping[str, str]) -> None:
    if key := _unique_with(table, column):
        await _join(session, table, column, key, renewed)
    old = column.in_(list(renewed))
    await session.execute(update(table).where(old).values({column: case(dict(renewed), value=column, else_=column)}))


def _unique_with(table: Table, column: Column[Any]) -> Sequence[Column[Any]]:
    """The columns of which no two rows may have the same, if this is one of them."""
    unique = (each for each in table.constraints if isinstance(each, UniqueConstraint))
    keys = ([*each.columns] for each in (table.primary_key, *unique))
    return next((key for key in keys if column.name in {part.name for part in key}), [])


async def _join(
    session: AsyncSession, table: Table, column: Column[Any], key: Sequence[Column[Any]], renewed: Mapping[str, str]
) -> None:
    """A row that was written by the old hash after its address had moved, by who had read it before: two become one.

    What was written last counts, and what that leaves open is as it was.
    """
    new = (await session.execute(select(table).where(column.in_(list(renewed.values()))))).all()
    old_of = {new_hash: old_hash for old_hash, new_hash in renewed.items()}
    for row in new:
        same = [each == row._mapping[each.name] for each in key if each.name != column.name]
        mine = and_(*same, column == row._mapping[column.name])
        other = and_(*same, column == old_of[row._mapping[column.name]])
        late = (await session.execute(select(table).where(other))).first()
        if late is not None:
            await session.execute(delete(table).where(other))
            await session.execute(update(table).where(mine).values(_joined(table, key, row, late)))


def _joined(table: Table, key: Sequence[Column[Any]], *rows: Row[Any]) -> dict[str, Any]:
    older, newer = sorted(rows, key=_last_written)
    given = {name: value for name, value in newer._mapping.items() if value is not None}
    fixed = {part.name for part in (*key, *table.primary_key)}
    return {name: value for name, value in {**older._mapping, **given}.items() if name not in fixed}


def _last_written(row: Row[Any]) -> datetime:
    return max(value for value in row._mapping.values() if isinstance(value, datetime))


async def _renew_tasks(session: AsyncSession, renewed: Mapping[str, str]) -> None:
    """Open tasks about an address are recognized by its hash; the key of a closed one has none."""
    tasks = await session.scalars(select(StaffTask).where(col(StaffTask.closed_at).is_(None)))
    for task in tasks:
        found = _HASH_IN_TASK.match(task.task_key)
        if found and found["hash"] in renewed:
            task.task_key = f"{found['kind']}/{renewed[found['hash']]}{found['rest'] or ''}"
    await session.flush()


def _is_old(column: Column[Any], key_id: str) -> ColumnElement[bool]:
    return and_(column.is_not(None), column != "", column.not_like(f"{key_id}.%"))


def _table(of: type[Any]) -> Table:
    table: Table = of.metadata.tables[of.__tablename__]
    return table
