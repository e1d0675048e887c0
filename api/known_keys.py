"""API keys that opened something a moment ago: a feed's next request need not ask the database for its key again.

A key that is revoked or changed counts as it was for a second at most. Keys that open nothing are not kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from db.connection.session import Database
from db.queries import api_keys
from db.tables import ApiKey

KNOWN_FOR = timedelta(seconds=1)
MOST_KNOWN = 1000


class KnownKeys:
    """Of this process."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[datetime, ApiKey]] = {}

    async def find(self, database: Database, key: str, *, now: datetime) -> ApiKey | None:
        """The key that a client showed, unless it is unknown or revoked. Raises DatabaseUnavailable."""
        hash_ = api_keys.hash_key(key)
        known = self._found.get(hash_)
        if known is not None and timedelta() <= now - known[0] < KNOWN_FOR:
            return known[1]
        self._found.pop(hash_, None)
        async with database.reading() as session:
            found = await api_keys.find(session, key)
        if found is not None:
            self._found[hash_] = (now, found)
            if len(self._found) > MOST_KNOWN:
                self._found.pop(next(iter(self._found)))
        return found
