"""Opt-outs and opt-ins: what a person forbids or allows is written down once, and is in force at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import consents, contacts, preferences
from db.tables import Consent, OutboundMessage, Person
from domain.messages import Purpose

log = structlog.get_logger(__name__)

EVERYTHING = (Purpose.UPDATES, Purpose.SURVEY)
"""What a person can stop; an answer to what they wrote they cannot."""


async def record_consent(
    session: AsyncSession,
    ori: str,
    hashes: Collection[str],
    wanted: Mapping[Purpose, bool],
    *,
    how: str,
    now: datetime,
) -> bool:
    """For each of these addresses and purposes: may we write? True if that was news.

    A word that changes nothing is not written again, and what was never spoken of is allowed; a word that changes
    something is written whole, as it was said. A text that only repeats is kept among the replies. A person who wants
    everything again takes back that they wanted no channel.
    """
    if not hashes:
        return False
    takes_back = all(wanted.get(purpose, False) for purpose in EVERYTHING)
    started = takes_back and await preferences.start_again(session, ori, hashes, now=now)
    stopped = await consents.opted_out(session, ori, hashes)
    words = [
        Consent(ori=ori, address_hash=address_hash, purpose=purpose.value, given=given, how=how, at=now)
        for address_hash in sorted(hashes)
        if any(given is (purpose in stopped.get(address_hash, ())) for purpose, given in wanted.items())
        for purpose, given in wanted.items()
    ]
    await consents.append(session, *words)
    for purpose in sorted({word.purpose for word in words}):
        log.info("consent.given" if wanted[Purpose(purpose)] else "consent.withdrawn", purpose=purpose, how=how)
    return started or bool(words)


async def stop_where_it_went(session: AsyncSession, row: OutboundMessage, ori: str, *, how: str, now: datetime) -> None:
    """The provider was told to stop, not we: it holds for everything we could send where this message went."""
    person = await session.get(Person, row.contact_id)
    address_hash = contacts.hash_for(person, row.channel) if person else None
    if address_hash is not None:
        await record_consent(session, ori, [address_hash], everything(wanted=False), how=how, now=now)


def everything(*, wanted: bool) -> Mapping[Purpose, bool]:
    """All updates and surveys, stopped or started."""
    return dict.fromkeys(EVERYTHING, wanted)
