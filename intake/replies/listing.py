"""List at Twilio what was texted to each of our addresses, so that no text is lost while our API was away.

Done when a process starts and every few minutes, by API and worker: while the API is away, an opt-out is in force and a
cry for help is a task all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, incoming_texts
from intake.replies.incoming import IncomingTexts
from messaging.providers.base import ProviderUnavailable
from messaging.providers.twilio_inbox import TwilioInbox
from messaging.senders import DefaultSenders, SenderIdentity, text_senders

log = structlog.get_logger(__name__)

OVERLAP = timedelta(minutes=10)
"""Listed again each time: clocks differ, and a text may enter Twilio's list late."""

FIRST_LOOK = timedelta(days=30)
"""How far the first list of an address goes back, but never to before its agencies were there."""


class InboundListing:
    """Lists and hears. `every`: how long an address that another process listed is left alone."""

    def __init__(
        self,
        *,
        database: Database,
        vault: Vault,
        defaults: DefaultSenders,
        inbox_for: Callable[[SenderIdentity], TwilioInbox],
        texts: IncomingTexts,
        clock: Callable[[], datetime],
        every: timedelta,
    ) -> None:
        self._database = database
        self._vault = vault
        self._defaults = defaults
        self._inbox_for = inbox_for
        self._texts = texts
        self._clock = clock
        self._every = every
        self._started = False

    async def list_once(self) -> int:
        """Each address whose turn it is, all of them the first time: how many texts were missed before.

        Raises DatabaseUnavailable.
        """
        oldest = await self._oldest()
        missed = 0
        for sender in await self._senders() if oldest else ():
            missed += await self._list(sender, oldest or self._clock())
        self._started = True
        if missed:
            await self._texts.hear_waiting()
        return missed

    async def _list(self, sender: SenderIdentity, oldest: datetime) -> int:
        began = self._clock()
        looked_before = began - self._every / 2 if self._started else began
        async with self._database.transaction() as session:
            turn = await incoming_texts.take_turn(
                session, sender.account, sender.address, looked_before=looked_before, now=began
            )
        if turn is None:
            return 0
        since = turn.complete_until - OVERLAP if turn.complete_until else oldest
        missed = 0
        try:
            async for page in self._inbox_for(sender).texts_since(since):
                missed += await self._texts.store_listed(page, sender.account)
        except ProviderUnavailable as error:
            log.warning("inbound.not_listed", account=sender.account, reason=error.code)
            return missed
        async with self._database.transaction() as session:
            await incoming_texts.complete(session, sender.account, sender.address, until=began)
        if missed:
            log.info("inbound.listed", account=sender.account, missed=missed)
        return missed

    async def _senders(self) -> tuple[SenderIdentity, ...]:
        async with self._database.reading() as session:
            return await text_senders(session, self._vault, self._defaults)

    async def _oldest(self) -> datetime | None:
        """Nothing was written to us before; None while there is no agency."""
        async with self._database.reading() as session:
            created = [agency.created_at for agency in await agencies.every(session)]
        return max(min(created), self._clock() - FIRST_LOOK) if created else None
