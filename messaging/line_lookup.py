"""Look up, before the first text to a number, whether its line takes texts; answers are kept by the number's hash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import phone_lines
from db.queries.hash_lookup import phone_hash_of
from domain.line_type import TAKES_NO_TEXTS, LineType
from messaging.providers.base import ProviderUnavailable

log = structlog.get_logger()

REST = timedelta(minutes=1)
"""No lookups for so long after one that failed: an outage must not hold up one text after the other."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Lookup(Protocol):
    """A provider that knows the line types of numbers."""

    async def line_type(self, number: str) -> LineType:
        """The line type of a number in E.164. Raises ProviderUnavailable."""
        ...


class PhoneLines:
    """Remembers the line types of numbers; `lookup` is asked about others, if there is one.

    Goes by `clock`, the wall clock, and trusts an answer for `keep`. Whatever goes wrong, a text is sent all the same.
    """

    def __init__(
        self,
        *,
        database: Database,
        vault: Vault,
        lookup: Lookup | None,
        keep: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._vault = vault
        self._lookup = lookup
        self._keep = keep
        self._clock = clock
        self._rest_until = _LONG_AGO

    async def takes_texts(self, session: AsyncSession, phone_hash: str) -> bool | None:
        """True, or False for a landline and its like; None if it is worth asking first."""
        kind = await phone_lines.known(session, phone_hash, since=self._clock() - self._keep)
        if kind is None:
            return None if self._may_ask() else True
        return kind not in TAKES_NO_TEXTS

    async def ask(self, number: str) -> None:
        """Ask the provider and remember its answer. To be called while no transaction is open."""
        if self._lookup is None:
            return
        try:
            kind = await self._lookup.line_type(number)
        except ProviderUnavailable as error:
            self._rest_until = self._clock() + REST
            log.warning("line.lookup_failed", code=error.code)
            return
        async with self._database.transaction() as session:
            phone_hash = await phone_hash_of(session, self._vault, number)
            await phone_lines.learn(session, phone_hash, kind, now=self._clock())
        log.info("line.looked_up", line_type=kind.value)

    def _may_ask(self) -> bool:
        return self._lookup is not None and self._clock() >= self._rest_until
