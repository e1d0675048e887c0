"""Record how a send went, in the message's row and the call's timeline: one short transaction each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from activities.contract import HELD, WAITING, SendOutcome
from activities.send_attempt import SendAttempt
from activities.send_moment import SendMoment
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import messages, timeline
from db.queries.sending import TakenMessage, put_sent
from db.tables import Agency, Call, OutboundMessage
from domain.actors import WORKFLOW
from domain.delivery import WITH_PROVIDER, DeliveryStatus, NotSent, is_held_for_review
from domain.messages import MessageKey
from messaging import decided, outbox
from messaging.consent import stop_where_it_went
from messaging.language_offers import offer_beside
from messaging.providers.base import (
    LimitReached,
    NoMobilePhone,
    NoSuchAddress,
    ProviderAccepted,
    ProviderUnavailable,
    RecipientOptedOut,
    RecipientRejected,
    SenderRefused,
    UnknownRefusal,
)
from messaging.reassigned_addresses import cut_where_it_went
from messaging.sender_alerts import code_unknown, sender_refused
from messaging.sender_limits import LimitMet, SenderPaused, hold, limit_met

log = structlog.get_logger()

_WHY: tuple[tuple[type[RecipientRejected], DeliveryStatus, NotSent], ...] = (
    (RecipientOptedOut, DeliveryStatus.WITHHELD, NotSent.OPTED_OUT),
    (NoMobilePhone, DeliveryStatus.PERMANENT_FAILURE, NotSent.LANDLINE),
    (RecipientRejected, DeliveryStatus.PERMANENT_FAILURE, NotSent.REJECTED),
)
"""The status and reason of a final refusal; the first class that fits counts. An opt-out is no failure."""


class DeliveryRecord:
    """Records what the provider said. A row that another attempt has finished meanwhile is left as it is."""

    def __init__(self, *, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def sent(self, moment: SendMoment, attempt: SendAttempt, accepted: ProviderAccepted) -> SendOutcome | None:
        """The provider has it: one UPDATE, and a line in the timeline. None if that is another message's, in the same
        words to the same person.
        """
        session, now, row, provider = moment.session, attempt.prepared_at, attempt.row, attempt.provider.name
        await messages.take_id(session, provider, accepted.provider_message_id)
        row.move_to(DeliveryStatus.SENT, reason="", now=now)
        taken = TakenMessage(
            message_id=row.id,
            provider=provider,
            provider_message_id=accepted.provider_message_id,
            reason=row.reason,
            now=now,
        )
        call_status = await put_sent(session, taken)
        if call_status is None:
            return await self._accepted(session, row.id, provider, accepted, now)
        line = timeline.note_of(row, by=WORKFLOW, status=call_status)
        moment.lines[row.call_id].append(replace(line, at=now))
        if attempt.may_be_offered:
            await offer_beside(session, row, now=now)
        _log_sent(row)
        return outcome_of(row)

    async def accepted(
        self, message_id: str, provider: str, accepted: ProviderAccepted, *, now: datetime
    ) -> SendOutcome | None:
        """The same in a transaction of its own, of a message of which only the id is known."""
        async with self._database.transaction() as session:
            return await self._accepted(session, message_id, provider, accepted, now)

    async def _accepted(
        self, session: AsyncSession, message_id: str, provider: str, accepted: ProviderAccepted, now: datetime
    ) -> SendOutcome | None:
        row = await outbox.lock(session, message_id)
        if await messages.is_anothers(session, row, provider, accepted.provider_message_id):
            return None
        if row.status != DeliveryStatus.SENDING:  # a receipt was quicker than the answer
            row.provider_message_id = row.provider_message_id or accepted.provider_message_id
            await offer_beside(session, row, now=now)
            return outcome_of(row)
        row.provider, row.provider_message_id, row.sent_at = provider, accepted.provider_message_id, now
        outcome = await self.end(session, row, DeliveryStatus.SENT, "", now=now)
        await offer_beside(session, row, now=now)
        _log_sent(row)
        return outcome

    async def rejected(self, message_id: str, provider: str, error: RecipientRejected, *, now: datetime) -> SendOutcome:
        """It cannot be sent to this person this way."""
        status, reason = next((status, reason) for kind, status, reason in _WHY if isinstance(error, kind))
        async with self._database.transaction() as session:
            row = await outbox.lock(session, message_id)
            if row.status != DeliveryStatus.SENDING:
                return outcome_of(row)
            row.provider, row.provider_code = provider, error.code
            call, how = await session.get_one(Call, row.call_id), f"{provider} {error.code}"
            if reason is NotSent.OPTED_OUT:
                await stop_where_it_went(session, row, call.ori, how=how, now=now)
            if isinstance(error, UnknownRefusal):
                code_unknown(provider, error.code)
            if isinstance(error, NoSuchAddress):
                await cut_where_it_went(session, self._vault, row, call.ori, reason=how, now=now)
            why = reason.value if status is DeliveryStatus.WITHHELD else f"{reason}: {error.code}"
            outcome = await self.end(session, row, status, why, now=now)
        log.info("message.rejected", message_id=row.id, channel=row.channel, code=error.code)
        return outcome

    async def postponed(
        self,
        message_id: str,
        provider: str,
        error: ProviderUnavailable | SenderRefused,
        *,
        ambiguous: bool,
        now: datetime,
    ) -> None:
        """Trouble that passes. While the message may have left, the row stays "sending"."""
        async with self._database.transaction() as session:
            row = await outbox.lock(session, message_id)
            if row.status != DeliveryStatus.SENDING:
                return
            row.provider, row.provider_code, row.updated_at = provider, error.code, now
            if not ambiguous:
                row.move_to(DeliveryStatus.TEMPORARY_FAILURE, now=now)
            if isinstance(error, SenderRefused):
                call = await session.get_one(Call, row.call_id)
                await sender_refused(session, ori=call.ori, provider=provider, code=error.code, now=now)
        log.warning("message.postponed", message_id=row.id, channel=row.channel, code=error.code)

    async def limited(self, message_id: str, provider: str, error: LimitReached, *, now: datetime) -> SendOutcome:
        """The sender has met its limit: it is paused, and the message waits."""
        async with self._database.transaction() as session:
            row = await outbox.lock(session, message_id)
            if row.status != DeliveryStatus.SENDING:
                return outcome_of(row)
            row.provider, row.provider_code = provider, error.code
            row.move_to(DeliveryStatus.TEMPORARY_FAILURE, now=now)
            call = await session.get_one(Call, row.call_id)
            met = LimitMet(provider=provider, code=error.code, limit=error.limit)
            await limit_met(session, row, call.ori, met, sent_at=now, now=now)
        log.warning("message.postponed", message_id=row.id, channel=row.channel, code=error.code)
        return _waiting(row)

    def held(self, row: OutboundMessage, pause: SenderPaused, *, now: datetime) -> SendOutcome:
        """Nothing leaves from its sender now: it is not even tried."""
        if row.status == DeliveryStatus.SENDING:  # an earlier attempt, of which nothing arrived
            row.move_to(DeliveryStatus.TEMPORARY_FAILURE, now=now)
        hold(row, pause.until, code=pause.code)
        row.updated_at = now
        log.info("message.held", message_id=row.id, channel=row.channel, code=pause.code)
        return _waiting(row)

    async def end(
        self, session: AsyncSession, row: OutboundMessage, status: DeliveryStatus, reason: str, *, now: datetime
    ) -> SendOutcome:
        """Move the row to its last status, and note it in the timeline."""
        row.move_to(status, reason=reason, now=now)
        if status is DeliveryStatus.WITHHELD:
            call = await session.get_one(Call, row.call_id)
            await decided.withheld(session, row, call, await session.get_one(Agency, call.ori), now=now)
        await outbox.note(session, row, now=now)
        return outcome_of(row)


def _log_sent(row: OutboundMessage) -> None:
    log.info("message.sent", message_id=row.id, channel=row.channel, segments=row.segments)


def outcome_of(row: OutboundMessage) -> SendOutcome:
    """The row as the workflow is told of it: any status after "sent" is a matter of receipts, not of sending."""
    status = DeliveryStatus.SENT.value if row.status in WITH_PROVIDER else row.status
    if is_held_for_review(row.status, row.reason):
        status = HELD
    return SendOutcome(key=MessageKey(row.key), status=status, reason=row.reason, message_id=row.id)


def _waiting(row: OutboundMessage) -> SendOutcome:
    return SendOutcome(key=MessageKey(row.key), status=WAITING, reason=row.reason, message_id=row.id)
