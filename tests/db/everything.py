"""Every value that a database keeps, so that a test can look for what must not be there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from db.connection.session import Database
from db.tables import Agency

Places = dict[str, list[Any]]
"""`table.column` -> every value in it that is not null."""


async def everything_kept(database: Database) -> Places:
    """All of it."""
    found: Places = {}
    async with database.reading() as session:
        for table in Agency.metadata.sorted_tables:
            for row in (await session.execute(select(table))).mappings():
                for column in table.columns:
                    if row[column.name] is not None:
                        found.setdefault(f"{table.name}.{column.name}", []).append(row[column.name])
    return found


async def places_of(database: Database, *wanted: str) -> set[str]:
    """The columns in which one of these texts stands, alone or within another."""
    kept = await everything_kept(database)
    return {where for where, values in kept.items() if any(text in _spelled(values) for text in wanted)}


def _spelled(values: list[Any]) -> str:
    return "\n".join(_words(values))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield str(key)
            yield from _words(inside)
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from _words(inside)
    else:
        yield str(value)
