"""Prepare a message to be handed over: check once more that it may leave, write its words, mark it "sending".

All within a transaction that has locked it; what must be known of its call is loaded once for all its messages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.exceptions import ApplicationError

from activities.contract import SendOutcome
from activities.delivery_record import DeliveryRecord, outcome_of
from activities.send_attempt import SendAttempt, UnknownLine
from activities.send_moment import SendMoment
from db.encryption.keyring import CannotOpen
from db.encryption.vault import Vault
from db.queries import known_agencies
from db.queries.sending import LockedMessage
from db.tables import OutboundMessage
from domain.delivery import TO_BE_SENT, DeliveryStatus, NotSent
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from domain.restore import RestoreWindow
from messaging import decided, outbox
from messaging.call_context import CallContext
from messaging.compose import MessageComposer, MessageContext, sealed_message
from messaging.language_offers import may_stand_beside
from messaging.line_lookup import PhoneLines
from messaging.mass_news import MassNewsBrake
from messaging.outbox import NotAtThisHour, WithheldNow
from messaging.providers.base import ComposedMessage, MessageProvider
from messaging.rendering.errors import RenderError
from messaging.restores import RestoreWatch, earliest_attempt, may_look_alike, why_withheld
from messaging.retry import SendRetries
from messaging.sender_alerts import no_sender
from messaging.sender_limits import SenderPaused, check_pause
from messaging.senders import ProviderOf

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingTools:
    """What sending needs. `clock` is the wall clock, which providers go by.

    `senders` are the number and from-address that the settings name: nothing is sent to them.
    """

    vault: Vault
    composer: MessageComposer
    provider_of: ProviderOf
    lines: PhoneLines
    retries: SendRetries
    clock: Callable[[], datetime]
    senders: frozenset[str] = frozenset()


class Preparation:
    """Prepares messages. It remembers what is usual at each agency, and the latest restore."""

    def __init__(self, tools: SendingTools, record: DeliveryRecord) -> None:
        self.tools = tools
        self._record = record
        self._brake = MassNewsBrake()
        self._restores = RestoreWatch()

    async def prepare(
        self, moment: SendMoment, locked: LockedMessage, *, asked: bool
    ) -> SendAttempt | UnknownLine | SendOutcome:
        """How to hand the message over, what to find out first, or how it has ended. `asked`: the provider does not
        have it, as far as it could be asked.

        Raises a retry error, before anything is changed, if it must wait.
        """
        row, session, now = locked.row, moment.session, moment.now
        if DeliveryStatus(row.status) not in TO_BE_SENT:
            return outcome_of(row)
        ambiguous_since = row.sending_at if row.status == DeliveryStatus.SENDING else None
        agency = await known_agencies.current(session, locked.call.ori, locked.mark)
        provider = self.tools.provider_of(agency, Channel(row.channel))
        if provider is None:
            return await self._without_sender(session, row, locked.call.ori, now)
        self._raise_if_too_early(row, provider, ambiguous_since, now)
        # The person who wrote to us lives by the wall clock, even if their call is played ahead of it.
        at = self.tools.clock() if _is_answer(row) else now
        try:
            restore = await self._restore_before(moment, locked)
            tried_with = sealed_message(self.tools.vault, row) if ambiguous_since and not asked else None
            written = _Written(message=tried_with) if tried_with else await self._write(moment, locked, at)
        except NotAtThisHour as error:
            raise self.tools.retries.retry_error("quiet hours", "QuietHours", not_before=error.until - at) from None
        except (SenderPaused, WithheldNow, RenderError, CannotOpen) as error:
            return await self._leave_unsent(session, row, error, now)
        if not isinstance(written, _Written):
            return written
        if tried_with is None:
            outbox.begin(row, wall_clock=self.tools.clock(), now=now, anew=not provider.supports_lookup)
        in_a_restore = restore is not None and provider.supports_lookup
        return SendAttempt(
            message=written.message,
            provider=provider,
            row=row,
            prepared_at=now,
            ambiguous_since=earliest_attempt(row, ambiguous_since, restore),
            alike=in_a_restore and may_look_alike(row),
            asked=asked or not (tried_with or in_a_restore),
            may_be_offered=written.may_be_offered,
            has_offers=written.has_offers,
        )

    async def _restore_before(self, moment: SendMoment, locked: LockedMessage) -> RestoreWindow | None:
        """The restore from a backup because of which it may have been sent before. Raises WithheldNow if that cannot
        be found out.
        """
        if await self._restores.latest(moment.session) is None:
            return None
        agency = await known_agencies.current(moment.session, locked.call.ori, locked.mark)
        about = CallContext.of(agency.agency, locked.call, now=moment.now)
        restore = await self._restores.in_doubt(moment.session, locked.row, about, now=self.tools.clock())
        if reason := why_withheld(locked.row, restore):
            raise WithheldNow(reason)
        return restore

    async def _write(
        self, moment: SendMoment, locked: LockedMessage, at: datetime
    ) -> _Written | UnknownLine | SendOutcome:
        """The message in words, if it may leave now; else what to find out first, or that it is held for staff.

        `at` is when it is for its reader.
        """
        row, session, loaded = locked.row, moment.session, await moment.load(locked, at)
        context = await outbox.context_of(session, self.tools.vault, row, loaded)
        about, address = context.about, self.tools.composer.address(context.person, Channel(row.channel))
        outbox.refuse_address(loaded.agency, about.policy, row, address, senders=self.tools.senders)
        await check_pause(session, row, about.agency.ori, paused_until=locked.paused_until, now=moment.now)
        if not await self._brake.lets_go(session, row, about):
            return outcome_of(row)
        if row.status != DeliveryStatus.SENDING and not await self._takes_texts(session, row, context):
            return UnknownLine(number=address)
        await outbox.spend(session, about, row, now=self.tools.clock())
        message = self.tools.composer.write(row, context, now=at)
        outbox.note_address(row, context.person)
        wording = self.tools.composer.wording(row)
        moment.acts.append(decided.act_of_leaving(row, about, message, wording=wording))
        await self._brake.count(session, row, about)
        offered = context.first_contact and context.person.language is None and may_stand_beside(row)
        return _Written(message=message, may_be_offered=offered, has_offers=loaded.sent.has_offers)

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
        retries = self.tools.retries
        breaker = retries.breaker_for(provider.name)
        away = breaker.away_for()
        # A message that is no news any more is not kept waiting: it goes on, to be withheld as stale.
        if away and (row.valid_until is None or now < row.valid_until):
            raise retries.retry_error(f"{provider.name}: {breaker.code}", "ProviderUnavailable", not_before=away)
        if ambiguous_since is not None and not provider.supports_lookup:
            clock = self.tools.clock()
            left = retries.ambiguity_wait(row.id, ambiguous_since, row.attempts, wall_clock=clock)
            if left:
                raise retries.retry_error(f"{provider.name}: awaiting news", "InDoubt", not_before=left)

    async def _without_sender(
        self, session: AsyncSession, row: OutboundMessage, ori: str, now: datetime
    ) -> SendOutcome:
        """Withhold it. What may have left waits instead: there is nothing to ask the provider with either."""
        if row.status == DeliveryStatus.SENDING:
            raise ApplicationError(f"{row.channel}: no sender", type="SenderRefused")
        await no_sender(session, ori=ori, channel=row.channel, now=self.tools.clock())
        return await self._record.end(session, row, DeliveryStatus.WITHHELD, NotSent.NO_SENDER.value, now=now)

    async def _takes_texts(self, session: AsyncSession, row: OutboundMessage, context: MessageContext) -> bool:
        """False if not known yet. A number that wrote, or was texted before, is not looked up. Raises WithheldNow."""
        phone_hash = context.person.phone_hash
        if row.channel != Channel.SMS or phone_hash is None or _is_answer(row) or not context.first_contact:
            return True
        takes_texts = await self.tools.lines.takes_texts(session, phone_hash)
        if takes_texts is False:
            raise WithheldNow(NotSent.LANDLINE)
        return takes_texts is True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A message in words; what it was tried with before tells nothing of offers, so that they are looked for."""

    message: ComposedMessage
    may_be_offered: bool = True
    has_offers: bool = True


def _why(row: OutboundMessage, error: WithheldNow | RenderError | CannotOpen) -> str:
    if isinstance(error, CannotOpen):
        log.error("message.unreadable", message_id=row.id, reason=str(error))
        return NotSent.UNREADABLE.value
    return error.reason.value if isinstance(error, WithheldNow) else f"{NotSent.MISSING_FACT}: {error.fact}"


def _is_answer(row: OutboundMessage) -> bool:
    return KEY_RULES[MessageKey(row.key)].purpose is Purpose.REPLIES
