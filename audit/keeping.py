"""Removes audit records by age, a year at least; the hashes of their leaves stay, and the tree verifies as before."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import audit_records, audit_trees
from domain.audit.retaining import LEAST_DAYS


async def removable(session: AsyncSession, ori: str, *, days: int) -> int:
    """Records before this place were signed at least so many days before the newest checkpoint was; never under 366."""
    newest = await audit_trees.last_checkpoint(session, ori)
    if newest is None:
        return 0
    limit = newest.at - timedelta(days=max(days, LEAST_DAYS))
    row = await audit_trees.last_checkpoint(session, ori, until=limit)
    return row.size if row else 0


async def count(session: AsyncSession, ori: str, *, before: int | None = None) -> int:
    """Records of an agency, or those before a place."""
    if before is None:
        return await audit_records.count_kept(session, ori)
    return await audit_records.count_before(session, ori, before)


async def remove(session: AsyncSession, ori: str, *, before: int) -> int:
    """Remove the records before this place; returns how many. A run that fails midway removes nothing."""
    tree = await audit_trees.locked(session, ori)
    gone = await audit_records.count_before(session, ori, before)
    if gone:
        await audit_records.remove_before(session, ori, before)
    tree.kept_from = max(tree.kept_from, before)
    return gone
