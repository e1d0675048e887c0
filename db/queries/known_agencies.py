"""What a process knows of agencies and of what they send from, read again only when it was changed.

`Agency.mark` differs after every change to the agency's row, in any process, and after a change to any sender. So a
statement that reads the mark, best one that is needed anyway and joins `agencies`, tells whether the copy is current:

    call, mark = ...  # select(Call, Agency.mark).join(Agency, ...)
    known = await known_agencies.current(session, call.ori, mark)  # no statement, if nothing was changed
    known.agency, known.senders.get(Channel.SMS), known.is_own(address)

Marks are random and never come back, so that a copy read in a transaction that is rolled back does no harm, and two
databases of one process are not confused. What is handed out is shared: it cannot be changed, nor joins a session. To
change an agency, load it by `agencies.get`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.addresses import UnusableAddress, telephone
from db.connection.direct import Direct
from db.tables import Agency, Sender

MOST_KNOWN = 1000
"""Agencies of which a process keeps what it knows: the one read first is forgotten first."""

_MARK = Direct(select(col(Agency.mark)).where(col(Agency.ori) == bindparam("ori")))
# By columns: what a session has loaded before may be older than the mark.
_AGENCY = select(*inspect(Agency).columns).where(col(Agency.ori) == bindparam("ori"))
_SENDERS = select(*inspect(Sender).columns).where(col(Sender.ori) == bindparam("ori"))
_ADDRESSES = select(col(Sender.address))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAgency:
    """An agency, its own senders by channel, and every address that an agency sends from, in lower case."""

    agency: Agency
    senders: Mapping[str, Sender]
    sender_addresses: frozenset[str]
    switchboard: str | None
    """Its non-emergency number in E.164; None if it is one that no text reaches, such as 311."""

    def is_own(self, address: str) -> bool:
        """Nothing may be sent there: two agencies that text each other would never stop."""
        return address == self.switchboard or address in self.sender_addresses

    @property
    def own_addresses(self) -> frozenset[str]:
        """All of which that is true: numbers in E.164 and addresses in lower case, as contacts are kept."""
        return self.sender_addresses | ({self.switchboard} if self.switchboard else frozenset())


_KNOWN: dict[str, KnownAgency] = {}


async def get(session: AsyncSession, ori: str) -> KnownAgency | None:
    """The agency as it is now, by one small statement; None if there is none."""
    found = await _MARK.rows(session, {"ori": ori})
    return await current(session, ori, found[0][0]) if found else None


async def current(session: AsyncSession, ori: str, mark: str) -> KnownAgency:
    """The agency whose mark was read in this transaction. Raises sqlalchemy.exc.NoResultFound if it is gone."""
    known = _KNOWN.get(ori)
    if known is None or known.agency.mark != mark or not mark:
        known = _KNOWN[ori] = await _read(session, ori)
        if len(_KNOWN) > MOST_KNOWN:
            _KNOWN.pop(next(iter(_KNOWN)))
    return known


async def _read(session: AsyncSession, ori: str) -> KnownAgency:
    """The row with its mark first: what is changed while we read comes with another mark."""
    agency = Agency(**(await session.execute(_AGENCY, {"ori": ori})).one()._mapping).share()
    rows = await session.execute(_SENDERS, {"ori": ori})
    senders = {row.channel: Sender(**row._mapping).share() for row in rows}
    addresses = frozenset(address.lower() for address in await session.scalars(_ADDRESSES))
    return KnownAgency(agency=agency, senders=senders, sender_addresses=_one_of(addresses), switchboard=_number(agency))


def _one_of(addresses: frozenset[str]) -> frozenset[str]:
    """The same set for every agency: there may be thousands of either."""
    latest = next(reversed(_KNOWN.values()), None)
    return latest.sender_addresses if latest is not None and latest.sender_addresses == addresses else addresses


def _number(agency: Agency) -> str | None:
    try:
        return telephone(agency.non_emergency_phone).number
    except UnusableAddress:
        return None
