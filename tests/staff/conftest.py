"""A desk at which members of staff decide."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from portal.erasure_ledger import ErasureLedger
from tests.staff.deciding import Desk


@pytest.fixture
async def desk_of_two(database: Database, vault: Vault, tmp_path: Path) -> Desk:
    """On a database of each kind, with something to decide about."""
    desk = Desk(database=database, vault=vault, ledger=ErasureLedger(tmp_path / "erasures.jsonl"))
    await desk.open()
    return desk
