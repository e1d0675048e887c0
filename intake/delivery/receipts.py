"""What providers report about messages, taken in: each report once, in whatever order, one transaction per message.

A delivered message gets no line in the call's timeline and wakes no workflow: its row and its receipts say it. What
failed for good, or is to be sent again, is handed to the call's workflow through the inbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import calls, inbox, messages, receipts, timeline
from db.queries.insert_if_new import insert_if_new
from db.queries.receipts import Place
from db.tables import Call, DeliveryReceipt, OutboundMessage
from domain.delivery import RESENT_AFTER, DeliveryStatus, NotSent, Standing, moved
from domain.wakes import DELIVERY_FAILED, MESSAGES_ADDED, WakeUp
from messaging.consent import stop_where_it_went
from messaging.providers.delivery_report import KnownAccount, ProviderReport
from messaging.reassigned_addresses import cut_where_it_went, says_it_is_lost
from messaging.sender_alerts import sender_refused

log = structlog.get_logger(__name__)

SOURCE = "receipts"
IGNORED = "ignored"
BURST = timedelta(minutes=10)
"""Within which so many of a kind are trouble with the sender (`ProviderReport.alarm_at`)."""

_STOPPED = frozenset({Standing.OPTED_OUT, Standing.UNWELCOME})
_FAILURES = frozenset({DeliveryStatus.TEMPORARY_FAILURE, DeliveryStatus.PERMANENT_FAILURE})


class DeliveryReceipts:
    """Writes reports down. `told` is called when a workflow is to hear of something."""

    def __init__(
        self, database: Database, vault: Vault, *, clock: Callable[[], datetime], told: Callable[[], None]
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._told = told

    async def take(self, reports: Sequence[ProviderReport], *, only_of: KnownAccount | None = None) -> None:
        """All of them, or what an account may speak of; what is not about our messages is logged and forgotten.

        Raises DatabaseUnavailable.
        """
        for place, of_message in (await self._places(reports)).items():
            if only_of is not None and not only_of.speaks_for(place.ori):
                log.warning("receipt.foreign", message_id=place.message_id)
                continue
            async with self._database.transaction() as session:
                page = _Page(session, self._vault, place, now=self._clock())
                wakes = not await page.file(of_message) and await page.write(of_message)
            if wakes:
                self._told()

    async def _places(self, reports: Sequence[ProviderReport]) -> dict[Place, list[ProviderReport]]:
        """The messages they are about, without the repeats: a look that locks nothing."""
        places: dict[Place, list[ProviderReport]] = {}
        if not reports:
            return places
        provider = reports[0].provider
        async with self._database.reading() as session:
            known = await receipts.known(session, provider, {report.event_key for report in reports})
            ours = await receipts.by_our_ids(session, {report.message_id for report in reports})
            lost = {report.provider_message_id for report in reports if report.message_id not in ours}
            theirs = await receipts.by_their_ids(session, provider, lost - {""})
        for report in reports:
            place = ours.get(report.message_id) or theirs.get(report.provider_message_id)
            if place is None:
                log.warning("receipt.unmatched", provider=provider, said=report.said)
            elif report.event_key not in known:
                places.setdefault(place, []).append(report)
        return places


class _Page:
    """One message and its call, held until the transaction ends: the call first, as everywhere."""

    def __init__(self, session: AsyncSession, vault: Vault, place: Place, *, now: datetime) -> None:
        self._session = session
        self._vault = vault
        self._place = place
        self._now = now

    async def file(self, reports: Sequence[ProviderReport]) -> bool:
        """Keep what says no more than that it is under way, of a message that is, and lock nothing: every other report.

        False, and nothing is done, if one of them says more.
        """
        says_more = any(report.standing is not Standing.UNDER_WAY for report in reports)
        if says_more or self._place.status == DeliveryStatus.SENDING:
            return False
        for report in reports:
            await insert_if_new(self._session, self._receipt(self._place.message_id, report, None))
        return True

    async def write(self, reports: Iterable[ProviderReport]) -> bool:
        """True if the call's workflow is to hear of it."""
        call = await calls.lock_call(self._session, self._place.ori, self._place.call_number)
        row = await messages.lock_message(self._session, self._place.message_id)
        if call is None or row is None:
            return False
        earlier = list(await receipts.of_message(self._session, row.id))
        return any([await self._take(call, row, report, earlier) for report in reports])

    async def _take(
        self, call: Call, row: OutboundMessage, report: ProviderReport, earlier: list[DeliveryReceipt]
    ) -> bool:
        failed_before = sum(receipt.effect == DeliveryStatus.TEMPORARY_FAILURE for receipt in earlier)
        target = None
        if not _is_of_another_attempt(row, report, earlier):
            target = moved(DeliveryStatus(row.status), report.standing, failed_before=failed_before)
        receipt = self._receipt(row.id, report, target)
        if not await insert_if_new(self._session, receipt):
            return False
        earlier.append(receipt)
        log.info("receipt.taken", message_id=row.id, said=report.said, code=report.code, effect=target or IGNORED)
        if target is not None:
            if row.status == DeliveryStatus.SENDING:
                await self._accepted(call, row, report)
            self._move(row, report, target)
        if report.standing in _STOPPED:
            how = " ".join(filter(None, (report.provider, report.said, report.code)))
            await stop_where_it_went(self._session, row, call.ori, how=how, now=self._now)
        if report.standing is Standing.SENDER_WIDE:
            await self._raise_alarm(call, report)
        if target is DeliveryStatus.PERMANENT_FAILURE and says_it_is_lost(report):
            why = f"{report.provider} {report.code or report.said}"
            await cut_where_it_went(self._session, self._vault, row, call.ori, reason=why, now=self._now)
        if target not in _FAILURES:
            return False
        if target is DeliveryStatus.TEMPORARY_FAILURE:
            row.not_before = self._now + RESENT_AFTER[failed_before]
        key = f"message/{row.id}/{report.event_key}"
        await timeline.note_message(
            self._session, row, status=call.status, now=self._now, key=key, at=report.occurred_at
        )
        return await self._tell(call, row, report)

    def _receipt(self, message_id: str, report: ProviderReport, target: DeliveryStatus | None) -> DeliveryReceipt:
        return DeliveryReceipt(
            provider=report.provider,
            event_key=report.event_key,
            message_id=message_id,
            said=report.said,
            code=report.code,
            effect=target.value if target else IGNORED,
            occurred_at=report.occurred_at,
            recorded_at=self._now,
        )

    async def _accepted(self, call: Call, row: OutboundMessage, report: ProviderReport) -> None:
        """The answer to the create call is still to come, or was lost."""
        row.provider, row.sent_at = report.provider, self._now
        row.provider_message_id = report.provider_message_id or None
        row.move_to(DeliveryStatus.SENT, reason="", now=self._now)
        await timeline.note_message(self._session, row, status=call.status, now=self._now)

    def _move(self, row: OutboundMessage, report: ProviderReport, target: DeliveryStatus) -> None:
        if row.status == DeliveryStatus.TEMPORARY_FAILURE:  # it was to be sent again, and need not be
            row.not_before = None
        if row.status != target:  # the answer that was still to come has not brought it there
            row.move_to(target, reason=_reason(report, target), now=self._now)
        row.provider_code = report.code
        row.delivered_at = report.occurred_at if target is DeliveryStatus.DELIVERED else None

    async def _raise_alarm(self, call: Call, report: ProviderReport) -> None:
        if report.alarm_at > 1:
            since = self._now - BURST
            so_many = await receipts.count_with_code(
                self._session, ori=call.ori, provider=report.provider, code=report.code, since=since
            )
            if so_many < report.alarm_at:
                return
        await sender_refused(self._session, ori=call.ori, provider=report.provider, code=report.code, now=self._now)

    async def _tell(self, call: Call, row: OutboundMessage, report: ProviderReport) -> bool:
        """Failed for good: something else must take over. Not if the person said stop; then nothing may."""
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


def _is_of_another_attempt(row: OutboundMessage, report: ProviderReport, earlier: Iterable[DeliveryReceipt]) -> bool:
    """A message sent again has a new id at the provider; what comes late about the old one says nothing of it."""
    theirs = report.provider_message_id
    if not theirs:
        return False
    if any(receipt.event_key.startswith(f"{theirs}/") and _ended_it(receipt) for receipt in earlier):
        return report.standing is not Standing.DELIVERED or row.status == DeliveryStatus.SENDING
    current = row.provider_message_id or theirs
    is_current = row.status == DeliveryStatus.SENDING or current.startswith(theirs)
    return not is_current and report.standing is not Standing.DELIVERED


def _ended_it(receipt: DeliveryReceipt) -> bool:
    return receipt.effect == DeliveryStatus.TEMPORARY_FAILURE


def _reason(report: ProviderReport, target: DeliveryStatus) -> str:
    if target not in _FAILURES:
        return ""
    if report.why is NotSent.OPTED_OUT:
        return report.why.value
    return f"{report.why}: {report.code}" if report.code else report.why.value
