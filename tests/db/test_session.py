"""Transactions: all or nothing, shared by processes, and one word for a database that is not there."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from db.connection.session import Database, DatabaseUnavailable
from db.connection.urls import BadDatabaseUrl
from db.queries import agencies, calls
from db.tables import Agency, Call, Consent
from tests.database import NOW, OTHER_SERVER, PostgresDatabases, a_call, an_agency

ROOT = Path(__file__).resolve().parents[2]


async def _count(database: Database) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(Agency))).one()


async def test_a_transaction_commits_at_its_end(database: Database) -> None:
    async with database.transaction() as session:
        assert await agencies.add(session, an_agency())
        assert not await agencies.add(session, an_agency())
    assert await _count(database) == 1


async def test_an_error_undoes_everything(database: Database) -> None:
    with pytest.raises(LookupError):
        await _add_and_fail(database)
    assert await _count(database) == 0


async def _add_and_fail(database: Database) -> None:
    async with database.transaction() as session:
        await agencies.add(session, an_agency())
        raise LookupError


async def test_a_cancelled_transaction_is_undone_and_leaves_its_turn_to_others(database: Database) -> None:
    inside = asyncio.Event()

    async def hang() -> None:
        async with database.transaction() as session:
            await agencies.add(session, an_agency())
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.transaction() as session:
        assert await agencies.add(session, an_agency())
    assert await _count(database) == 1


async def test_reading_keeps_nothing_and_sees_one_picture(database: Database) -> None:
    async with database.reading() as reader:
        before = (await reader.scalars(select(func.count()).select_from(Agency))).one()
        async with database.transaction() as session:
            await agencies.add(session, an_agency())
        after = (await reader.scalars(select(func.count()).select_from(Agency))).one()
    assert (before, after) == (0, 0)
    assert await _count(database) == 1


async def test_a_naive_time_is_refused(database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="without a zone"):
        await _add_consent(database, naive)


async def _add_consent(database: Database, at: datetime) -> None:
    async with database.transaction() as session:
        session.add(Consent(ori="X", address_hash="h", purpose="survey", given=True, how="test", at=at))


async def test_times_come_back_aware_and_the_same(database: Database) -> None:
    await _add_consent(database, NOW)
    async with database.reading() as session:
        consent = (await session.scalars(select(Consent))).one()
    assert consent.at == NOW
    assert consent.at.utcoffset() is not None


async def test_errors_do_not_quote_what_was_to_be_stored(database: Database) -> None:
    secret = "Maria Gonzalez"

    async def add_twice() -> None:
        async with database.transaction() as session:
            await session.execute(
                text("INSERT INTO agencies (ori, name) VALUES (:ori, :name)"), {"ori": "Y", "name": secret}
            )

    with pytest.raises(IntegrityError) as caught:
        await add_twice()
    # PostgreSQL adds the row it refused: whatever is about people is sealed in there.
    assert secret not in str(caught.value).partition("DETAIL")[0]


async def test_ping_answers(database: Database) -> None:
    await database.ping()


async def test_many_writers_at_once_all_get_their_turn(database: Database) -> None:
    await a_call(database)

    async def bump() -> None:
        async with database.transaction() as session:
            call = await calls.lock_call(session, "WASPD0000", "26-000001")
            assert call is not None
            call.state = {"n": call.state.get("n", 0) + 1}

    await asyncio.gather(*(bump() for _ in range(40)))
    async with database.reading() as session:
        call = await calls.get(session, "WASPD0000", "26-000001")
    assert call is not None
    assert call.state == {"n": 40}


async def test_a_new_call_that_many_report_at_once_exists_once(database: Database) -> None:
    async with database.transaction() as session:
        await agencies.add(session, an_agency())

    async def report() -> str:
        async with database.transaction() as session:
            return (await calls.get_or_create(session, "WASPD0000", "26-000002", now=NOW)).id

    assert len(set(await asyncio.gather(*(report() for _ in range(12))))) == 1


WRITER = """
import asyncio, sys
from db.queries import calls
from db.connection.session import Database

async def main(url, times):
    database = Database(url)
    for _ in range(times):
        async with database.transaction() as session:
            call = await calls.lock_call(session, "WASPD0000", "26-000001")
            call.state = {"n": call.state.get("n", 0) + 1}
    await database.dispose()

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""


async def test_processes_share_one_database_without_losing_a_write(database: Database, database_url: str) -> None:
    await a_call(database)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, database_url, "40"], cwd=ROOT)  # noqa: ASYNC220
        for _ in range(2)
    ]
    while any(writer.poll() is None for writer in writers):
        await _read_state(database)
        await asyncio.sleep(0.05)
    assert [writer.returncode for writer in writers] == [0, 0]
    assert await _read_state(database) == {"n": 80}


async def _read_state(database: Database) -> dict[str, object]:
    async with database.reading() as session:
        return dict((await session.scalars(select(Call))).one().state)


async def test_sqlite_is_durable_and_lets_readers_read(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as session:
        pragmas = {
            name: (await session.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 60_000}


async def test_a_writing_transaction_on_sqlite_holds_the_lock_from_its_start(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as session:
        await session.execute(text("SELECT 1"))
        other = sqlite3.connect(str(sqlite_database.url.database), timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


async def test_writing_while_reading_is_refused_by_postgres(postgres_url: str) -> None:
    database = Database(postgres_url)
    with pytest.raises(Exception, match="read-only"):
        await _write_in_reading(database)
    await database.dispose()


async def _write_in_reading(database: Database) -> None:
    async with database.reading() as session:
        await agencies.add(session, an_agency())


async def test_an_unknown_agency_is_refused_by_the_database(database: Database) -> None:
    async def report() -> None:
        async with database.transaction() as session:
            await calls.get_or_create(session, "NOBODY", "1", now=NOW)

    with pytest.raises(IntegrityError):
        await report()


async def test_nobody_at_the_address_means_unavailable() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseUnavailable):
        await database.ping()
    await database.dispose()


async def test_a_sqlite_file_that_cannot_be_opened_means_unavailable(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/missing/caseline.db")
    with pytest.raises(DatabaseUnavailable, match="unable to open"):
        await database.ping()
    await database.dispose()


async def test_a_server_that_stops_means_unavailable_until_it_is_back(
    postgres: PostgresDatabases, postgres_url: str
) -> None:
    server = postgres.server
    if server is None:
        pytest.skip(f"{OTHER_SERVER} names a server that is not ours to stop")
    database = Database(postgres_url)
    async with database.transaction() as session:
        await agencies.add(session, an_agency())

    async def interrupted() -> None:
        async with database.transaction() as session:
            await agencies.add(session, an_agency("ORI2"))
            await asyncio.to_thread(server.stop)
            await agencies.every(session)

    try:
        with pytest.raises(DatabaseUnavailable):
            await interrupted()
        with pytest.raises(DatabaseUnavailable):
            await database.ping()
    finally:
        await asyncio.to_thread(server.start)
    async with database.transaction() as session:
        assert [agency.ori for agency in await agencies.every(session)] == ["WASPD0000"]
        await agencies.add(session, an_agency("ORI2"))
    assert await _count(database) == 2
    await database.dispose()


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense", "user:hunter2@host"])
def test_a_url_we_cannot_use_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadDatabaseUrl) as caught:
        Database(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://u@h/d", "postgres://u@h/d", "postgresql+psycopg://u@h/d"])
def test_every_spelling_of_postgres_gets_our_driver(url: str) -> None:
    assert Database(url).url.drivername == "postgresql+psycopg"
