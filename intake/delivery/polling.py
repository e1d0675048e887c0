"""Ask the provider about messages without a delivery receipt; what it cannot tell becomes `unknown`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from db.connection.session import Database
from db.queries import awaiting_receipt, calls, messages, timeline
from db.tables import OutboundMessage
from domain.actors import Actor, ActorKind
from domain.delivery import DeliveryStatus, Standing
from domain.messages import Channel
from intake.delivery.receipts import DeliveryReceipts
from messaging.providers.base import ProviderError
from messaging.senders import ProviderFor

log = structlog.get_logger(__name__)

LONGEST_VALIDITY = timedelta(hours=10)
"""How long Twilio tries to deliver by default, where no validity was set."""

CLAIM = timedelta(minutes=10)
"""After this time another worker may ask: the one that claimed the message is gone, or the provider was away."""

NO_RECEIPT = "no_receipt"
INQUIRIES = Actor(ActorKind.SYSTEM, "inquiries")


@dataclass(frozen=True, slots=True, kw_only=True)
class PollingCount:
    """What came of a round: `reported` by the provider, `unknown` for good, `postponed` as it could not be asked."""

    reported: int = 0
    unknown: int = 0
    postponed: int = 0


class ReceiptPolling:
    """Asks about messages sent longer than `wait` ago, by the wall clock, which are not valid any more.

    Any number of them may run side by side. A receipt that comes later still counts.
    """

    def __init__(
        self,
        *,
        database: Database,
        provider_for: ProviderFor,
        receipts: DeliveryReceipts,
        clock: Callable[[], datetime],
        wait: timedelta,
    ) -> None:
        self._database = database
        self._provider_for = provider_for
        self._receipts = receipts
        self._clock = clock
        self._wait = wait

    async def ask_once(self, *, limit: int = 100) -> PollingCount:
        """About `limit` messages at most, the longest without a receipt first. Raises DatabaseUnavailable."""
        outcomes = [await self._ask(*waiting) for waiting in await self._claim(limit)]
        count = PollingCount(**Counter(outcomes))
        if outcomes:
            log.info("messages.inquired", told=count.reported, unknown=count.unknown, postponed=count.postponed)
        return count

    async def _claim(self, limit: int) -> Sequence[tuple[OutboundMessage, str, str]]:
        now = self._clock()
        async with self._database.transaction() as session:
            return await awaiting_receipt.claim(
                session,
                waited_since=now - self._wait,
                longest_since=now - max(self._wait, LONGEST_VALIDITY),
                asked_before=now - CLAIM,
                now=now,
                limit=limit,
            )

    async def _ask(self, sent: OutboundMessage, ori: str, call_number: str) -> str:
        """The field of `PollingCount` it belongs to."""
        async with self._database.reading() as session:
            provider = await self._provider_for(session, ori, Channel(sent.channel))
        report = None
        try:
            if provider:
                report = await provider.fetch(sent.provider_message_id or "", message_id=sent.id, now=self._clock())
        except ProviderError as error:
            log.warning("message.not_inquired", message_id=sent.id, code=error.code)
            return "postponed"
        if report is not None and report.standing is not Standing.UNDER_WAY:
            await self._receipts.take([report])
        return "unknown" if await self._give_up(sent.id, ori, call_number) else "reported"

    async def _give_up(self, message_id: str, ori: str, call_number: str) -> bool:
        """Mark it `unknown`. False if a receipt, or the provider's answer, has moved it meanwhile."""
        now = self._clock()
        async with self._database.transaction() as session:
            call = await calls.lock_call(session, ori, call_number)
            row = await messages.lock_message(session, message_id)
            if call is None or row is None or row.status != DeliveryStatus.SENT:
                return False
            row.move_to(DeliveryStatus.UNKNOWN, reason=NO_RECEIPT, now=now)
            await timeline.note_message(session, row, by=INQUIRIES, status=call.status, now=now)
        return True
