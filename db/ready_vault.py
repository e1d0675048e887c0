"""What API and worker need before they start: a database with this version's tables, and the key ring that fits it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from db import migrate
from db.connection.session import Database, DatabaseBroken, DatabaseOutdated, DatabaseTooNew, DatabaseUnavailable
from db.encryption.fitting import fitting_vault
from db.encryption.vault import Vault

WAIT = timedelta(seconds=60)
"""After a power cut the parts of an installation come back in any order."""
PAUSE = timedelta(seconds=1)

_WAITING_HELPS = ("starting up", "shutting down", "recovery", "too many")
_REFUSED = "FATAL"
"""How PostgreSQL begins what it answers; where it is not, PostgreSQL did not answer."""

log = structlog.get_logger(__name__)


async def ready_vault(database: Database, keys_path: Path, *, wait: timedelta = WAIT) -> Vault:
    """The vault to work with; a database that cannot be reached yet is waited for.

    Raises DatabaseUnavailable and its children, KeyRingError and its children.
    """
    until = time.monotonic() + wait.total_seconds()
    while True:
        try:
            await asyncio.to_thread(migrate.require, database.url.render_as_string(hide_password=False))
            return await fitting_vault(database, keys_path, plant_at=datetime.now(UTC))
        except DatabaseUnavailable as error:
            if not _may_come(error) or time.monotonic() > until:
                raise
            log.warning("database.awaited", reason=str(error))
        await asyncio.sleep(PAUSE.total_seconds())


def _may_come(error: DatabaseUnavailable) -> bool:
    if isinstance(error, DatabaseBroken | DatabaseOutdated | DatabaseTooNew):
        return False
    return _REFUSED not in str(error) or any(words in str(error) for words in _WAITING_HELPS)
