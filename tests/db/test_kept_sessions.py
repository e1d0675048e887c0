"""Connections stay open between transactions, and one that broke meanwhile is replaced unnoticed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, literal_column, select, text
from sqlalchemy.exc import IntegrityError, PendingRollbackError

from db.connection import kept_postgres, kept_sessions
from db.connection.direct import Direct
from db.connection.kept_postgres import ASK_AFTER_SECONDS, KeptPostgres
from db.connection.session import CONNECTIONS, KEPT, Database, DatabaseUnavailable
from db.queries import agencies
from db.queries.insert_if_new import table_of
from db.tables import Agency
from tests.database import an_agency

AGENCIES = Direct(select(func.count()).select_from(table_of(Agency)))
MINE = Direct(select(func.pg_backend_pid()))
PREPARED = Direct(select(func.count()).select_from(text("pg_prepared_statements")))
OTHERS = Direct(
    select(func.pg_terminate_backend(literal_column("pid")))
    .select_from(text("pg_stat_activity"))
    .where(text("datname = current_database() AND pid <> pg_backend_pid()"))
)
OPEN = Direct(select(func.count()).select_from(text("pg_stat_activity")).where(text("datname = current_database()")))


@pytest.fixture
async def database_on_postgres(postgres_url: str) -> AsyncIterator[Database]:
    """A fresh one."""
    database = Database(postgres_url)
    yield database
    await database.dispose()


@pytest.fixture
async def administrator(postgres_url: str) -> AsyncIterator[Database]:
    """Another program at the same database."""
    database = Database(postgres_url)
    yield database
    await database.dispose()


async def ask_at_once(database: Database, times: int) -> set[int]:
    """Each in a session of its own. Whose connections answered."""
    async with AsyncExitStack() as stack:
        sessions = [await stack.enter_async_context(database.reading()) for _ in range(times)]
        return {(await MINE.rows(session, {}))[0][0] for session in sessions}


async def test_reading_and_writing_take_turns_on_one_kept_connection(database: Database) -> None:
    for n in range(3):
        async with database.transaction() as session:
            await agencies.add(session, an_agency(f"AGENCY{n}"))
        async with database.reading() as session:
            assert await AGENCIES.rows(session, {}) == [(n + 1,)]
        async with database.trying() as session:
            await agencies.add(session, an_agency("NEVER"))
            assert await AGENCIES.rows(session, {}) == [(n + 2,)]


async def test_a_session_knows_nothing_of_the_one_before(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            session.info["of the first"] = True
            session.add(an_agency("NEVER"))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with database.reading() as session:
        session.add(an_agency("NEVER"))
    async with database.transaction() as session:
        assert not session.new
        assert "of the first" not in session.info
        await agencies.add(session, an_agency("ONE"))
        agency = await session.get_one(Agency, "ONE")
    name, agency.name = agency.name, "said too late"
    async with database.transaction() as session:
        assert not session.dirty
        assert await AGENCIES.rows(session, {}) == [(1,)]
        assert (await session.get_one(Agency, "ONE")).name == name


async def test_what_the_session_could_not_write_is_never_taken_for_committed(database: Database) -> None:
    async def go_on_after_an_error() -> None:
        async with database.transaction() as session:
            await agencies.add(session, an_agency("ONE"))
            session.add(an_agency("ONE"))
            with pytest.raises(IntegrityError):
                await session.flush()

    with pytest.raises(PendingRollbackError):
        await go_on_after_an_error()
    async with database.transaction() as session:
        assert await AGENCIES.rows(session, {}) == [(0,)]
        session.add(an_agency("TWO"))
    async with database.reading() as session:
        assert (await session.scalars(select(table_of(Agency).c.ori))).all() == ["TWO"]


async def test_a_connection_that_wrote_reads_one_picture_and_may_write_again(database_on_postgres: Database) -> None:
    database = database_on_postgres
    for n in range(2):
        async with database.transaction() as session:
            await agencies.add(session, an_agency(f"AGENCY{n}"))
            [(writes,)] = await MINE.rows(session, {})
        async with database.reading() as session:
            assert await MINE.rows(session, {}) == [(writes,)]
            said = [(await session.execute(text(f"SHOW {name}"))).scalar_one() for name in SHOWN]
            assert said == ["repeatable read", "on"]
    async with database.transaction() as session:
        said = [(await session.execute(text(f"SHOW {name}"))).scalar_one() for name in SHOWN]
        assert said == ["read committed", "off"]


SHOWN = ("transaction_isolation", "transaction_read_only")


async def test_what_the_server_has_hung_up_is_replaced_before_anyone_is_refused(
    database_on_postgres: Database, administrator: Database
) -> None:
    before = await ask_at_once(database_on_postgres, 5)
    async with administrator.transaction() as session:
        assert await OTHERS.rows(session, {}) == [(True,)] * 5
    await are_open(administrator, 1)
    assert not await ask_at_once(database_on_postgres, 5) & before


async def are_open(administrator: Database, wanted: int) -> None:
    """Wait until the server has so many connections: it takes a moment to end one."""
    async with asyncio.timeout(60):
        while True:
            async with administrator.transaction() as session:
                if await OPEN.rows(session, {}) == [(wanted,)]:
                    return
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("hung_up", [False, True])
async def test_after_a_long_silence_the_server_is_asked(
    database_on_postgres: Database, administrator: Database, monkeypatch: pytest.MonkeyPatch, *, hung_up: bool
) -> None:
    """Here the socket does not say that the connection has ended, as where a firewall forgot it."""
    monkeypatch.setattr(KeptPostgres, "_is_silent", lambda _: True)
    before = await ask_at_once(database_on_postgres, 1)
    if hung_up:
        async with administrator.transaction() as session:
            await OTHERS.rows(session, {})
        await are_open(administrator, 1)
        with pytest.raises(DatabaseUnavailable):
            await ask_at_once(database_on_postgres, 1)
        await ask_at_once(database_on_postgres, 1)
        before = await ask_at_once(database_on_postgres, 1)
        async with administrator.transaction() as session:
            await OTHERS.rows(session, {})
        await are_open(administrator, 1)
    monkeypatch.setattr(kept_postgres, "ASK_AFTER_SECONDS", 0)
    assert (await ask_at_once(database_on_postgres, 1) == before) != hung_up


async def test_a_connection_in_use_is_not_asked(
    database_on_postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, asked = [1000.0], list[object]()
    execute = psycopg.AsyncConnection.execute

    async def listening(raw: Any, *given: Any) -> Any:
        asked.append(given)
        return await execute(raw, *given)

    monkeypatch.setattr(psycopg.AsyncConnection, "execute", listening)
    monkeypatch.setattr(kept_postgres, "monotonic", lambda: now[0])
    for _ in range(100):
        await ask_at_once(database_on_postgres, 1)
        now[0] += ASK_AFTER_SECONDS / 2
    asked.clear()
    await ask_at_once(database_on_postgres, 1)
    assert asked == []
    now[0] += ASK_AFTER_SECONDS
    await ask_at_once(database_on_postgres, 1)
    assert asked == [("",)]


async def test_those_of_a_busy_moment_stay_for_a_minute(
    database_on_postgres: Database, administrator: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(kept_sessions, "monotonic", lambda: now[0])
    busy = await ask_at_once(database_on_postgres, CONNECTIONS)
    assert len(busy) == CONNECTIONS
    now[0] += kept_sessions.TOO_MANY_SECONDS
    assert await ask_at_once(database_on_postgres, CONNECTIONS) == busy
    now[0] += kept_sessions.TOO_MANY_SECONDS + 1
    await ask_at_once(database_on_postgres, 1)
    await are_open(administrator, KEPT + 1)
    await database_on_postgres.dispose()
    await are_open(administrator, 1)


async def test_a_picture_put_away_forgets_no_prepared_statement(database_on_postgres: Database) -> None:
    """psycopg prepares what is asked for the sixth time, and forgets all of it when a transaction is rolled back."""
    for _ in range(10):
        async with database_on_postgres.reading() as session:
            await AGENCIES.rows(session, {})
    async with database_on_postgres.reading() as session:
        assert await PREPARED.rows(session, {}) != [(0,)]


async def test_a_transaction_with_a_failed_statement_is_never_taken_for_committed(
    database_on_postgres: Database,
) -> None:
    """PostgreSQL answers its COMMIT with ROLLBACK, and no error."""

    async def go_on_after_an_error() -> None:
        async with database_on_postgres.transaction() as session:
            await agencies.add(session, an_agency("LOST"))
            with pytest.raises(IntegrityError):
                await Direct(text("INSERT INTO agencies (ori) VALUES ('X')")).changed(session, {})

    with pytest.raises(PendingRollbackError):
        await go_on_after_an_error()
    async with database_on_postgres.reading() as session:
        assert await AGENCIES.rows(session, {}) == [(0,)]


async def test_a_connection_lost_at_any_moment_is_told_or_replaced_and_none_stays_behind(
    database_on_postgres: Database, administrator: Database
) -> None:
    """By the session's statements, by direct ones, before the commit and after it."""

    async def work(n: int) -> None:
        async with database_on_postgres.transaction() as session:
            await asyncio.sleep(0.001 * (n % 7))
            await session.execute(text("SELECT 1"))
            await asyncio.sleep(0.001 * (n % 5))
            await agencies.add(session, an_agency(f"AGENCY{n}"))
            await asyncio.sleep(0.001 * (n % 3))
            await MINE.rows(session, {})

    async def cut() -> None:
        while True:
            async with administrator.transaction() as session:
                await OTHERS.rows(session, {})
            await asyncio.sleep(0.003)

    cutting = asyncio.create_task(cut())
    came: list[BaseException | None] = []
    while len(came) < 200 or not any(came):
        came += await asyncio.gather(*(work(len(came) + n) for n in range(10)), return_exceptions=True)
    cutting.cancel()
    await asyncio.gather(cutting, return_exceptions=True)
    assert {type(error) for error in came if error} == {DatabaseUnavailable}
    async with database_on_postgres.reading() as session:
        found = set(await session.scalars(select(table_of(Agency).c.ori)))
    assert {f"AGENCY{n}" for n, error in enumerate(came) if error is None} <= found
    await database_on_postgres.dispose()
    await are_open(administrator, 1)
