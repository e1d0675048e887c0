"""Read what a victim is shown of a case: its steps, the news, the detective, the messages both ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import messages, replies, timeline
from db.tables import InboundReply, OutboundMessage, TimelineEntry
from domain.delivery import DeliveryStatus
from domain.messages import MessageKey
from domain.portal.steps import Reached, Step, StepLine, is_told, reached, steps
from domain.portal.updates import IMPORTANT, Update, updates
from locales.script import language_by_script
from messaging import detective
from messaging.compose import sealed_message
from messaging.detective import Detective
from portal.cases import VictimCall

PROVIDER = "portal"
"""The `provider` of replies that were written in the portal."""

NEVER_SHOWN = frozenset({MessageKey.PORTAL_CODE})
"""A person looking over the victim's shoulder must not find a code here."""

_NOT_GONE = frozenset({DeliveryStatus.CREATED, DeliveryStatus.WITHHELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """A piece of news. `message_id` is set where its reader may say that they saw it; `seen_at` once they did."""

    update: Update
    message_id: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message to them, as it was sent; the text is empty where nothing is kept of it."""

    at: datetime
    key: MessageKey
    channel: str
    status: DeliveryStatus
    language: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """What they wrote: to the detective in the portal, or back by text. `language` as its letters tell, or empty."""

    at: datetime
    by_portal: bool
    words: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One case as its victim sees it. Lists are newest first; the steps are in their order."""

    case: VictimCall
    steps: tuple[Step, ...]
    news: tuple[NewsItem, ...]
    detective: Detective | None
    sent: tuple[Sent, ...]
    wrote: tuple[Wrote, ...]


async def case_file(session: AsyncSession, vault: Vault, case: VictimCall) -> CaseFile:
    """Read it and open what is sealed: only the victim's own data, and the detective's."""
    state, policy = case.state, case.policy
    history = history_of(await timeline.of_call(session, case.call.id))
    rows = await messages_to(session, case)
    return CaseFile(
        case=case,
        steps=steps(state, history, policy),
        news=tuple(_news(update, rows) for update in updates(state, history, policy)),
        detective=_detective(vault, case),
        sent=_sent_to(vault, rows),
        wrote=_wrote(vault, case, await replies.of_call(session, case.call.id)),
    )


async def messages_to(session: AsyncSession, case: VictimCall) -> list[OutboundMessage]:
    """The messages of the call to this person, in whatever status."""
    return [row for row in await messages.of_call(session, case.call.id) if row.contact_id in case.contact_ids]


def _sent_to(vault: Vault, rows: Iterable[OutboundMessage]) -> tuple[Sent, ...]:
    """What left, or was tried to send, the newest first; never a code."""
    found = [row for row in rows if DeliveryStatus(row.status) not in _NOT_GONE and row.key not in NEVER_SHOWN]
    return tuple(sorted((_sent(vault, row) for row in found), key=lambda sent: sent.at, reverse=True))


def _wrote(vault: Vault, case: VictimCall, found: Iterable[InboundReply]) -> tuple[Wrote, ...]:
    """What they themselves wrote about a call, the newest first."""
    mine = [reply for reply in found if reply.contact_id in case.contact_ids and reply.body_sealed]
    return tuple(_wrote_one(vault, reply) for reply in reversed(mine))


def _wrote_one(vault: Vault, reply: InboundReply) -> Wrote:
    words = vault.open_if_any(reply.body_sealed, context=replies.BODY, row=reply.id) or ""
    return Wrote(
        at=reply.received_at,
        by_portal=reply.provider == PROVIDER,
        words=words,
        language=language_by_script(words),
    )


def history_of(lines: Sequence[TimelineEntry]) -> tuple[Reached, ...]:
    """What the case came to, in the order in which it was recorded."""
    recorded = sorted((line for line in lines if line.kind == "event"), key=lambda line: line.id or 0)
    return reached(
        StepLine(what=line.what, effect=line.effect, reason=line.reason, at=line.occurred_at) for line in recorded
    )


def _news(update: Update, rows: Iterable[OutboundMessage]) -> NewsItem:
    told = [row for row in rows if row.key == update.key and row.n == update.n]
    if update.key not in IMPORTANT or not told:
        return NewsItem(update=update)
    seen = [row.seen_at for row in told if row.seen_at is not None]
    return NewsItem(update=update, message_id=told[0].id, seen_at=min(seen, default=None))


def _sent(vault: Vault, row: OutboundMessage) -> Sent:
    composed = sealed_message(vault, row)
    return Sent(
        at=row.sent_at or row.sending_at or row.planned_at,
        key=MessageKey(row.key),
        channel=row.channel,
        status=DeliveryStatus(row.status),
        language=row.language,
        subject=(composed.subject or "") if composed else "",
        text=composed.text if composed else "",
    )


def _detective(vault: Vault, case: VictimCall) -> Detective | None:
    """None until a detective is named, and where the agency does not tell of it."""
    if not is_told(MessageKey.DETECTIVE_ASSIGNED, case.policy):
        return None
    shared = detective.shared(vault, detective.among(case.all_people), case.policy)
    return shared if any(astuple(shared)) else None
