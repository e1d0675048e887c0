"""Whom a code may be sent to: the victim of a case that fits what was typed, over a way they call safe."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import agencies, contacts
from db.tables import Agency, Call, Person, PortalLink
from domain.messages import Channel
from domain.portal.lenient_input import plain
from portal.cases import VictimCall, cases_of, same_person
from portal.sign_in_attempts import SignInRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRecipient:
    """Somebody a code may be sent to, and how."""

    call: Call
    person: Person
    address_hash: str
    channel: Channel
    language: str


async def find(session: AsyncSession, ori: str, wanted: SignInRequest) -> CodeRecipient | None:
    """The first case that fits; None if there is none, or if it may not be spoken of, or not this way."""
    agency = await agencies.get(session, ori)
    resolved = await _resolved(session, wanted)
    if agency is None or resolved is None:
        return None
    for case in await cases_of(session, agency, resolved.address_hash):
        if _fits(case, resolved):
            addressee = await _reached(session, agency, case, resolved)
            if addressee is not None:
                return addressee
    return None


async def _resolved(session: AsyncSession, wanted: SignInRequest) -> SignInRequest | None:
    """A link stands for the address it was sent to."""
    if not wanted.link:
        return wanted
    link = await session.get(PortalLink, wanted.link)
    return SignInRequest(address_hash=link.address_hash, channel=link.channel, link=wanted.link) if link else None


def _fits(case: VictimCall, wanted: SignInRequest) -> bool:
    return bool(wanted.link) or plain(case.call.case_number or "") == wanted.case


async def _reached(
    session: AsyncSession, agency: Agency, case: VictimCall, wanted: SignInRequest
) -> CodeRecipient | None:
    """With the caution of everybody who shares a number or an address with them."""
    (contact,) = await contacts.for_rules(session, same_person(case.everybody, wanted.address_hash), agency)
    channel = Channel(wanted.channel)
    if not (contact.safe_sms if channel is Channel.SMS else contact.safe_email):
        return None
    return CodeRecipient(
        call=case.call,
        person=case.people[0],
        address_hash=wanted.address_hash,
        channel=channel,
        language=contact.language,
    )
