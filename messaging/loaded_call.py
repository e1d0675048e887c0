"""A call with all that decides, just before a message of it leaves, whether it may and what it says: two statements.

The call itself comes locked with the message or by its id, the other one brings its people and what they were written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import known_agencies, sent_of_call
from db.queries.known_agencies import KnownAgency
from db.queries.people import PeopleOfCall
from db.queries.sent_of_call import SentOfCall
from db.tables import Call, OutboundMessage
from messaging.call_context import CallContext


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToTell:
    """As it was when it was read; `about.now` is when its messages are to leave."""

    about: CallContext
    agency: KnownAgency
    known: PeopleOfCall
    sent: SentOfCall


async def load(session: AsyncSession, agency: KnownAgency, call: Call, *, now: datetime) -> CallToTell:
    """What else there is to know of this call."""
    about = CallContext.of(agency.agency, call, now=now)
    known, sent = await sent_of_call.of_call(session, call.ori, call.id, now=now)
    return CallToTell(about=about, agency=agency, known=known, sent=sent)


async def load_of(session: AsyncSession, row: OutboundMessage, *, now: datetime) -> CallToTell:
    """The same for the call of a message. Raises LookupError if its agency is gone."""
    call = await session.get_one(Call, row.call_id)
    agency = await known_agencies.get(session, call.ori)
    if agency is None:
        raise LookupError(call.ori)
    return await load(session, agency, call, now=now)
