"""The people who have a telephone number, the last text sent to it, and the agencies that text from an address."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.messages import NO_NEWS, WENT_OUT
from db.tables import Agency, Call, OutboundMessage, Person, Sender
from domain.messages import Channel

_HAS_NUMBER = (
    col(Person.phone_hash) == bindparam("phone_hash"),
    col(Call.ori).in_(bindparam("agencies", expanding=True)),
)
_PERSON = (
    select(Person, Call)
    .join(Call, col(Call.id) == col(Person.call_id))
    .where(*_HAS_NUMBER)
    .order_by(col(Person.updated_at).desc(), col(Person.id))
    .limit(1)
)
_AGENCIES = (
    select(col(Call.ori), func.max(col(Person.created_at)))
    .join(Person, col(Person.call_id) == col(Call.id))
    .where(*_HAS_NUMBER)
    .group_by(col(Call.ori))
    .order_by(func.max(col(Person.updated_at)).desc(), col(Call.ori))
)
_TEXTS = (
    # By the address it went to, newest first: the number of a shop is in thousands of calls.
    select(col(OutboundMessage.key), Person, Call)
    .join(Person, col(Person.id) == col(OutboundMessage.contact_id))
    .join(Call, col(Call.id) == col(OutboundMessage.call_id))
    .where(
        col(OutboundMessage.address_hash) == bindparam("phone_hash"),
        col(OutboundMessage.sending_at).is_not(None),
        col(Call.ori).in_(bindparam("agencies", expanding=True)),
        col(OutboundMessage.channel) == Channel.SMS.value,
        col(OutboundMessage.status).in_(WENT_OUT),
        col(OutboundMessage.key).not_in(NO_NEWS),
    )
    # By the wall clock: a call played ahead of time must not stay the latest for ever.
    .order_by(col(OutboundMessage.sending_at).desc(), col(OutboundMessage.id))
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastText:
    """The last text to a number that was no answer to a text from it."""

    key: str
    person: Person
    call: Call


async def last_text(session: AsyncSession, agencies: Collection[str], phone_hash: str) -> LastText | None:
    """What was last said to this number by one of these agencies."""
    found = (await session.execute(_TEXTS, {"agencies": list(agencies), "phone_hash": phone_hash})).first()
    return LastText(key=found[0], person=found[1], call=found[2]) if found else None


async def person_with(
    session: AsyncSession, agencies: Collection[str], phone_hash: str
) -> tuple[Person, Call] | tuple[None, None]:
    """Of the people of any call of these agencies who have this number, the one who was last changed."""
    found = (await session.execute(_PERSON, {"agencies": list(agencies), "phone_hash": phone_hash})).first()
    return (found[0], found[1]) if found else (None, None)


async def agencies_with(session: AsyncSession, agencies: Collection[str], phone_hash: str) -> dict[str, datetime]:
    """Those of these agencies that have this number in a call, the last changed first: when it last became known."""
    found = await session.execute(_AGENCIES, {"agencies": list(agencies), "phone_hash": phone_hash})
    return {row[0]: row[1] for row in found}


async def agencies_behind(session: AsyncSession, addresses: Collection[str]) -> Sequence[str]:
    """The agencies that text from one of these addresses; for one that none owns, all that share the settings'."""
    own = select(col(Sender.ori)).where(col(Sender.channel) == Channel.SMS.value)
    own_it = (await session.scalars(own.where(col(Sender.address).in_(addresses)).order_by(col(Sender.ori)))).all()
    if own_it:
        return own_it
    shared = select(col(Agency.ori)).where(col(Agency.ori).not_in(own)).order_by(col(Agency.ori))
    return (await session.scalars(shared)).all()
