"""Sets up SQLite connections: durable, many readers beside one writer, transactions begun when we say so."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from typing import Any

from sqlalchemy import URL, Connection, Engine, event

from db.connection.sqlite_connection import TAKE_THE_WRITE_LOCK, SqliteConnection

BUSY_SECONDS = 60
OPTIONS: dict[str, Any] = {"timeout": BUSY_SECONDS, "isolation_level": None}
"""How every connection is opened. We begin transactions ourselves: the driver would begin them too late."""

READING = "caseline_reading"
"""Execution option of an engine whose transactions only read."""


def prepare(engine: Engine, *, foreign_keys: bool = True) -> None:
    """Set up each new connection (opened with `OPTIONS`), and begin its transactions.

    A transaction that reads first and writes later cannot wait for its turn (SQLITE_BUSY at once), so a writing
    one takes the write lock when it begins. WAL with synchronous=FULL: committed means safe from a power cut.
    """
    pragmas = (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}",
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: Any) -> None:
        del record
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        driver = getattr(connection.connection.dbapi_connection, "driver_connection", None)
        if isinstance(driver, SqliteConnection) and driver.begins_itself:
            return
        reading = connection.get_execution_options().get(READING, False)
        connection.exec_driver_sql("BEGIN" if reading else TAKE_THE_WRITE_LOCK)


def opening(url: URL, thread: Executor) -> Callable[[], Awaitable[SqliteConnection]]:
    """What opens connections for asyncio; what they wait for, they wait for in `thread`."""

    async def open_one() -> SqliteConnection:
        connection = sqlite3.connect(str(url.database), check_same_thread=False, **OPTIONS)
        return SqliteConnection(connection, thread, busy_seconds=BUSY_SECONDS)

    return open_one
