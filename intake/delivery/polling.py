"""When nothing was heard of a message for long: the provider is asked once, and then we say that we do not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from db.connection.session import Database
from db.queries import awaiting_receipt, calls, messages, timeline
from domain.delivery import DeliveryStatus, Standing
from domain.messages import Channel
from intake.delivery.receipts import DeliveryReceipts
from messaging.providers.base import MessageProvider, ProviderError
from messaging.providers.delivery_report import ProviderReport
from messaging.senders import ProviderFor

log = structlog.get_logger(__name__)

LONGEST_VALIDITY = timedelta(hours=10)
"""For so long a provider goes on trying where nothing else was said: Twilio's default."""

CLAIM = timedelta(minutes=10)
"""After that it is taken that whoever wanted to ask is gone, or that the provider was."""

NO_RECEIPT = "no_receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollingCount:
    """What came of a round: `told` by the provider, `unknown` for good, `postponed` as it could not be asked."""

    told: int = 0
    unknown: int = 0
    postponed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unheard:
    message_id: str
    provider_message_id: str
    channel: Channel
    ori: str
    call_number: str


class ReceiptPolling:
    """Asks about messages sent longer than `wait` ago, by the wall clock, which are not valid any more.

    Any number of them may run side by side. A receipt that comes later still counts.
    """

    def __init__(
        self,
        *,
        database: Database,
        provider_for: ProviderFor,
        book: DeliveryReceipts,
        clock: Callable[[], datetime],
        wait: timedelta,
    ) -> None:
        self._database = database
        self._provider_for = provider_for
        self._book = book
        self._clock = clock
        self._wait = wait

    async def ask_once(self, *, limit: int = 100) -> PollingCount:
        """About so many at most, the longest unheard of first. Raises DatabaseUnavailable."""
        count = PollingCount()
        for about in await self._claim(limit):
            name = await self._ask(about)
            count = replace(count, **{name: getattr(count, name) + 1})
        if count != PollingCount():
            log.info("messages.inquired", told=count.told, unknown=count.unknown, postponed=count.postponed)
        return count

    async def _claim(self, limit: int) -> list[_Unheard]:
        now = self._clock()
        async with self._database.transaction() as session:
            found = await awaiting_receipt.claim(
                session,
                waited_since=now - self._wait,
                longest_since=now - max(self._wait, LONGEST_VALIDITY),
                asked_before=now - CLAIM,
                now=now,
                limit=limit,
            )
            return [
                _Unheard(
                    message_id=row.id,
                    provider_message_id=row.provider_message_id or "",
                    channel=Channel(row.channel),
                    ori=ori,
                    call_number=number,
                )
                for row, ori, number in found
            ]

    async def _ask(self, about: _Unheard) -> str:
        """Which of the counts it belongs to."""
        async with self._database.reading() as session:
            provider = await self._provider_for(session, about.ori, about.channel)
        try:
            report = await self._report(provider, about) if provider else None
        except ProviderError as error:
            log.warning("message.not_inquired", message_id=about.message_id, code=error.code)
            return "postponed"
        if report is not None and report.standing is not Standing.UNDER_WAY:
            await self._book.take([report])
        return "unknown" if await self._is_unknown_now(about) else "told"

    async def _report(self, provider: MessageProvider, about: _Unheard) -> ProviderReport | None:
        return await provider.fetch(about.provider_message_id, message_id=about.message_id, now=self._clock())

    async def _is_unknown_now(self, about: _Unheard) -> bool:
        """Unless a receipt, or the answer, has moved it."""
        now = self._clock()
        async with self._database.transaction() as session:
            call = await calls.lock_call(session, about.ori, about.call_number)
            row = await messages.lock_message(session, about.message_id)
            if call is None or row is None or row.status != DeliveryStatus.SENT:
                return False
            row.status, row.reason, row.updated_at = DeliveryStatus.UNKNOWN.value, NO_RECEIPT, now
            line = timeline.line_about(row, status=call.status, at=now, recorded_at=now)
            await timeline.append(session, line)
        return True
