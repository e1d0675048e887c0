"""The tree of each agency's audit log: its size, the hashes of its tiles, its checkpoints and their keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import AuditCheckpoint, AuditKey, AuditTile, AuditTree
from domain.audit.tiles import TileAt


async def locked(session: AsyncSession, ori: str) -> AuditTree:
    """The tree's row, begun if there is none, and held until the transaction ends: one process makes it grow."""
    await insert_if_new(session, AuditTree(ori=ori))
    wanted = select(AuditTree).where(col(AuditTree.ori) == ori).with_for_update()
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one()


async def get(session: AsyncSession, ori: str) -> AuditTree | None:
    """As it is now."""
    return await session.get(AuditTree, ori)


async def every(session: AsyncSession) -> Sequence[AuditTree]:
    """All that were begun."""
    return (await session.scalars(select(AuditTree).order_by(col(AuditTree.ori)))).all()


async def tiles(session: AsyncSession, ori: str, at: Collection[TileAt]) -> dict[TileAt, bytes]:
    """The hashes of those of these tiles that there are."""
    if not at:
        return {}
    place = tuple_(col(AuditTile.level), col(AuditTile.place))
    wanted = select(AuditTile).where(col(AuditTile.ori) == ori, place.in_(list(at)))
    return {(tile.level, tile.place): tile.hashes for tile in await session.scalars(wanted)}


async def put_tiles(session: AsyncSession, ori: str, changed: Iterable[tuple[TileAt, bytes]]) -> None:
    """Store tiles, in place of what they were."""
    for (level, place), hashes in changed:
        await session.merge(AuditTile(ori=ori, level=level, place=place, hashes=hashes))


async def add_checkpoint(session: AsyncSession, checkpoint: AuditCheckpoint) -> None:
    """One more."""
    session.add(checkpoint)
    await session.flush()


async def last_checkpoint(
    session: AsyncSession, ori: str, *, until: datetime | None = None, covering: int = 0
) -> AuditCheckpoint | None:
    """The newest; of those that are not younger than `until`, and of trees of at least so many leaves."""
    wanted = select(AuditCheckpoint).where(col(AuditCheckpoint.ori) == ori, col(AuditCheckpoint.size) >= covering)
    if until is not None:
        wanted = wanted.where(col(AuditCheckpoint.at) <= until)
    return (await session.scalars(wanted.order_by(col(AuditCheckpoint.number).desc()).limit(1))).first()


async def checkpoints(
    session: AsyncSession, ori: str, *, after: int = 0, most: int = 1000
) -> Sequence[AuditCheckpoint]:
    """Those with a higher number, in order."""
    wanted = select(AuditCheckpoint).where(col(AuditCheckpoint.ori) == ori, col(AuditCheckpoint.number) > after)
    return (await session.scalars(wanted.order_by(col(AuditCheckpoint.number)).limit(most))).all()


async def every_checkpoint(session: AsyncSession, ori: str) -> list[AuditCheckpoint]:
    """All of them, in order."""
    found = list[AuditCheckpoint]()
    while more := await checkpoints(session, ori, after=found[-1].number if found else 0):
        found += more
    return found


async def keys(session: AsyncSession, ori: str) -> Sequence[AuditKey]:
    """The agency's keys, the oldest first."""
    wanted = select(AuditKey).where(col(AuditKey.ori) == ori)
    return (await session.scalars(wanted.order_by(col(AuditKey.made_at), col(AuditKey.id)))).all()


async def key_in_force(session: AsyncSession, ori: str) -> AuditKey | None:
    """The one that signs."""
    wanted = select(AuditKey).where(col(AuditKey.ori) == ori, col(AuditKey.retired_at).is_(None))
    return (await session.scalars(wanted.order_by(col(AuditKey.made_at).desc()).limit(1))).first()


async def add_key(session: AsyncSession, key: AuditKey) -> None:
    """One more."""
    session.add(key)
    await session.flush()
