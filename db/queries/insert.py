"""Insert what is not there yet, the same way on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel


async def insert_if_new(session: AsyncSession, row: SQLModel, *, unique: Sequence[str]) -> bool:
    """True if `row` is stored now; False if a row with the same `unique` columns was there, which stays as it is.

    `row` itself does not join the session: read it back to change it.
    """
    values: dict[str, Any] = {name: value for name, value in row.model_dump().items() if value is not None}
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(type(row)).values(**values).on_conflict_do_nothing(index_elements=list(unique))
    # Asked for rows, as drivers count inserted ones differently: psycopg's count does not come through.
    return (await session.execute(statement.returning(literal_column("1")))).first() is not None
