"""Insert what is not there yet, the same way on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import SQLModel


async def insert_if_new(session: AsyncSession, row: SQLModel) -> bool:
    """True if `row` is stored now; False if the same one was there, which stays as it is.

    The same are two rows that agree in the primary key, or in any set of columns that are unique together. `row` itself
    does not join the session: read it back to change it.
    """
    values: dict[str, Any] = {name: value for name, value in row.model_dump().items() if value is not None}
    statement = _insert(type(row), session.get_bind().dialect.name)
    return (await session.execute(statement, values)).first() is not None


async def insert_new(
    session: AsyncSession, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], *, key: str
) -> frozenset[Any]:
    """The same for many rows by one statement. Of those stored now: what they have in the column `key`.

    Every row must name the same columns; the others get their defaults. Two transactions that may insert the same rows
    at once must do so in the same order.
    """
    if not rows:
        return frozenset()
    statement = _insert(table, session.get_bind().dialect.name, key)
    return frozenset((await session.execute(statement, [dict(row) for row in rows])).scalars())


@cache
def _insert(table: type[SQLModel], dialect: str, key: str = "") -> ReturningInsert[Any]:
    """Built once per table: the columns come with the values."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    stored_in = SQLModel.metadata.tables[str(table.__tablename__)]
    # No columns are named: of two rows that come at once and agree in two sets, PostgreSQL raises for the one unnamed.
    # Asked for rows, as drivers count inserted ones differently: psycopg's count does not come through.
    return insert(stored_in).on_conflict_do_nothing().returning(stored_in.c[key] if key else literal_column("1"))
