"""Walk along the inbox in the order events were accepted: a look costs what is new, not what there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, InboxEvent, TimelineEntry

_NEWER = (
    select(col(InboxEvent.seq), col(InboxEvent.ori), col(InboxEvent.type), col(InboxEvent.recorded_at))
    .where(col(InboxEvent.seq) > bindparam("seq"))
    .order_by(col(InboxEvent.seq))
    .limit(bindparam("limit", type_=Integer))
)
_LAST = select(func.max(col(InboxEvent.seq)))
_UNRECORDED = (
    select(col(InboxEvent.seq), col(InboxEvent.relayed_at))
    .join(Call, and_(col(Call.ori) == col(InboxEvent.ori), col(Call.call_number) == col(InboxEvent.call_number)))
    .outerjoin(
        TimelineEntry,
        and_(
            col(TimelineEntry.call_id) == col(Call.id),
            col(TimelineEntry.entry_key) == col(InboxEvent.source) + "/" + col(InboxEvent.event_id),
        ),
    )
    .where(
        col(InboxEvent.seq).in_(bindparam("seqs", expanding=True)),
        col(InboxEvent.given_up_at).is_(None),
        col(TimelineEntry.id).is_(None),
    )
)

_FACTS = select(col(InboxEvent.source), col(InboxEvent.event_id), col(InboxEvent.facts)).where(
    col(InboxEvent.ori) == bindparam("ori"),
    col(InboxEvent.call_number) == bindparam("call_number"),
    (col(InboxEvent.source) + "/" + col(InboxEvent.event_id)).in_(bindparam("keys", expanding=True)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """One line of the inbox, and when it was accepted."""

    seq: int
    ori: str
    type: str
    recorded_at: datetime


async def newer(session: AsyncSession, seq: int, *, limit: int) -> Sequence[Accepted]:
    """The next lines after this one, in order."""
    found = await session.execute(_NEWER, {"seq": seq, "limit": limit})
    return [Accepted(seq=at or 0, ori=ori, type=what, recorded_at=when) for at, ori, what, when in found]


async def last_before(session: AsyncSession, moment: datetime) -> int:
    """The `seq` after which lines were accepted at this moment or later, found in some twenty small steps."""
    low, high = 0, (await session.execute(_LAST)).scalar() or 0
    while low < high:
        middle = (low + high) // 2
        following = await newer(session, middle, limit=1)
        if following and following[0].recorded_at < moment:
            low = following[0].seq
        else:
            high = middle
    return low


async def unrecorded(session: AsyncSession, seqs: Collection[int]) -> dict[int, datetime | None]:
    """Of these events those of which the timeline of their call has no line, and when each was relayed, if it was.

    Events that were given up, or whose call is gone, are not missed.
    """
    if not seqs:
        return {}
    found = await session.execute(_UNRECORDED, {"seqs": sorted(seqs)})
    return {seq: relayed_at for seq, relayed_at in found if seq is not None}


async def facts_of(session: AsyncSession, call: Call, keys: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """By the key of its line in the timeline: what each of these events of a call says."""
    asked = {"ori": call.ori, "call_number": call.call_number, "keys": sorted(keys)}
    return {f"{source}/{event_id}": facts for source, event_id, facts in await session.execute(_FACTS, asked)}
