"""Persist, send, record: hand one message to its provider, exactly once as far as the provider can tell us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.contract import SEND_MESSAGE, SEND_SURVEY, SendOutcome, SendRequest
from activities.delivery_record import DeliveryRecord, outcome_of
from activities.heartbeat import heartbeats
from db.connection.session import Database, DatabaseUnavailable
from db.encryption.vault import Vault
from db.queries import messages
from db.tables import OutboundMessage
from domain.delivery import TO_BE_SENT, DeliveryStatus, NotSent
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from messaging.compose import MessageComposer, MessageContext
from messaging.line_lookup import PhoneLines
from messaging.outbox import NotAtThisHour, Outbox, WithheldNow
from messaging.providers.base import (
    ComposedMessage,
    MessageProvider,
    ProviderAccepted,
    ProviderUnavailable,
    RecipientRejected,
    SenderRefused,
)
from messaging.rendering.errors import RenderError
from messaging.retry import SendRetries
from messaging.sender_alerts import no_sender
from messaging.senders import ProviderFor


@dataclass(frozen=True, slots=True, kw_only=True)
class _InHand:
    """A letter whose row says "sending"; `perhaps_since` is when an earlier attempt may have got it through."""

    letter: ComposedMessage
    provider: MessageProvider
    perhaps_since: datetime | None = None
    asked: bool = True
    """False: the provider must be asked about that attempt before anything else is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _UnknownLine:
    """Nobody knows yet whether this number takes texts."""

    number: str


class MessageActivities:
    """Activities on the queues of the providers. `clock` is the wall clock, which providers go by."""

    def __init__(
        self,
        *,
        database: Database,
        vault: Vault,
        outbox: Outbox,
        writer: MessageComposer,
        provider_for: ProviderFor,
        lines: PhoneLines,
        patience: SendRetries,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._writer = writer
        self._provider_for = provider_for
        self._lines = lines
        self._patience = patience
        self._clock = clock
        self._books = DeliveryRecord(database=database, vault=vault, outbox=outbox)

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
        started, began = activity.info().started_time.astimezone(UTC), self._clock()
        try:
            async with heartbeats():
                return [
                    await self._deliver(message_id, request.agency, started + (self._clock() - began))
                    for message_id in request.message_ids
                ]
        except DatabaseUnavailable:
            raise self._patience.later("the database is away", "DatabaseUnavailable") from None

    async def _deliver(self, message_id: str, ori: str, now: datetime) -> SendOutcome:
        asked = False
        while True:
            found = await self._prepare(message_id, ori, now, asked=asked)
            if isinstance(found, _UnknownLine):
                await self._lines.ask(found.number)
                continue
            ended = found if isinstance(found, SendOutcome) else await self._hand_over(found, now)
            if ended is not None:
                return ended
            asked = True

    async def _prepare(
        self, message_id: str, ori: str, now: datetime, *, asked: bool
    ) -> _InHand | _UnknownLine | SendOutcome:
        async with self._database.transaction() as session:
            row = await self._outbox.lock(session, message_id)
            if DeliveryStatus(row.status) not in TO_BE_SENT:
                return outcome_of(row)
            perhaps_since = row.sending_at if row.status == DeliveryStatus.SENDING else None
            provider = await self._provider_for(session, ori, Channel(row.channel))
            if provider is None:
                return await self._without_sender(session, row, ori, now)
            self._wait_if_wise(row, provider, perhaps_since, now)
            letter = self._writer.read(row) if perhaps_since and not asked else None
            if letter is not None:
                return _InHand(letter=letter, provider=provider, perhaps_since=perhaps_since, asked=False)
            # Whoever wrote to us lives by the wall clock, even if their call is played ahead of it.
            at = self._clock() if _is_answer(row) else now
            try:
                context = await self._outbox.context(session, row, now=at)
                if perhaps_since is None and not await self._takes_texts(session, row, context):
                    return _UnknownLine(number=self._writer.number(context.person))
                letter = self._writer.write(row, context, now=at)
            except NotAtThisHour as error:
                raise self._patience.later("quiet hours", "QuietHours", not_before=error.until - at) from None
            except (WithheldNow, RenderError) as error:
                return await self._books.end(session, row, DeliveryStatus.WITHHELD, _why(error), now=now)
            self._outbox.begin(row, wall_clock=self._clock(), now=now, anew=not provider.can_be_asked)
            return _InHand(letter=letter, provider=provider, perhaps_since=perhaps_since)

    def _wait_if_wise(
        self, row: OutboundMessage, provider: MessageProvider, perhaps_since: datetime | None, now: datetime
    ) -> None:
        """Raises while the provider is known to be away, or will perhaps tell by itself what it has accepted."""
        door = self._patience.door(provider.name)
        away = door.away_for()
        if away and (row.valid_until is None or now < row.valid_until):
            raise self._patience.later(f"{provider.name}: {door.code}", "ProviderUnavailable", not_before=away)
        if perhaps_since is not None and not provider.can_be_asked:
            left = self._patience.doubt_left(perhaps_since, row.attempts, wall_clock=self._clock())
            if left:
                raise self._patience.later(f"{provider.name}: awaiting news", "InDoubt", not_before=left)

    async def _without_sender(
        self, session: AsyncSession, row: OutboundMessage, ori: str, now: datetime
    ) -> SendOutcome:
        """Nothing to send from; nor to ask with, if it has perhaps left: then it waits until there is."""
        if row.status == DeliveryStatus.SENDING:
            raise ApplicationError(f"{row.channel}: no sender", type="SenderRefused")
        await no_sender(session, ori=ori, channel=row.channel, now=self._clock())
        return await self._books.end(session, row, DeliveryStatus.WITHHELD, NotSent.NO_SENDER.value, now=now)

    async def _takes_texts(self, session: AsyncSession, row: OutboundMessage, context: MessageContext) -> bool:
        """False if nobody knows. Who wrote to us, or was texted before, needs no looking up. Raises WithheldNow."""
        phone_hash = context.person.phone_hash
        if row.channel != Channel.SMS or phone_hash is None or _is_answer(row) or not context.first_contact:
            return True
        takes_texts = await self._lines.takes_texts(session, phone_hash)
        if takes_texts is False:
            raise WithheldNow(NotSent.LANDLINE)
        return takes_texts is True

    async def _hand_over(self, held: _InHand, now: datetime) -> SendOutcome | None:
        """Send it, or, where it is doubtful, only ask whether that has happened: None if not."""
        provider, message_id = held.provider, held.letter.message_id
        doubtful = held.perhaps_since is not None
        try:
            async with self._patience.door(provider.name).watching():
                accepted = await provider.send(held.letter) if held.asked else await self._ask(provider, held)
        except RecipientRejected as error:
            return await self._books.rejected(message_id, provider.name, error, now=now)
        except ProviderUnavailable as error:
            doubtful = doubtful or error.accepted_perhaps
            await self._books.postponed(message_id, provider.name, error, doubtful=doubtful, now=now)
            raise self._patience.later(f"{provider.name}: {error.code}", "ProviderUnavailable") from None
        except SenderRefused as error:
            await self._books.postponed(message_id, provider.name, error, doubtful=doubtful, now=now)
            raise self._patience.later(f"{provider.name}: {error.code}", "SenderRefused") from None
        return await self._took(held, accepted, now) if accepted else None

    async def _ask(self, provider: MessageProvider, held: _InHand) -> ProviderAccepted | None:
        """What the provider accepted in doubt, unless it is known to be another message, of whatever call."""
        if held.perhaps_since is None:
            return None
        found = await provider.find(held.letter, since=held.perhaps_since)
        async with self._database.reading() as session:
            known = await messages.known_at_provider(
                session, provider.name, {accepted.provider_message_id for accepted in found}
            )
        return next((accepted for accepted in found if accepted.provider_message_id not in known), None)

    async def _took(self, held: _InHand, accepted: ProviderAccepted, now: datetime) -> SendOutcome:
        taken = await self._books.accepted(held.letter.message_id, held.provider.name, accepted, now=now)
        if taken is None:
            raise self._patience.later(f"{held.provider.name}: another message's", "InDoubt")
        return taken


def _why(error: WithheldNow | RenderError) -> str:
    return error.reason.value if isinstance(error, WithheldNow) else f"{NotSent.MISSING_FACT}: {error.fact}"


def _is_answer(row: OutboundMessage) -> bool:
    return KEY_RULES[MessageKey(row.key)].purpose is Purpose.REPLIES
