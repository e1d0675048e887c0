"""A log to write to and to tamper with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from tests.audit.helpers import Log


@pytest.fixture
async def log(database: Database, vault: Vault, tmp_path: Path) -> AsyncIterator[Log]:
    """Of one agency, in a fresh database, with a second place of its own."""
    log = Log(database=database, vault=vault, folder=tmp_path / "second place")
    yield log
    await log.database.dispose()
