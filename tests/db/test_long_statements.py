"""A statement that would hold up the event loop is stopped, and what its transaction did is undone."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from db.connection import sqlite_connection
from db.connection.session import Database, DatabaseUnavailable
from db.queries import agencies
from tests.database import an_agency

COUNT_TO = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most) SELECT max(i) FROM n")


async def test_a_statement_that_takes_too_long_for_sqlite_is_stopped_and_says_so(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_connection, "ROUNDS", 3)
    with pytest.raises(DatabaseUnavailable, match="takes too long for SQLite"):
        await _count_to(sqlite_database, 1_000_000)
    # Each statement is counted by itself, also one that is prepared already.
    for _ in range(5):
        assert await _count_to(sqlite_database, 100_000) == 100_000


async def test_a_write_that_is_stopped_is_undone_as_a_whole(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_connection, "ROUNDS", 3)
    with pytest.raises(DatabaseUnavailable, match="takes too long for SQLite"):
        await _add_and_count_to(sqlite_database, 1_000_000)
    async with sqlite_database.reading() as session:
        assert await agencies.every(session) == []


async def _count_to(database: Database, most: int) -> int:
    async with database.reading() as session:
        return int((await session.execute(COUNT_TO, {"most": most})).scalar_one())


async def _add_and_count_to(database: Database, most: int) -> None:
    async with database.transaction() as session:
        await agencies.add(session, an_agency())
        await session.execute(COUNT_TO, {"most": most})
