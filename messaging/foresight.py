"""What would leave, word for word: planned, checked and composed by what sends, in a transaction that is not kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import known_agencies, messages, phone_lines
from db.tables import OutboundMessage, Person
from domain.delivery import DeliveryStatus, NotSent
from domain.line_type import TAKES_NO_TEXTS
from domain.message_plan import plan
from domain.messages import Channel, MessageKey
from messaging import outbox
from messaging.call_context import CallContext
from messaging.compose import MessageComposer, MessageContext
from messaging.loaded_call import load_of
from messaging.outbox import NotAtThisHour, WithheldNow
from messaging.planning import gather_audience, insert
from messaging.rendering.errors import RenderError
from messaging.rendering.renderer import RenderedMessage

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenMessage:
    """One message to one person over one channel, or the reason why there is none.

    `contact_id` is empty if there is no one to tell. `leaves_at`: when it leaves if not at once; `why_later` says why.
    `english` is what it says in English, where it is in another language.
    """

    contact_id: str
    key: MessageKey
    channel: Channel | None = None
    withheld: str = ""
    leaves_at: datetime | None = None
    why_later: str = ""
    language: str = ""
    subject: str = ""
    text: str = ""
    segments: int = 0
    english: RenderedMessage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """Looks ahead. `senders`: what the settings name to send from. Its session must be one that is rolled back."""

    vault: Vault
    composer: MessageComposer
    senders: frozenset[str] = frozenset()

    async def of_state(self, session: AsyncSession, context: CallContext) -> list[ForeseenMessage]:
        """What would be said if the call stood so."""
        known = {row.id for row in await messages.of_call(session, context.call.id)}
        audience = await gather_audience(session, context)
        await insert(session, context, plan(context.state, audience, context.policy, now=context.now))
        rows = [row for row in await messages.of_call(session, context.call.id) if row.id not in known]
        return await self.of_rows(session, rows, now=context.now)

    async def of_rows(
        self, session: AsyncSession, rows: Iterable[OutboundMessage], *, now: datetime
    ) -> list[ForeseenMessage]:
        """What these would say, in the order in which they would be sent."""
        return [await self._of_row(session, row, now) for row in sorted(rows, key=_order_of_saying)]

    async def _of_row(self, session: AsyncSession, row: OutboundMessage, now: datetime) -> ForeseenMessage:
        reason, later, why = row.reason, row.not_before, row.reason
        if row.status == DeliveryStatus.WITHHELD:
            return _withheld(row, reason)
        try:
            context = await self._context(session, row, later or now)
        except NotAtThisHour as error:
            later, why = error.until, NotSent.QUIET_UNTIL.value
            return await self._told_later(session, row, later, why)
        except WithheldNow as error:
            return _withheld(row, error.reason.value)
        return await self._written(session, row, context, later, why if later else "")

    async def _context(self, session: AsyncSession, row: OutboundMessage, now: datetime) -> MessageContext:
        return await outbox.context_of(session, self.vault, row, await load_of(session, row, now=now))

    async def _told_later(
        self, session: AsyncSession, row: OutboundMessage, later: datetime, why: str
    ) -> ForeseenMessage:
        try:
            context = await self._context(session, row, later)
        except (NotAtThisHour, WithheldNow):
            return _withheld(row, NotSent.NOT_SAFE.value)
        return await self._written(session, row, context, later, why)

    async def _written(
        self, session: AsyncSession, row: OutboundMessage, context: MessageContext, later: datetime | None, why: str
    ) -> ForeseenMessage:
        now = context.about.now
        try:
            await self._check(session, row, context)
            message = self.composer.write(row, context, now=now)
            in_english = row.language != _ENGLISH
            english = self.composer.words(row, context, _ENGLISH) if in_english else None
        except WithheldNow as error:
            return _withheld(row, error.reason.value)
        except RenderError as error:
            return _withheld(row, f"{NotSent.MISSING_FACT}: {error.fact}")
        outbox.note_address(row, context.person)
        outbox.begin(row, wall_clock=now, now=now, anew=False)  # what follows is no first text any more
        await session.flush()
        return ForeseenMessage(
            contact_id=row.contact_id,
            key=MessageKey(row.key),
            channel=Channel(row.channel),
            leaves_at=later,
            why_later=why,
            language=row.language,
            subject=message.subject or "",
            text=message.text,
            segments=row.segments,
            english=english,
        )

    async def _check(self, session: AsyncSession, row: OutboundMessage, context: MessageContext) -> None:
        """As before it is sent. Raises WithheldNow."""
        address = self.composer.address(context.person, Channel(row.channel))
        agency = await known_agencies.get(session, context.about.agency.ori)
        if agency is not None:
            outbox.refuse_address(agency, context.about.policy, row, address, senders=self.senders)
        if context.first_contact and row.channel == Channel.SMS and await _takes_no_texts(session, context.person):
            raise WithheldNow(NotSent.LANDLINE)
        await outbox.spend(session, context.about, row, now=context.about.now)


async def _takes_no_texts(session: AsyncSession, person: Person) -> bool:
    known = await phone_lines.known(session, person.phone_hash or "", since=_LONG_AGO)
    return known in TAKES_NO_TEXTS


def _withheld(row: OutboundMessage, reason: str) -> ForeseenMessage:
    channel = Channel(row.channel) if row.channel else None
    return ForeseenMessage(contact_id=row.contact_id, key=MessageKey(row.key), channel=channel, withheld=reason)


_ORDER = tuple(MessageKey)


def _order_of_saying(row: OutboundMessage) -> tuple[datetime, int, int]:
    return row.planned_at, _ORDER.index(MessageKey(row.key)), row.n


def leaving(foreseen: Sequence[ForeseenMessage]) -> list[ForeseenMessage]:
    """Those that would leave, now or later."""
    return [each for each in foreseen if not each.withheld]
