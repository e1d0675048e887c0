"""Builds the mark by which API and worker notice that their database was put back from a backup."""

from __future__ import annotations

from datetime import UTC, datetime

from db.connection.session import Database
from db.database_mark import FILE, NOTED_EVERY, DatabaseMark, DatabasePutBack
from engine.periodic_jobs import PeriodicJob
from settings import Settings


def database_mark(settings: Settings, database: Database) -> DatabaseMark:
    """In the state directory of this machine."""
    return DatabaseMark(database, settings.state_dir / FILE, clock=lambda: datetime.now(UTC))


def mark_job(settings: Settings, database: Database) -> PeriodicJob:
    """Again and again; a process whose database is put back under it ends."""
    note = database_mark(settings, database).note
    return PeriodicJob(name="database_mark", every=NOTED_EVERY, job=note, ends_with=(DatabasePutBack,))
