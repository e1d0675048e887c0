"""What people allowed or forbade, by address: append-only, the newest word counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Consent

_NEWEST = (
    select(func.max(col(Consent.id)))
    .where(col(Consent.ori) == bindparam("ori"), col(Consent.address_hash).in_(bindparam("hashes", expanding=True)))
    .group_by(col(Consent.address_hash), col(Consent.purpose))
)
_IN_FORCE = select(col(Consent.address_hash), col(Consent.purpose), col(Consent.given)).where(
    col(Consent.id).in_(_NEWEST)
)


async def append(session: AsyncSession, *words: Consent) -> None:
    """Add what was said; it is in force at once."""
    session.add_all(words)
    await session.flush()


async def current(session: AsyncSession, ori: str, address_hash: str) -> dict[str, bool]:
    """Purpose -> allowed or not, as last said for this address; a purpose never spoken of is missing."""
    return (await _current(session, ori, [address_hash])).get(address_hash, {})


async def opted_out(session: AsyncSession, ori: str, hashes: Collection[str]) -> dict[str, frozenset[str]]:
    """Address hash -> the purposes it has opted out of; an address that never spoke is missing."""
    said = await _current(session, ori, hashes)
    return refused((hash_, purpose, given) for hash_, words in said.items() for purpose, given in words.items())


def refused(words: Iterable[tuple[str, str, bool]]) -> dict[str, frozenset[str]]:
    """The same of the words in force: address hash, purpose, allowed or not."""
    said: dict[str, set[str]] = defaultdict(set)
    for address_hash, purpose, given in words:
        said[address_hash].update(() if given else (purpose,))
    return {address_hash: frozenset(purposes) for address_hash, purposes in said.items()}


async def history(session: AsyncSession, address_hash: str, *, ori: str = "") -> Sequence[Consent]:
    """Everything this address ever said, to one agency or to all, the oldest first."""
    wanted = select(Consent).where(col(Consent.address_hash) == address_hash).order_by(col(Consent.id))
    return (await session.scalars(wanted.where(col(Consent.ori) == ori) if ori else wanted)).all()


async def _current(session: AsyncSession, ori: str, hashes: Collection[str]) -> dict[str, dict[str, bool]]:
    if not hashes:
        return {}
    said: dict[str, dict[str, bool]] = defaultdict(dict)
    for address_hash, purpose, given in await session.execute(_IN_FORCE, {"ori": ori, "hashes": list(hashes)}):
        said[address_hash][purpose] = given
    return dict(said)
