"""How much each API key is used: this minute, which is limited, and when last, which is written down now and then."""

from __future__ import annotations

import asyncio
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

import structlog

from db.connection.session import Database, DatabaseUnavailable
from db.queries import api_keys
from db.tables import ApiKey

log = structlog.get_logger(__name__)

MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class _Window:
    """What a key sent since a moment, for a minute at most."""

    began: datetime
    sent: int = 0
    told: bool = False
    """The log knows that there was more than the limit."""


class KeyUse:
    """Counted by this process alone, in memory: a limit must not cost a write for each request."""

    def __init__(self) -> None:
        self._windows: dict[str, _Window] = {}
        self._last: dict[str, datetime] = {}

    def admit(self, key: ApiKey, *, now: datetime) -> int | None:
        """Count a request; else, in how many seconds another one is taken."""
        window = self._windows.get(key.id)
        if window is None or not window.began <= now < window.began + MINUTE:
            window = self._windows[key.id] = _Window(began=now)
        if window.sent >= key.per_minute:
            if not window.told:
                log.warning("key.over_limit", agency=key.ori, key_id=key.id, per_minute=key.per_minute)
                window.told = True
            return max(1, ceil((window.began + MINUTE - now).total_seconds()))
        window.sent += 1
        self._last[key.id] = now
        return None

    def charge(self, key_id: str, events: int) -> None:
        """What an admitted request brought besides its first event; the last batch of a minute is taken whole."""
        window = self._windows.get(key_id)
        if window is not None:
            window.sent += max(0, events - 1)

    async def write_last_uses(self, database: Database) -> None:
        """Write down when keys were last used, if any were since the last time."""
        if not self._last:
            return
        uses, self._last = self._last, {}
        try:
            async with database.transaction() as session:
                await api_keys.note_uses(session, uses)
        except DatabaseUnavailable:
            self._last = uses | self._last

    async def run(self, database: Database) -> None:
        """Write every minute, and once more at the end."""
        try:
            while True:
                await asyncio.sleep(MINUTE.total_seconds())
                await self.write_last_uses(database)
        finally:
            await self.write_last_uses(database)


def is_within(host: str | None, networks: str) -> bool:
    """True if the address lies in one of the networks, separated by spaces, or none is named."""
    if not networks:
        return True
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    return any(address in ipaddress.ip_network(network) for network in networks.split())
