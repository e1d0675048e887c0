"""Apply delivery reports to messages: each report once, in whatever order they come.

A delivered message gets no line in the call's timeline and wakes no workflow: its row and its receipts say it. What
failed for good, or is to be sent again, is handed to the call's workflow through the inbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database, DatabaseUnavailable
from db.encryption.vault import Vault
from db.queries import calls, inbox, messages, rate_counts, receipts, timeline
from db.queries.insert_if_new import insert_if_new
from db.queries.receipts import Place
from db.tables import Call, DeliveryReceipt, OutboundMessage
from domain.actors import Actor, ActorKind
from domain.delivery import RESENT_AFTER, DeliveryStatus, NotSent, Standing, moved
from domain.networks import beginning_of_window
from domain.wakes import DELIVERY_FAILED, MESSAGES_ADDED, WakeUp
from engine.gathering import Gathering
from intake.delivery.good_news import IGNORED, GoodNews, receipt_of
from intake.delivery.places import Handed, MessagePlaces, OfMessage
from messaging.consent import stop_where_it_went
from messaging.providers.delivery_report import KnownAccount, ProviderReport
from messaging.reassigned_addresses import cut_where_it_went
from messaging.sender_alerts import code_unknown, sender_refused
from messaging.sender_limits import LimitMet, limit_met

log = structlog.get_logger(__name__)

SOURCE = "receipts"
AT_ONCE = 100
"""So many requests are taken in one transaction: it stays short."""
TOGETHER = timedelta(milliseconds=50)
"""So long a report waits for others: what leaves together is reported together, and no provider minds."""
BURST = timedelta(minutes=10)
"""`ProviderReport.alarm_at` reports of one code within this time mean trouble with the sender, not the recipient."""

_STOPPED = frozenset({Standing.OPTED_OUT, Standing.UNWELCOME})
_FAILURES = frozenset({DeliveryStatus.TEMPORARY_FAILURE, DeliveryStatus.PERMANENT_FAILURE})
_ENDED_AN_ATTEMPT = frozenset({DeliveryStatus.TEMPORARY_FAILURE.value, Standing.LIMITED.value})


class DeliveryReceipts:
    """Stores and applies reports. `wake_relay` is called when there is something for a workflow."""

    def __init__(
        self, database: Database, vault: Vault, *, clock: Callable[[], datetime], wake_relay: Callable[[], None]
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._wake_relay = wake_relay
        self._note_good_news = Gathering(self._note_together, most=AT_ONCE, of_all=DatabaseUnavailable, wait=TOGETHER)

    async def take(self, reports: Sequence[ProviderReport], *, only_of: KnownAccount | None = None) -> None:
        """Apply the reports on our messages, or on those an account may speak of; the others are logged and dropped.

        What tells that all goes well is taken together with what others report meanwhile; for the rest a call is
        locked, in a transaction of its own. Raises DatabaseUnavailable.
        """
        if not reports:
            return
        for place, of_message in await self._note_good_news(Handed(reports=reports, only_of=only_of)):
            async with self._database.transaction() as session:
                woken = await _OneMessage(session, self._vault, place, now=self._clock()).apply(of_message)
            if woken:
                self._wake_relay()

    async def _note_together(self, handed: Sequence[Handed]) -> Sequence[Sequence[OfMessage]]:
        """Of each that was handed in, what is left to be done, by message."""
        async with self._database.transaction() as session:
            places = await MessagePlaces.of(session, handed)
            news = GoodNews(now=self._clock())
            left = [[of for of in places.reported(each) if not news.takes(*of)] for each in handed]
            await news.store(session)
        return left


class _OneMessage:
    """The reports on one message, within a transaction."""

    def __init__(self, session: AsyncSession, vault: Vault, place: Place, *, now: datetime) -> None:
        self._session = session
        self._vault = vault
        self._place = place
        self._now = now

    async def apply(self, reports: Sequence[ProviderReport]) -> bool:
        """Lock the call, then the message, as everywhere. True if the call's workflow has to be woken."""
        call = await calls.lock_call(self._session, self._place.ori, self._place.call_number)
        row = await messages.lock_message(self._session, self._place.message_id)
        if call is None or row is None:
            return False
        earlier = list(await receipts.of_message(self._session, row.id))
        return any([await self._apply_one(call, row, report, earlier) for report in reports])

    async def _apply_one(
        self, call: Call, row: OutboundMessage, report: ProviderReport, earlier: list[DeliveryReceipt]
    ) -> bool:
        failed_before = sum(receipt.effect == DeliveryStatus.TEMPORARY_FAILURE for receipt in earlier)
        target = None
        if not _is_of_another_attempt(row, report, earlier):
            target = moved(DeliveryStatus(row.status), report.standing, failed_before=failed_before)
        receipt = DeliveryReceipt(
            **receipt_of(report, self._place.message_id, effect=_effect(report, target), now=self._now)
        )
        if not await insert_if_new(self._session, receipt):
            return False
        earlier.append(receipt)
        log.info("receipt.taken", message_id=row.id, said=report.said, code=report.code, effect=receipt.effect)
        if target is not None:
            if row.status == DeliveryStatus.SENDING:
                await self._accepted(call, row, report)
            self._move(row, report, target)
        await self._consequences(call, row, report, lost=target is DeliveryStatus.PERMANENT_FAILURE)
        if target not in _FAILURES:
            return False
        if target is DeliveryStatus.TEMPORARY_FAILURE:
            await self._send_later(call, row, report, failed_before)
        reported = timeline.Reported(key=report.event_key, at=report.occurred_at)
        await timeline.note_message(
            self._session, row, by=_by(report), status=call.status, now=self._now, reported=reported
        )
        return await self._wake_workflow(call, row, report)

    async def _consequences(self, call: Call, row: OutboundMessage, report: ProviderReport, *, lost: bool) -> None:
        """What a report says beyond its message: of consent, of the address, of our sender."""
        if report.standing in _STOPPED:
            how = " ".join(filter(None, (report.provider, report.said, report.code)))
            await stop_where_it_went(self._session, row, call.ori, how=how, now=self._now)
        if report.is_unknown:
            code_unknown(report.provider, report.code)
        if report.alarm_at is not None:
            await self._alert_staff(call, report, report.alarm_at)
        if lost and report.loses_address:
            why = f"{report.provider} {report.code or report.said}"
            await cut_where_it_went(self._session, self._vault, row, call.ori, reason=why, now=self._now)

    async def _send_later(self, call: Call, row: OutboundMessage, report: ProviderReport, failed_before: int) -> None:
        if report.limit is None:
            row.not_before = self._now + RESENT_AFTER[failed_before]
            return
        met = LimitMet(provider=report.provider, code=report.code, limit=report.limit)
        sent_at = row.sending_at or self._now
        await limit_met(self._session, row, call.ori, met, sent_at=sent_at, now=self._now)

    async def _accepted(self, call: Call, row: OutboundMessage, report: ProviderReport) -> None:
        """The report came before the answer to the create call, or that answer was lost."""
        row.provider, row.sent_at = report.provider, self._now
        row.provider_message_id = report.provider_message_id or None
        row.move_to(DeliveryStatus.SENT, reason="", now=self._now)
        await timeline.note_message(self._session, row, by=_by(report), status=call.status, now=self._now)

    def _move(self, row: OutboundMessage, report: ProviderReport, target: DeliveryStatus) -> None:
        if row.status == DeliveryStatus.TEMPORARY_FAILURE:  # it was to be sent again, and need not be
            row.not_before = None
        if row.status != target:  # the answer that was still to come has not brought it there
            row.move_to(target, reason=_reason(report, target), now=self._now)
        row.provider_code = report.code
        row.delivered_at = report.occurred_at if target is DeliveryStatus.DELIVERED else None

    async def _alert_staff(self, call: Call, report: ProviderReport, alarm_at: int) -> None:
        refused = {"ori": call.ori, "provider": report.provider, "code": report.code}
        if alarm_at == 1 or await self._count(**refused) >= alarm_at:
            await sender_refused(self._session, **refused, now=self._now)

    async def _count(self, *, ori: str, provider: str, code: str) -> int:
        """One more, minute by minute: among the receipts this would read those of every agency with this trouble."""
        bucket, minute = f"code/{ori}/{provider}/{code}", beginning_of_window(self._now, timedelta(minutes=1))
        await rate_counts.count(self._session, bucket, began_at=minute)
        return await rate_counts.total(self._session, bucket, since=minute - BURST)

    async def _wake_workflow(self, call: Call, row: OutboundMessage, report: ProviderReport) -> bool:
        """To send it again, or another message in its place; not if the person opted out: then nothing may be sent."""
        again = row.status == DeliveryStatus.TEMPORARY_FAILURE
        if report.standing is Standing.OPTED_OUT:
            return False
        why = WakeUp(
            source=SOURCE,
            key=f"{report.provider}/{report.event_key}",
            signal=MESSAGES_ADDED if again else DELIVERY_FAILED,
            facts={} if again else {"key": row.key, "channel": row.channel, "code": report.code},
            happened_at=report.occurred_at,
        )
        await inbox.wake(self._session, call, why, now=self._now)
        return True


def _by(report: ProviderReport) -> Actor:
    return Actor(ActorKind.PROVIDER, report.provider)


def _is_of_another_attempt(row: OutboundMessage, report: ProviderReport, earlier: Iterable[DeliveryReceipt]) -> bool:
    """A message sent again has a new id at the provider; a late report on the old id says nothing of the new one."""
    sid = report.provider_message_id
    if not sid:
        return False
    ended = (each.event_key for each in earlier if each.effect in _ENDED_AN_ATTEMPT)
    if any(key.startswith(f"{sid}/") for key in ended):
        return report.standing is not Standing.DELIVERED or row.status == DeliveryStatus.SENDING
    is_current = row.status == DeliveryStatus.SENDING or (row.provider_message_id or sid).startswith(sid)
    return not is_current and report.standing is not Standing.DELIVERED


def _effect(report: ProviderReport, target: DeliveryStatus | None) -> str:
    """A limit of the sender is told apart, as it does not count as a failure of the message."""
    if target is None:
        return IGNORED
    return Standing.LIMITED.value if report.limit is not None else target.value


def _reason(report: ProviderReport, target: DeliveryStatus) -> str:
    if target not in _FAILURES:
        return ""
    if report.why is NotSent.OPTED_OUT:
        return report.why.value
    return f"{report.why}: {report.code}" if report.code else report.why.value
