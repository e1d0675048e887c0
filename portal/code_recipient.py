"""Find who a code may be sent to: the victim of a case that fits what was typed, over a channel they call safe."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import agencies, contacts
from db.queries.contacts import same_person
from db.tables import Agency, Call, Person, PortalLink
from domain.messages import Channel
from domain.portal.lenient_input import plain
from portal.cases import VictimCall, cases_of
from portal.sign_in_attempts import SignInRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRecipient:
    """The victim that a code may be sent to, and how."""

    call: Call
    person: Person
    address_hash: str
    channel: Channel
    language: str


async def find(session: AsyncSession, ori: str, typed: SignInRequest) -> CodeRecipient | None:
    """The victim of the first case that fits; None if there is none, or they may not be told this way."""
    agency = await agencies.get(session, ori)
    request = await _resolved(session, typed)
    if agency is None or request is None:
        return None
    for case in await cases_of(session, agency, request.address_hash):
        if request.link or plain(case.call.case_number or "") == request.case:
            recipient = await _reached(session, agency, case, request)
            if recipient is not None:
                return recipient
    return None


async def _resolved(session: AsyncSession, typed: SignInRequest) -> SignInRequest | None:
    """A link stands for the address it was sent to."""
    if not typed.link:
        return typed
    link = await session.get(PortalLink, typed.link)
    return SignInRequest(address_hash=link.address_hash, channel=link.channel, link=typed.link) if link else None


async def _reached(
    session: AsyncSession, agency: Agency, case: VictimCall, request: SignInRequest
) -> CodeRecipient | None:
    """Whose safe channels count: of all who share a number or an address with the victim, the most careful word."""
    (contact,) = await contacts.for_rules(session, same_person(case.all_people, request.address_hash), agency)
    channel = Channel(request.channel)
    if not (contact.safe_sms if channel is Channel.SMS else contact.safe_email):
        return None
    return CodeRecipient(
        call=case.call,
        person=case.people[0],
        address_hash=request.address_hash,
        channel=channel,
        language=contact.language,
    )
