"""Says whether messages that should have left have not: the worker is away, or something unseen holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.queries.overdue import OverdueMessage, left_lately, overdue
from messaging.call_context import CallContext
from messaging.mass_news import waits_until
from policies.toml_file import TomlError

LATE = timedelta(minutes=10)
DOUBTED = timedelta(minutes=70)
"""An email that may have left waits an hour for news of it."""
FORGOTTEN = timedelta(days=1)
"""What has waited longer is the matter of a person: no process would be better off out of service."""
AT_MOST = 500
"""So many are counted."""
LOOKED_INTO = 20
"""So many are asked whether they wait for hours that their row does not tell of."""


async def stuck(database: Database, *, now: datetime) -> str:
    """A problem if messages are late and none of their agency leaves over their channel; else empty."""
    async with database.reading() as session:
        late = [each for each in await _late(session, now) if each.due >= now - FORGOTTEN]
        alone = await _moving(session, late, now=now, wanted=False)
        standing = await _without_waiting(session, alone, now)
    if not standing:
        return ""
    oldest = now - min(each.due for each in standing)
    count = f"over {AT_MOST}" if len(standing) >= AT_MOST else len(standing)
    return f"{count} messages should have left, the oldest {oldest.total_seconds() / 60:.0f} minutes ago"


async def slow(database: Database, *, now: datetime) -> str:
    """What is late while others of the agency leave over the same channel, or has been forgotten for a day."""
    async with database.reading() as session:
        late = await _late(session, now)
        forgotten = [each for each in late if each.due < now - FORGOTTEN]
        behind = await _moving(session, [each for each in late if each.due >= now - FORGOTTEN], now=now, wanted=True)
    said = []
    if behind:
        said.append(f"{len(behind)} messages are late while others of their agency leave")
    if forgotten:
        said.append(f"{len(forgotten)} messages should have left over a day ago, such as {forgotten[0].row.id}")
    return "; ".join(said)


async def _late(session: AsyncSession, now: datetime) -> Sequence[OverdueMessage]:
    return await overdue(session, before=now - LATE, doubted_before=now - DOUBTED, limit=AT_MOST)


async def _moving(
    session: AsyncSession, late: Iterable[OverdueMessage], *, now: datetime, wanted: bool
) -> list[OverdueMessage]:
    """A sender with a low rate needs its time for a storm: that is no reason to take anything out of service."""
    moving: dict[tuple[str, str], bool] = {}
    found = []
    for each in late:
        key = each.agency.ori, each.row.channel
        if key not in moving:
            moving[key] = await left_lately(session, *key, since=now - LATE)
        if moving[key] is wanted:
            found.append(each)
    return found


async def _without_waiting(
    session: AsyncSession, late: Sequence[OverdueMessage], now: datetime
) -> Sequence[OverdueMessage]:
    """Without those at the front that wait for hours a person called safe since; nothing if all that we ask do."""
    for n, each in enumerate(late[:LOOKED_INTO]):
        if not await _waits(session, each, now):
            return late[n:]
    return late[LOOKED_INTO:]


async def _waits(session: AsyncSession, late: OverdueMessage, now: datetime) -> bool:
    try:
        return await waits_until(session, late.row, CallContext.of(late.agency, late.call, now=now)) is not None
    except TomlError:
        return False
