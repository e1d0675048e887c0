"""Persist, send, record: send each message through its provider, once as far as the provider can tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.contract import SEND_MESSAGE, SEND_SURVEY, WAITING, SendOutcome, SendRequest
from activities.delivery_record import DeliveryRecord, outcome_of
from activities.heartbeat import heartbeats
from activities.send_attempt import SendAttempt, UnknownLine
from db.connection.session import Database, DatabaseUnavailable
from db.encryption.keyring import CannotOpen
from db.encryption.vault import Vault
from db.queries import messages
from db.tables import OutboundMessage
from domain.delivery import TO_BE_SENT, DeliveryStatus, NotSent
from domain.messages import KEY_RULES, NEWS_KEYS, Channel, MessageKey, Purpose
from domain.restore import RestoreWindow
from messaging import decided, outbox
from messaging.compose import MessageComposer, MessageContext, sealed_message
from messaging.line_lookup import PhoneLines
from messaging.mass_news import MassNewsBrake
from messaging.outbox import NotAtThisHour, WithheldNow
from messaging.providers.base import (
    ComposedMessage,
    LimitReached,
    MessageProvider,
    ProviderAccepted,
    ProviderUnavailable,
    RecipientRejected,
    SenderRefused,
)
from messaging.rendering.errors import RenderError
from messaging.restores import RestoreWatch, earliest_attempt, may_look_alike, why_withheld
from messaging.retry import SendRetries
from messaging.sender_alerts import no_sender
from messaging.sender_limits import SenderPaused, check_pause
from messaging.senders import ProviderFor

log = structlog.get_logger(__name__)


class MessageActivities:
    """Activities on the queues of the providers. `clock` is the wall clock, which providers go by.

    `senders` are the number and from-address that the settings name: nothing is sent to them.
    """

    def __init__(
        self,
        *,
        database: Database,
        vault: Vault,
        composer: MessageComposer,
        provider_for: ProviderFor,
        lines: PhoneLines,
        retries: SendRetries,
        clock: Callable[[], datetime],
        senders: frozenset[str] = frozenset(),
    ) -> None:
        self._database = database
        self._vault = vault
        self._composer = composer
        self._provider_for = provider_for
        self._lines = lines
        self._retries = retries
        self._brake = MassNewsBrake()
        self._clock = clock
        self._senders = senders
        self._record = DeliveryRecord(database=database, vault=vault)
        self._restores = RestoreWatch()

    @activity.defn(name=SEND_MESSAGE)
    async def send_message(self, request: SendRequest) -> list[SendOutcome]:
        """Send messages to one person, one after another. Each ends as sent, withheld or failed, or waits for later.

        Retried while the provider is down; what an earlier attempt dealt with is not touched again. An offer of
        languages leaves right after the text it stands beside; it is told of only if it waits.
        """
        # Virtual under time skipping: the call's clock, not the wall's.
        started, began = request.now or activity.info().started_time.astimezone(UTC), self._clock()
        outcomes: list[SendOutcome] = []
        try:
            async with heartbeats():
                for message_id in request.message_ids:
                    now = started + (self._clock() - began)
                    outcomes.append(outcome := await self._deliver(message_id, request.agency, now))
                    if outcome.status == DeliveryStatus.SENT and outcome.key in NEWS_KEYS:
                        outcomes += await self._deliver_offers(message_id, request.agency, now)
                return outcomes
        except DatabaseUnavailable:
            raise self._retries.retry_error("the database is away", "DatabaseUnavailable") from None

    @activity.defn(name=SEND_SURVEY)
    async def send_survey(self, request: SendRequest) -> list[SendOutcome]:
        """Send an invitation to a survey, or its reminder: under a name of its own in the Temporal Web UI."""
        return await self.send_message(request)

    async def _deliver_offers(self, message_id: str, ori: str, now: datetime) -> list[SendOutcome]:
        async with self._database.reading() as session:
            offers = await messages.offers_beside(session, message_id, now=now)
        outcomes = [await self._deliver(offer, ori, now) for offer in offers]
        return [outcome for outcome in outcomes if outcome.status == WAITING]

    async def _deliver(self, message_id: str, ori: str, now: datetime) -> SendOutcome:
        asked = False
        while True:
            found = await self._prepare(message_id, ori, now, asked=asked)
            if isinstance(found, UnknownLine):
                await self._lines.ask(found.number)
                continue
            ended = found if isinstance(found, SendOutcome) else await self._send(found, now)
            if ended is not None:
                return ended
            asked = True

    async def _prepare(
        self, message_id: str, ori: str, now: datetime, *, asked: bool
    ) -> SendAttempt | UnknownLine | SendOutcome:
        async with self._database.transaction() as session:
            row = await outbox.lock(session, message_id)
            if DeliveryStatus(row.status) not in TO_BE_SENT:
                return outcome_of(row)
            ambiguous_since = row.sending_at if row.status == DeliveryStatus.SENDING else None
            provider = await self._provider_for(session, ori, Channel(row.channel))
            if provider is None:
                return await self._without_sender(session, row, ori, now)
            self._raise_if_too_early(row, provider, ambiguous_since, now)
            # The person who wrote to us lives by the wall clock, even if their call is played ahead of it.
            at = self._clock() if _is_answer(row) else now
            try:
                restore = await self._restore_before(session, row, now)
                tried_with = sealed_message(self._vault, row) if ambiguous_since and not asked else None
                message = tried_with or await self._compose(session, row, at, now)
            except NotAtThisHour as error:
                raise self._retries.retry_error("quiet hours", "QuietHours", not_before=error.until - at) from None
            except (SenderPaused, WithheldNow, RenderError, CannotOpen) as error:
                return await self._leave_unsent(session, row, error, now)
            if not isinstance(message, ComposedMessage):
                return message
            if tried_with is None:
                outbox.begin(row, wall_clock=self._clock(), now=now, anew=not provider.supports_lookup)
            in_a_restore = restore is not None and provider.supports_lookup
            return SendAttempt(
                message=message,
                provider=provider,
                ambiguous_since=earliest_attempt(row, ambiguous_since, restore),
                alike=in_a_restore and may_look_alike(row),
                asked=asked or not (tried_with or in_a_restore),
            )

    async def _restore_before(self, session: AsyncSession, row: OutboundMessage, now: datetime) -> RestoreWindow | None:
        """The restore from a backup because of which it may have been sent before. Raises WithheldNow if that cannot
        be found out.
        """
        if await self._restores.latest(session) is None:
            return None
        about = await outbox.about_call(session, row, now=now)
        restore = await self._restores.in_doubt(session, row, about, now=self._clock())
        if reason := why_withheld(row, restore):
            raise WithheldNow(reason)
        return restore

    async def _compose(
        self, session: AsyncSession, row: OutboundMessage, at: datetime, now: datetime
    ) -> ComposedMessage | UnknownLine | SendOutcome:
        """The message in words, if it may leave now; else what to find out first, or that it is held for staff.

        `at` is when it is for its reader, `now` by the call's clock.
        """
        context = await outbox.context_of(session, self._vault, row, now=at)
        address = self._composer.address(context.person, Channel(row.channel))
        await outbox.refuse_address(session, context.about, row, address, senders=self._senders)
        await check_pause(session, row, context.about.agency.ori, now=now)
        if not await self._brake.lets_go(session, row, context.about):
            return outcome_of(row)
        if row.status != DeliveryStatus.SENDING and not await self._takes_texts(session, row, context):
            return UnknownLine(number=address)
        await outbox.spend(session, context.about, row, now=self._clock())
        message = self._composer.write(row, context, now=at)
        outbox.note_address(row, context.person)
        wording = self._composer.wording(row)
        await decided.leaves(session, row, context.about, message, wording=wording, now=self._clock())
        await self._brake.count(session, row, context.about)
        return message

    async def _leave_unsent(
        self,
        session: AsyncSession,
        row: OutboundMessage,
        error: SenderPaused | WithheldNow | RenderError | CannotOpen,
        now: datetime,
    ) -> SendOutcome:
        if isinstance(error, SenderPaused):
            return self._record.held(row, error, now=now)
        return await self._record.end(session, row, DeliveryStatus.WITHHELD, _why(row, error), now=now)

    def _raise_if_too_early(
        self, row: OutboundMessage, provider: MessageProvider, ambiguous_since: datetime | None, now: datetime
    ) -> None:
        """Raises a retry error while the provider is down, or may yet report by itself what it accepted."""
        breaker = self._retries.breaker_for(provider.name)
        away = breaker.away_for()
        # A message that is no news any more is not kept waiting: it goes on, to be withheld as stale.
        if away and (row.valid_until is None or now < row.valid_until):
            raise self._retries.retry_error(f"{provider.name}: {breaker.code}", "ProviderUnavailable", not_before=away)
        if ambiguous_since is not None and not provider.supports_lookup:
            left = self._retries.ambiguity_wait(row.id, ambiguous_since, row.attempts, wall_clock=self._clock())
            if left:
                raise self._retries.retry_error(f"{provider.name}: awaiting news", "InDoubt", not_before=left)

    async def _without_sender(
        self, session: AsyncSession, row: OutboundMessage, ori: str, now: datetime
    ) -> SendOutcome:
        """Withhold it. What may have left waits instead: there is nothing to ask the provider with either."""
        if row.status == DeliveryStatus.SENDING:
            raise ApplicationError(f"{row.channel}: no sender", type="SenderRefused")
        await no_sender(session, ori=ori, channel=row.channel, now=self._clock())
        return await self._record.end(session, row, DeliveryStatus.WITHHELD, NotSent.NO_SENDER.value, now=now)

    async def _takes_texts(self, session: AsyncSession, row: OutboundMessage, context: MessageContext) -> bool:
        """False if not known yet. A number that wrote, or was texted before, is not looked up. Raises WithheldNow."""
        phone_hash = context.person.phone_hash
        if row.channel != Channel.SMS or phone_hash is None or _is_answer(row) or not context.first_contact:
            return True
        takes_texts = await self._lines.takes_texts(session, phone_hash)
        if takes_texts is False:
            raise WithheldNow(NotSent.LANDLINE)
        return takes_texts is True

    async def _send(self, attempt: SendAttempt, now: datetime) -> SendOutcome | None:
        """Send it, or only ask whether an ambiguous attempt has sent it: None if not."""
        provider, message_id = attempt.provider, attempt.message.message_id
        ambiguous = attempt.ambiguous_since is not None
        try:
            async with self._retries.breaker_for(provider.name).watching():
                accepted = await provider.send(attempt.message) if attempt.asked else await self._ask(provider, attempt)
        except RecipientRejected as error:
            return await self._record.rejected(message_id, provider.name, error, now=now)
        except LimitReached as error:
            return await self._record.limited(message_id, provider.name, error, now=now)
        except ProviderUnavailable as error:
            ambiguous = ambiguous or error.ambiguous
            await self._record.postponed(message_id, provider.name, error, ambiguous=ambiguous, now=now)
            raise self._retries.retry_error(f"{provider.name}: {error.code}", "ProviderUnavailable") from None
        except SenderRefused as error:
            await self._record.postponed(message_id, provider.name, error, ambiguous=ambiguous, now=now)
            raise self._retries.retry_error(f"{provider.name}: {error.code}", "SenderRefused") from None
        return await self._accepted(attempt, accepted, now) if accepted else None

    async def _ask(self, provider: MessageProvider, attempt: SendAttempt) -> ProviderAccepted | None:
        """What the provider accepted of an ambiguous attempt, unless it is known to be another message, of any call."""
        if attempt.ambiguous_since is None:
            return None
        found = await provider.find(attempt.message, since=attempt.ambiguous_since, alike=attempt.alike)
        async with self._database.reading() as session:
            known = await messages.known_at_provider(
                session, provider.name, {accepted.provider_message_id for accepted in found}
            )
        return next((accepted for accepted in found if accepted.provider_message_id not in known), None)

    async def _accepted(self, attempt: SendAttempt, accepted: ProviderAccepted, now: datetime) -> SendOutcome:
        outcome = await self._record.accepted(attempt.message.message_id, attempt.provider.name, accepted, now=now)
        if outcome is None:
            raise self._retries.retry_error(f"{attempt.provider.name}: another message's", "InDoubt")
        return outcome


def _why(row: OutboundMessage, error: WithheldNow | RenderError | CannotOpen) -> str:
    if isinstance(error, CannotOpen):
        log.error("message.unreadable", message_id=row.id, reason=str(error))
        return NotSent.UNREADABLE.value
    return error.reason.value if isinstance(error, WithheldNow) else f"{NotSent.MISSING_FACT}: {error.fact}"


def _is_answer(row: OutboundMessage) -> bool:
    return KEY_RULES[MessageKey(row.key)].purpose is Purpose.REPLIES
