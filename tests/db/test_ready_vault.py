"""API and worker wait for a database that may come, and for nothing else."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from db.connection.session import Database, DatabaseOutdated, DatabaseTooNew, DatabaseUnavailable
from db.encryption.keyring import KeyRing
from db.queries import key_canaries
from db.ready_vault import ready_vault
from tests.own_logs import own_logs


async def test_a_database_that_is_away_is_waited_for(key_ring: KeyRing) -> None:
    away, began = Database("postgresql://caseline:secret@127.0.0.1:1/caseline"), time.monotonic()
    with own_logs() as logs, pytest.raises(DatabaseUnavailable):
        await ready_vault(away, key_ring.path, wait=timedelta(seconds=1.5))
    assert time.monotonic() - began > 1.5
    assert {each["event"] for each in logs} == {"database.awaited"}
    assert "secret" not in str(logs)
    await away.dispose()


@pytest.mark.parametrize(("revision", "error"), [("0013", DatabaseOutdated), ("0099", DatabaseTooNew)])
async def test_tables_of_another_version_are_not_waited_for(
    database: Database, key_ring: KeyRing, revision: str, error: type[Exception]
) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    with own_logs() as logs, pytest.raises(error):
        await ready_vault(database, key_ring.path)
    assert logs == []


async def test_a_start_plants_the_canary(database: Database, key_ring: KeyRing) -> None:
    assert (await ready_vault(database, key_ring.path)).ring == key_ring
    async with database.reading() as session:
        assert await key_canaries.find(session) is not None
