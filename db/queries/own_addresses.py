"""What an agency sends from and is called at: numbers and addresses to which nothing may be sent."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.addresses import UnusableAddress, telephone
from db.tables import Agency, Sender

_SWITCHBOARD = select(col(Agency.non_emergency_phone)).where(col(Agency.ori) == bindparam("ori"))
_SENDERS = select(col(Sender.address))


async def of_agency(session: AsyncSession, ori: str) -> frozenset[str]:
    """Its non-emergency number, and every sender there is: two agencies that text each other would never stop.

    Numbers are in E.164 and addresses in lower case, as contacts are kept.
    """
    switchboards = await session.scalars(_SWITCHBOARD, {"ori": ori})
    numbers = {number for said in switchboards if (number := _number(said))}
    return frozenset(numbers | {address.lower() for address in await session.scalars(_SENDERS)})


def _number(said: str) -> str | None:
    """As it is printed in messages, it may be one that no text reaches, such as 311."""
    try:
        return telephone(said).number
    except UnusableAddress:
        return None
