"""What an agency sends from and is called at: numbers and addresses to which nothing may be sent."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import known_agencies


async def of_agency(session: AsyncSession, ori: str) -> frozenset[str]:
    """Its non-emergency number, and every sender there is: two agencies that text each other would never stop.

    Numbers are in E.164 and addresses in lower case, as contacts are kept.
    """
    known = await known_agencies.get(session, ori)
    return known.own_addresses if known else frozenset()
