"""Record opt-outs and opt-ins: which purposes a person allows or forbids at an address, in force at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import consents, contacts, preferences
from db.tables import Consent, OutboundMessage, Person
from domain.messages import Purpose

log = structlog.get_logger(__name__)

BY_KEYWORD = "text: keyword"
"""How a person said it: by a word that Twilio obeys itself."""

_BY_PROVIDER = "twilio "
"""How it is noted where Twilio refused a text because the number had stopped it, with its code behind."""

EVERYTHING = (Purpose.UPDATES, Purpose.SURVEY)
"""What a person can stop; not the answers to what they write."""


async def record_consent(
    session: AsyncSession,
    ori: str,
    hashes: Collection[str],
    allowed: Mapping[Purpose, bool],
    *,
    how: str,
    now: datetime,
) -> bool:
    """Record for each of these addresses which purposes are allowed. True if that changed anything.

    What repeats the consent in force is not recorded again (a purpose without any is allowed), except a word by which
    Twilio itself stops or starts the number: from then on it holds there too. What changes something is recorded
    whole, as it was said. A person who allows everything again takes back having chosen no channel.
    """
    if not hashes:
        return False
    allows_everything = all(allowed.get(purpose, False) for purpose in EVERYTHING)
    started = allows_everything and await preferences.start_again(session, ori, hashes, now=now)
    stopped = await consents.opted_out(session, ori, hashes)
    changed = [
        Consent(ori=ori, address_hash=address_hash, purpose=purpose.value, given=given, how=how, at=now)
        for address_hash in sorted(hashes)
        if any(given is (purpose in stopped.get(address_hash, ())) for purpose, given in allowed.items())
        or (_is_obeyed(how) and await is_blocked(session, ori, address_hash) is allows_everything)
        for purpose, given in allowed.items()
    ]
    await consents.append(session, *changed)
    for purpose in sorted({consent.purpose for consent in changed}):
        log.info("consent.given" if allowed[Purpose(purpose)] else "consent.withdrawn", purpose=purpose, how=how)
    return started or bool(changed)


async def stop_where_it_went(session: AsyncSession, row: OutboundMessage, ori: str, *, how: str, now: datetime) -> None:
    """A person told the provider to stop: withdraw consent for everything at the address this message went to.

    That is not always the one its person has now: the number may have been mistyped, and corrected since.
    """
    address_hash = row.address_hash
    if not address_hash:  # sent before addresses were kept
        person = await session.get(Person, row.contact_id)
        address_hash = (contacts.hash_for(person, row.channel) if person else None) or ""
    if address_hash:
        await record_consent(session, ori, [address_hash], everything(allowed=False), how=how, now=now)


async def is_blocked(session: AsyncSession, ori: str, address_hash: str) -> bool:
    """True while Twilio itself holds back all our texts to this number: until it writes START, whatever else it says.

    Source: Twilio, "Error 21610: Attempt to send to unsubscribed recipient".
    """
    said = await consents.history(session, address_hash, ori=ori)
    return next((not word.given for word in reversed(said) if _is_obeyed(word.how)), False)


def _is_obeyed(how: str) -> bool:
    return how == BY_KEYWORD or how.startswith(_BY_PROVIDER)


def everything(*, allowed: bool) -> Mapping[Purpose, bool]:
    """All updates and surveys, stopped or started."""
    return dict.fromkeys(EVERYTHING, allowed)
