"""Listens to the statements that a database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from db.connection.session import Database


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """The statements of every session while the block runs, in turn; begin and commit are none."""
    asked: list[str] = []

    def hear(*given: object) -> None:
        if not str(given[2]).startswith("BEGIN"):
            asked.append(str(given[2]))

    engine = database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", hear)
