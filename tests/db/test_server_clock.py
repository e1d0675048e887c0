"""The clock of the database server is this moment's, in UTC, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from db.connection.session import Database
from db.queries.server_clock import server_now


async def test_it_is_now(database: Database) -> None:
    async with database.reading() as session:
        now = await server_now(session)
    assert now.utcoffset() == timedelta()
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
