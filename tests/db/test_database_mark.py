"""A database that was put back from a backup is noticed, though no restore was begun."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.connection.session import Database
from db.database_mark import FILE, DatabaseMark, DatabasePutBack
from db.queries import restores
from tests.backups import TakeBackup, take_backup
from tests.database import NOW

__all__ = ["take_backup"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / FILE


@pytest.fixture
async def put_back(database: Database, file: Path, take_backup: TakeBackup) -> AsyncIterator[Database]:
    """The database as its backup has it; it was written to since."""
    mark = DatabaseMark(database, file, clock=lambda: NOW)
    await mark.note()
    restore = take_backup()
    await mark.note()
    restored = Database(restore())
    yield restored
    await restored.dispose()


async def test_a_database_that_only_grows_is_never_doubted(database: Database, file: Path) -> None:
    mark = DatabaseMark(database, file, clock=lambda: NOW)
    for _ in range(5):
        await mark.note()
        await mark.check()


async def test_a_backup_that_was_put_back_is_noticed(put_back: Database, file: Path) -> None:
    with pytest.raises(DatabasePutBack, match="caseline restore begin"):
        await DatabaseMark(put_back, file, clock=lambda: NOW).check()
    with pytest.raises(DatabasePutBack):
        await DatabaseMark(put_back, file, clock=lambda: NOW).note()


async def test_a_restore_that_was_begun_since_then_explains_it_for_good(put_back: Database, file: Path) -> None:
    later = NOW + timedelta(minutes=1)
    async with put_back.transaction() as session:
        await restores.begin(session, since=NOW - timedelta(hours=1), stopped_at=NOW, now=later)
    mark = DatabaseMark(put_back, file, clock=lambda: later)
    await mark.note()
    async with put_back.transaction() as session:
        await restores.end(session, now=later)
    await mark.check()


async def test_another_database_is_none_that_was_put_back(
    database: Database, file: Path, sqlite_database: Database
) -> None:
    for _ in range(3):
        await DatabaseMark(sqlite_database, file, clock=lambda: NOW).note()
    await DatabaseMark(database, file, clock=lambda: NOW).note()


@pytest.fixture(params=["", "{", "[]", '{"database": 1}', '{"database": "x", "writes": "y", "at": "z"}'])
def damaged(file: Path, request: pytest.FixtureRequest) -> Path:
    file.write_text(request.param)
    return file


async def test_a_file_that_is_not_whole_tells_nothing(database: Database, damaged: Path) -> None:
    file = damaged
    mark = DatabaseMark(database, file, clock=lambda: NOW)
    await mark.note()
    await mark.check()
