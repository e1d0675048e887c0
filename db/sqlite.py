"""Makes SQLite behave like a server: durable, many readers beside one writer, transactions that mean it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event

BUSY_SECONDS = 60
READING = "caseline_reading"
"""Execution option of an engine whose transactions only read."""


def prepare(engine: Engine, *, foreign_keys: bool = True) -> None:
    """Set up each new connection, and begin transactions ourselves: the driver would begin them too late.

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
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(READING, False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
