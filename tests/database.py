"""Databases for tests: `database` is a fresh, migrated one, and every test that takes it runs on SQLite and PostgreSQL.

Set CASELINE_TEST_POSTGRES_URL to use a PostgreSQL of yours (one that may create databases) instead of our own.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from db import migrate
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import agencies, calls
from db.tables import Agency, Call
from domain.actors import Actor, ActorKind
from tests.postgres import PostgresServer

OTHER_SERVER = "CASELINE_TEST_POSTGRES_URL"
CAD = Actor(ActorKind.KEY, "cad")
"""Who sends a call's events."""
NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
T = TypeVar("T")
TEMPLATE = f"caseline_template_{uuid4().hex[:12]}"
"""Of this process alone: others may test on the same server."""


class PostgresDatabases:
    """Makes databases by copying one that is migrated; drops them by name."""

    def __init__(self, server: PostgresServer | None, url: str) -> None:
        self.server = server
        self._url = url

    def create(self, *, template: str = TEMPLATE) -> str:
        """The URL of a new database."""
        name = f"caseline_{uuid4().hex[:12]}"
        statement = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"
        self._execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template)))
        return self._url_of(name)

    def make_template(self) -> None:
        """The one that others are copied from."""
        self._execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
        migrate.upgrade(self._url_of(TEMPLATE))

    def drop_template(self) -> None:
        """Leave nothing on a server that stays."""
        self.drop(self._url_of(TEMPLATE))

    def drop(self, url: str) -> None:
        """Whoever is still connected is cut off."""
        name = make_url(url).database or ""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _url_of(self, name: str) -> str:
        return make_url(self._url).set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: sql.Composed) -> None:
        address = make_url(self._url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresDatabases]:
    """A PostgreSQL with a migrated template, started with the first test that needs it."""
    url = os.environ.get(OTHER_SERVER)
    server = None if url else PostgresServer()
    if server:
        server.start()
    databases = PostgresDatabases(server, url or (server.url() if server else ""))
    databases.make_template()
    yield databases
    databases.drop_template()
    if server:
        server.remove()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh, migrated SQLite file."""
    file = tmp_path / "caseline.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
def postgres_url(postgres: PostgresDatabases) -> Iterator[str]:
    """The URL of a fresh, migrated PostgreSQL database."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh, migrated database, one of each kind in turn."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated database, one of each kind in turn."""
    opened = Database(database_url)
    yield opened
    await opened.dispose()


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """A fresh SQLite database, for tests that are not about the database."""
    opened = Database(sqlite_url)
    yield opened
    await opened.dispose()


def in_database(url: str, work: Callable[[Database], Awaitable[T]]) -> T:
    """Do something in a database, from a test of a command, which has no loop of its own."""

    async def doing() -> T:
        opened = Database(url)
        try:
            return await work(opened)
        finally:
            await opened.dispose()

    return asyncio.run(doing())


@pytest.fixture
def key_ring(tmp_path: Path) -> KeyRing:
    """A key ring of the test's own."""
    return KeyRing.create_once(tmp_path / "keys" / "keys.json", now=NOW)


@pytest.fixture
def vault(key_ring: KeyRing) -> Vault:
    """A vault with that key ring."""
    return Vault(key_ring)


def an_agency(ori: str = "WASPD0000", *, default_language: str = "en", policy: str = "") -> Agency:
    """An agency as it might be."""
    return Agency(
        ori=ori,
        name="Springfield Police",
        time_zone="America/Los_Angeles",
        default_language=default_language,
        non_emergency_phone="+12065550100",
        policy=policy,
        created_at=NOW,
    )


async def a_call(database: Database, number: str = "26-000001", *, ori: str = "WASPD0000") -> Call:
    """A stored call of a stored agency."""
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ori))
        return await calls.get_or_create(session, ori, number, now=NOW)
