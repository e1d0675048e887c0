"""Persist, send, record: hand one message to its provider, exactly once as far as the provider can tell us."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.contract import SEND_MESSAGE, SEND_SURVEY, SendOutcome, SendRequest
from activities.letters import LetterWriter
from activities.messages.errors import RenderError
from activities.outbox import Outbox, WithheldNow
from activities.providers.carrier import (
    Accepted,
    Carrier,
    Letter,
    ProviderUnavailable,
    RecipientOptedOut,
    RecipientRejected,
    SenderRefused,
)
from db.session import Database, DatabaseUnavailable
from db.tables import OutboundMessage
from domain.delivery import TO_BE_SENT, DeliveryStatus, NotSent
from domain.messages import Channel, MessageKey

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A letter whose row says "sending"; `perhaps_sent_since` is set if an attempt may have got through."""

    letter: Letter
    channel: Channel
    segments: int
    perhaps_sent_since: datetime | None


class MessageActivities:
    """Activities on the queues of the providers. `clock` is the wall clock, which providers go by."""

    def __init__(
        self,
        *,
        database: Database,
        outbox: Outbox,
        writer: LetterWriter,
        carriers: Mapping[Channel, Carrier],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._writer = writer
        self._carriers = carriers
        self._clock = clock

    @activity.defn(name=SEND_MESSAGE)
    async def send_message(self, request: SendRequest) -> list[SendOutcome]:
        """Send messages to one person. Each ends as sent, withheld or failed; retried while the provider is away."""
        return await self._deliver_all(request)

    @activity.defn(name=SEND_SURVEY)
    async def send_survey(self, request: SendRequest) -> list[SendOutcome]:
        """Send an invitation to a survey, or its reminder, with the person's own link."""
        return await self._deliver_all(request)

    async def _deliver_all(self, request: SendRequest) -> list[SendOutcome]:
        """One after another; what an earlier attempt dealt with is not touched again."""
        # Virtual under time skipping: the call's clock, not the wall's.
        now = activity.info().started_time.astimezone(UTC)
        try:
            return [await self._deliver(message_id, now) for message_id in request.message_ids]
        except DatabaseUnavailable:
            raise ApplicationError("the database is away", type="DatabaseUnavailable") from None

    async def _deliver(self, message_id: str, now: datetime) -> SendOutcome:
        ready = await self._prepare(message_id, now)
        return ready if isinstance(ready, SendOutcome) else await self._hand_over(ready, now)

    async def _prepare(self, message_id: str, now: datetime) -> _Ready | SendOutcome:
        async with self._database.transaction() as session:
            row = await self._outbox.lock(session, message_id)
            if DeliveryStatus(row.status) not in TO_BE_SENT:
                return _outcome(row)
            try:
                context = await self._outbox.context(session, row, now=now)
                letter = self._writer.write(row, context, now=now)
            except WithheldNow as withheld:
                return await self._end(session, row, DeliveryStatus.WITHHELD, withheld.reason.value, now)
            except RenderError as error:
                reason = f"{NotSent.MISSING_FACT}: {error.fact}"
                return await self._end(session, row, DeliveryStatus.WITHHELD, reason, now)
            perhaps = row.sending_at if row.status == DeliveryStatus.SENDING else None
            self._outbox.begin(row, wall_clock=self._clock(), now=now)
            return _Ready(
                letter=letter, channel=Channel(row.channel), segments=row.segments, perhaps_sent_since=perhaps
            )

    async def _hand_over(self, ready: _Ready, now: datetime) -> SendOutcome:
        carrier = self._carriers[ready.channel]
        try:
            accepted = await self._already_accepted(carrier, ready) or await carrier.send(ready.letter)
        except RecipientRejected as error:
            return await self._reject(ready, carrier, error, now)
        except ProviderUnavailable as error:
            await self._postpone(ready, carrier, error.code, ambiguous=error.accepted_perhaps, now=now)
            raise ApplicationError(f"{carrier.name}: {error.code}", type="ProviderUnavailable") from None
        except SenderRefused as error:
            await self._postpone(ready, carrier, error.code, ambiguous=False, now=now)
            raise ApplicationError(f"{carrier.name}: {error.code}", type="SenderRefused") from None
        return await self._sent(ready, carrier, accepted, now)

    async def _already_accepted(self, carrier: Carrier, ready: _Ready) -> Accepted | None:
        if ready.perhaps_sent_since is None:
            return None
        async with self._database.reading() as session:
            ours = await self._outbox.provider_ids(session, ready.letter.message_id)
        for accepted in await carrier.find(ready.letter, since=ready.perhaps_sent_since):
            if accepted.provider_message_id not in ours:
                return accepted
        return None

    async def _sent(self, ready: _Ready, carrier: Carrier, accepted: Accepted, now: datetime) -> SendOutcome:
        async with self._database.transaction() as session:
            row = await self._outbox.lock(session, ready.letter.message_id)
            row.provider, row.provider_message_id = carrier.name, accepted.provider_message_id
            row.sent_at = now
            outcome = await self._end(session, row, DeliveryStatus.SENT, "", now)
        log.info("message.sent", message_id=row.id, channel=row.channel, segments=row.segments)
        return outcome

    async def _reject(self, ready: _Ready, carrier: Carrier, error: RecipientRejected, now: datetime) -> SendOutcome:
        async with self._database.transaction() as session:
            row = await self._outbox.lock(session, ready.letter.message_id)
            row.provider, row.provider_code = carrier.name, error.code
            opted_out = isinstance(error, RecipientOptedOut)
            if opted_out:
                await self._outbox.learn_opt_out(session, row, now=now)
            reason = f"{NotSent.OPTED_OUT if opted_out else NotSent.REJECTED}: {error.code}"
            outcome = await self._end(session, row, DeliveryStatus.PERMANENT_FAILURE, reason, now)
        log.info("message.rejected", message_id=row.id, channel=row.channel, code=error.code)
        return outcome

    async def _postpone(self, ready: _Ready, carrier: Carrier, code: str, *, ambiguous: bool, now: datetime) -> None:
        """Trouble that passes: said in the row; while it is not certain that nothing left, the row stays "sending"."""
        async with self._database.transaction() as session:
            row = await self._outbox.lock(session, ready.letter.message_id)
            row.provider, row.provider_code, row.updated_at = carrier.name, code, now
            if not ambiguous and ready.perhaps_sent_since is None:
                row.status = DeliveryStatus.TEMPORARY_FAILURE.value
        log.warning("message.postponed", message_id=row.id, channel=row.channel, code=code)

    async def _end(
        self, session: AsyncSession, row: OutboundMessage, status: DeliveryStatus, reason: str, now: datetime
    ) -> SendOutcome:
        row.status, row.reason, row.updated_at = status.value, reason, now
        await self._outbox.note(session, row, now=now)
        return _outcome(row)


def _outcome(row: OutboundMessage) -> SendOutcome:
    return SendOutcome(key=MessageKey(row.key), status=row.status, reason=row.reason)
