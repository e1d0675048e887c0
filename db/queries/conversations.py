"""The people who have a telephone number, the last text sent to it, and the agencies that text from an address."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.messages import NO_NEWS, WENT_OUT
from db.tables import Agency, Call, OutboundMessage, Person, Sender
from domain.messages import Channel

_PEOPLE = (
    select(Person, Call)
    .join(Call, col(Call.id) == col(Person.call_id))
    .where(col(Person.phone_hash) == bindparam("phone_hash"), col(Call.ori).in_(bindparam("agencies", expanding=True)))
    .order_by(col(Person.updated_at).desc(), col(Person.id))
)
_TEXTS = (
    select(OutboundMessage, Person, Call)
    .join(Person, col(Person.id) == col(OutboundMessage.contact_id))
    .join(Call, col(Call.id) == col(OutboundMessage.call_id))
    .where(
        col(Person.phone_hash) == bindparam("phone_hash"),
        col(Call.ori).in_(bindparam("agencies", expanding=True)),
        col(OutboundMessage.channel) == Channel.SMS.value,
        col(OutboundMessage.status).in_(WENT_OUT),
        col(OutboundMessage.key).not_in(NO_NEWS),
    )
    # By the wall clock: a call played ahead of time must not stay the latest for ever.
    .order_by(func.coalesce(OutboundMessage.sending_at, OutboundMessage.planned_at).desc(), col(OutboundMessage.id))
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
    return LastText(key=found[0].key, person=found[1], call=found[2]) if found else None


async def people_with(
    session: AsyncSession, agencies: Collection[str], phone_hash: str
) -> Sequence[tuple[Person, Call]]:
    """The people of any call of these agencies who have this number, the last changed first."""
    found = await session.execute(_PEOPLE, {"agencies": list(agencies), "phone_hash": phone_hash})
    return [(row[0], row[1]) for row in found]


async def agencies_behind(session: AsyncSession, addresses: Collection[str]) -> Sequence[str]:
    """The agencies that text from one of these addresses; for one that none owns, all that share the settings'."""
    own = select(col(Sender.ori)).where(col(Sender.channel) == Channel.SMS.value)
    own_it = (await session.scalars(own.where(col(Sender.address).in_(addresses)).order_by(col(Sender.ori)))).all()
    if own_it:
        return own_it
    shared = select(col(Agency.ori)).where(col(Agency.ori).not_in(own)).order_by(col(Agency.ori))
    return (await session.scalars(shared)).all()
