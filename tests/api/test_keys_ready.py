"""The health page says when the key ring's file is not what a process that starts now could work with."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api.readiness import Readiness
from db.connection.session import Database
from db.encryption.fitting import fitting_vault
from db.encryption.keyring import KeyRing
from tests.api.conftest import NOW
from tests.api.test_health import ready

HARM: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "gone": (lambda path, other: path.unlink(), "there is no key ring at "),
    "exposed": (lambda path, other: path.chmod(0o644), "may be read by others"),
    "damaged": (lambda path, other: path.write_text("{"), "is damaged: restore it from your backup"),
    "another's": (lambda path, other: shutil.copy(other, path), "lacks keys that are in use: restore keys.json"),
}


@pytest.fixture(autouse=True)
async def canary(database: Database, key_ring: KeyRing) -> None:
    """As at the start of the API."""
    await fitting_vault(database, key_ring.path, plant_at=NOW)


@pytest.mark.parametrize("harm", HARM)
async def test_g1_a_ring_that_is_lost_or_replaced_is_told(
    app: FastAPI, anonymous: httpx.AsyncClient, key_ring: KeyRing, tmp_path: Path, harm: str
) -> None:
    assert await ready(anonymous) == (200, {})
    other = KeyRing.create_once(tmp_path / "other.json", now=NOW)
    do, said = HARM[harm]
    do(key_ring.path, other.path)
    app.state.readiness = Readiness()
    status, problems = await ready(anonymous)
    assert (status, list(problems)) == (503, ["keys"])
    assert said in problems["keys"]


async def test_a_ring_that_has_grown_is_ready(anonymous: httpx.AsyncClient, key_ring: KeyRing) -> None:
    key_ring.add_key(now=NOW).add_hash_key(now=NOW).put_newest_hash_key_in_force()
    assert await ready(anonymous) == (200, {})


async def test_g1_a_database_that_is_another_installations_is_told(
    anonymous: httpx.AsyncClient, database: Database, tmp_path: Path
) -> None:
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM key_canaries"))
    await fitting_vault(database, KeyRing.create_once(tmp_path / "other.json", now=NOW).path, plant_at=NOW)
    status, problems = await ready(anonymous)
    assert (status, list(problems)) == (503, ["keys"])
    assert "is not that of this database" in problems["keys"]


async def test_g9_tables_that_are_newer_are_told_and_no_upgrade_is_advised(
    anonymous: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    status, problems = await ready(anonymous)
    assert (status, list(problems)) == (503, ["migrations"])
    assert problems["migrations"].startswith("This program is older than the database (it is at 0099, this program")
    assert "db upgrade" not in problems["migrations"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_g9_a_file_that_is_damaged_while_it_runs_is_told(
    anonymous: httpx.AsyncClient, database: Database
) -> None:
    file = Path(database.url.database or "")
    await asyncio.to_thread(damage, file)
    status, problems = await ready(anonymous)
    assert status == 503
    assert f"{file} is no SQLite database (file is not a database): restore it" in problems["migrations"]


def damage(file: Path) -> None:
    for beside in ("-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    file.write_bytes(b"no database" * 1000)
