"""What SQLAlchemy has compiled for one database of a test process, the others use: each test has one of its own.

A process of ours has one database for its life and compiles a statement once; here a seventh of the time was compiling.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from db.connection import session

STATEMENTS: LRUCache[Any, Any] = LRUCache(5_000)
"""Of both kinds of databases: the kind is part of a statement's key."""


def _is_of_same_kind(dialect: object, other: object) -> bool:
    return type(dialect) is type(other)


def _hash_of_kind(dialect: object) -> int:
    return hash(type(dialect))


def _engine(*given: Any, **options: Any) -> AsyncEngine:
    made = create_async_engine(*given, **options)
    made.sync_engine._compiled_cache = STATEMENTS
    return made


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """For all of this process: each database is opened with the same options."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in (PGDialectAsync_psycopg, SQLiteDialect_aiosqlite):
            patch.setattr(kind, "__eq__", _is_of_same_kind)
            patch.setattr(kind, "__hash__", _hash_of_kind)
        patch.setattr(session, "create_async_engine", _engine)
        yield
