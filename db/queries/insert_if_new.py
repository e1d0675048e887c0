"""Insert what is not there yet, the same way on both databases: one row, or some by one statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import Insert
from sqlmodel import SQLModel

from db.connection.direct import Direct

AT_ONCE = 50
"""Rows of one statement at most: each number of rows is a statement of its own, compiled once."""

Columns = tuple[ColumnElement[Any], ...]

_STORED: Columns = (literal_column("1"),)
"""Asked for rows, as drivers count inserted ones differently: psycopg's count does not come through."""


async def insert_if_new(session: AsyncSession, row: SQLModel) -> bool:
    """True if `row` is stored now; False if the same one was there, which stays as it is.

    The same are two rows that agree in the primary key, or in any set of columns that are unique together. `row` itself
    does not join the session: read it back to change it.
    """
    values: dict[str, Any] = {name: value for name, value in row.model_dump().items() if value is not None}
    return bool(await insert_returning(session, table_of(type(row)), [values], _STORED))


async def insert_new(
    session: AsyncSession, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], *, key: str
) -> frozenset[Any]:
    """The same for many rows. Of those stored now: what they have in the column `key`.

    Every row must name the same columns; the others get their defaults. Two transactions that may insert the same rows
    at once must do so in the same order.
    """
    stored_in = table_of(table)
    return frozenset(found[0] for found in await insert_returning(session, stored_in, rows, (stored_in.c[key],)))


async def insert_returning(
    session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]], returned: Columns
) -> list[tuple[Any, ...]]:
    """The same, with these columns of those stored now."""
    insert = partial(_insert, table, if_new=True, returned=returned)
    return await _returned(session, table, rows, insert)


async def insert_or_lock(
    session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]], returned: Columns, *, same: tuple[str, ...]
) -> list[tuple[Any, ...]]:
    """These columns of each: one that was there, by the columns `same`, is written as it is, which locks it."""
    insert = partial(_insert, table, locking=same, returned=returned)
    return await _returned(session, table, rows, insert)


async def insert_all(session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows that are new for certain; every row must name the same columns."""
    for portion in _portions(rows):
        statement = _insert(table, tuple(portion[0]), len(portion))
        await statement.changed(session, _values(table, portion))


def table_of(kind: type[SQLModel]) -> Table:
    """Where rows of this kind are stored."""
    return SQLModel.metadata.tables[str(kind.__tablename__)]


async def _returned(
    session: AsyncSession,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    insert: Callable[[tuple[str, ...], int], Direct],
) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for portion in _portions(rows):
        found += await insert(tuple(portion[0]), len(portion)).rows(session, _values(table, portion))
    return found


def _portions(rows: Sequence[Mapping[str, Any]]) -> list[Sequence[Mapping[str, Any]]]:
    return [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)]


def _values(table: Table, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    defaults = _left_out(table, frozenset(rows[0]))
    values: dict[str, Any] = {}
    for place, row in enumerate(rows):
        values.update({f"{name}_{place}": value for name, value in row.items()})
        for name, default in defaults.items():
            values[f"{name}_{place}"] = default.arg(None) if default.is_callable else default.arg
    return values


@lru_cache(maxsize=256)
def _left_out(table: Table, named: frozenset[str]) -> Mapping[str, Any]:
    """Columns that are not named and have defaults of their own: SQLAlchemy would fill them in each time."""
    return {column.key: column.default for column in table.c if column.default is not None and column.key not in named}


@lru_cache(maxsize=1024)
def _insert(
    table: Table,
    named: tuple[str, ...],
    rows: int,
    *,
    if_new: bool = False,
    locking: tuple[str, ...] = (),
    returned: Columns = (),
) -> Direct:
    names = (*named, *_left_out(table, frozenset(named)))
    values = [{name: bindparam(f"{name}_{place}", type_=table.c[name].type) for name in names} for place in range(rows)]

    def build(dialect: str) -> Insert:
        insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table).values(values).inline()
        if if_new:
            # No columns are named: of two rows that come at once and agree in two sets, PostgreSQL raises for the one
            # unnamed.
            insert = insert.on_conflict_do_nothing()
        if locking:
            as_it_is = {locking[-1]: insert.excluded[locking[-1]]}
            insert = insert.on_conflict_do_update(index_elements=locking, set_=as_it_is)
        return insert.returning(*returned) if returned else insert

    return Direct(build)
