"""Offer Arabic and Farsi in a text of their own, beside a person's first text in Latin letters.

It is stored in the transaction in which the first text is known to have left, so that it never leaves without it, and
keeps the rules of that text: whether, when and how long it may be sent.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import messages
from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, Call, OutboundMessage, Person
from domain.delivery import WITH_PROVIDER, DeliveryStatus, NotSent
from domain.messages import NEWS_KEYS, Channel, MessageKey
from messaging.rendering.texts.offer import in_a_text_of_their_own
from policies.in_force import readable_policy

BESIDE = "beside"
"""A fact of an offer's row: the key of the text it stands beside."""
OFFERED = "offered"
"""... and the languages it offers."""


def rules_key(row: OutboundMessage) -> MessageKey:
    """The key whose rules a message keeps: its own, or of an offer that of the text it stands beside."""
    return MessageKey(row.facts[BESIDE] if row.key == MessageKey.LANGUAGE_OFFER else row.key)


def may_stand_beside(row: OutboundMessage) -> bool:
    """True of a text beside which an offer may stand, if it is a first one."""
    return row.channel == Channel.SMS and MessageKey(row.key) in NEWS_KEYS


async def offer_beside(session: AsyncSession, sent: OutboundMessage, *, now: datetime) -> None:
    """Store the offer if this text, which has left, was a first one to a person whose language is not known."""
    if not may_stand_beside(sent) or sent.status not in WITH_PROVIDER:
        return
    person = await session.get(Person, sent.contact_id)
    if person is None or person.language is not None:
        return
    agency = await session.get_one(Agency, (await session.get_one(Call, sent.call_id)).ori)
    policy = readable_policy(agency)
    offered = in_a_text_of_their_own(sent.language, policy.replies.offer_languages if policy else ())
    if not offered or await messages.has_written_before(session, sent, sent.address_hash):
        return
    if not await messages.was_offered(session, agency.ori, sent):
        before = [row for row in await messages.of_call(session, sent.call_id) if _is_to_the_same(row, sent)]
        await insert_if_new(session, _offer(sent, offered, n=1 + len(before), now=now))


def why_no_offer(person: Person, *, offered_before: bool) -> NotSent | None:
    """Why an offer is not needed any more: they chose a language meanwhile, or another call's text offered them."""
    if person.language is not None:
        return NotSent.STALE
    return NotSent.DUPLICATE if offered_before else None


def _is_to_the_same(row: OutboundMessage, sent: OutboundMessage) -> bool:
    return row.key == MessageKey.LANGUAGE_OFFER and row.contact_id == sent.contact_id


def _offer(sent: OutboundMessage, offered: tuple[str, ...], *, n: int, now: datetime) -> OutboundMessage:
    return OutboundMessage(
        call_id=sent.call_id,
        contact_id=sent.contact_id,
        key=MessageKey.LANGUAGE_OFFER.value,
        n=n,
        channel=sent.channel,
        address_hash=sent.address_hash,
        language=offered[0],
        status=DeliveryStatus.CREATED.value,
        facts={BESIDE: sent.key, OFFERED: list(offered)},
        planned_at=now,
        valid_until=sent.valid_until,
        updated_at=now,
    )
