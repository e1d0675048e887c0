"""Insert what is not there yet, the same way on both databases."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Table, UniqueConstraint, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import SQLModel


async def insert_if_new(session: AsyncSession, row: SQLModel) -> bool:
    """True if `row` is stored now; False if the same one was there, which stays as it is.

    The same are two rows that agree in the columns that are unique together, else in the primary key; in a table with
    several such sets of columns, in any of them. `row` itself does not join the session: read it back to change it.
    """
    values: dict[str, Any] = {name: value for name, value in row.model_dump().items() if value is not None}
    statement = _insert(type(row), session.get_bind().dialect.name)
    return (await session.execute(statement, values)).first() is not None


@cache
def _insert(table: type[SQLModel], dialect: str) -> ReturningInsert[Any]:
    """Built once per table: the columns come with the values."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    stored_in = SQLModel.metadata.tables[str(table.__tablename__)]
    # Asked for rows, as drivers count inserted ones differently: psycopg's count does not come through.
    return insert(stored_in).on_conflict_do_nothing(index_elements=_unique(stored_in)).returning(literal_column("1"))


def _unique(table: Table) -> list[str] | None:
    several = [each for each in table.constraints if isinstance(each, UniqueConstraint) and len(each.columns) > 1]
    if len(several) > 1:  # they are in no order
        return None
    return [column.name for column in (several[0] if several else table.primary_key).columns]
