"""Coaching's own tables: counts by day, pointers, remarks; all of one agency, and gone when it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import CoachingCount, CoachingPointer, CoachingRemark, StaffAccount
from domain.staff.roles import Right, read_roles, rights_of

MOST = 50
"""Rows of a list on a page: the newest."""

TABLES = (CoachingCount, CoachingPointer, CoachingRemark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How much of coaching an agency keeps."""

    counts: int
    pointers: int
    open_pointers: int
    remarks: int

    def __bool__(self) -> bool:
        """True if there is anything."""
        return bool(self.counts or self.pointers or self.remarks)


async def kept(session: AsyncSession, ori: str) -> Kept:
    """Numbers only."""
    found = [
        (await session.execute(select(func.count()).select_from(table).where(col(table.ori) == ori))).scalar_one()
        for table in TABLES
    ]
    still = select(func.count()).where(col(CoachingPointer.ori) == ori, col(CoachingPointer.closed_at).is_(None))
    opened = (await session.execute(still)).scalar_one()
    return Kept(counts=found[0], pointers=found[1], remarks=found[2], open_pointers=opened)


async def put_count(session: AsyncSession, new: CoachingCount) -> str:
    """What became of it: new, same or changed; a count replaces that of the same day and kind."""
    if await insert_if_new(session, new):
        return "new"
    wanted = select(CoachingCount).where(
        col(CoachingCount.ori) == new.ori,
        col(CoachingCount.subject_id) == new.subject_id,
        col(CoachingCount.day) == new.day,
        col(CoachingCount.kind) == new.kind,
    )
    there = (await session.scalars(wanted)).one()
    if there.count == new.count:
        return "same"
    there.count = new.count
    return "changed"


async def counts_of(session: AsyncSession, ori: str, subject_id: str) -> Sequence[CoachingCount]:
    """All of a subject's, the newest first."""
    wanted = select(CoachingCount).where(col(CoachingCount.ori) == ori, col(CoachingCount.subject_id) == subject_id)
    return (await session.scalars(wanted.order_by(col(CoachingCount.day).desc(), col(CoachingCount.kind)))).all()


async def add_pointer(session: AsyncSession, new: CoachingPointer) -> bool:
    """True if it is new."""
    return await insert_if_new(session, new)


async def pointer(session: AsyncSession, ori: str, pointer_id: str, *, lock: bool = False) -> CoachingPointer | None:
    """One of the agency's."""
    found = await session.get(CoachingPointer, pointer_id, with_for_update=lock, populate_existing=lock)
    return found if found is not None and found.ori == ori else None


async def pointers_of(session: AsyncSession, ori: str, subject_id: str) -> Sequence[CoachingPointer]:
    """All about a subject, the newest first."""
    about = (col(CoachingPointer.ori) == ori, col(CoachingPointer.subject_id) == subject_id)
    wanted = select(CoachingPointer).where(*about).order_by(col(CoachingPointer.opened_at).desc())
    return (await session.scalars(wanted.limit(MOST))).all()


async def opened_since(session: AsyncSession, ori: str, since: datetime) -> Sequence[CoachingPointer]:
    """Those opened since then, and all that are open."""
    lately = or_(col(CoachingPointer.opened_at) >= since, col(CoachingPointer.closed_at).is_(None))
    return (await session.scalars(select(CoachingPointer).where(col(CoachingPointer.ori) == ori, lately))).all()


async def shown_open(session: AsyncSession, ori: str, now: datetime) -> Sequence[CoachingPointer]:
    """Those that supervisors have before them, in the order in which they came."""
    wanted = select(CoachingPointer).where(
        col(CoachingPointer.ori) == ori,
        col(CoachingPointer.closed_at).is_(None),
        col(CoachingPointer.shown_at) <= now,
    )
    in_order = wanted.order_by(col(CoachingPointer.shown_at), col(CoachingPointer.id))
    return (await session.scalars(in_order.limit(MOST + 1))).all()


async def without_task(session: AsyncSession, ori: str, now: datetime) -> Sequence[CoachingPointer]:
    """Open ones that supervisors see from now on, of which no task was made."""
    wanted = select(CoachingPointer).where(
        col(CoachingPointer.ori) == ori,
        col(CoachingPointer.closed_at).is_(None),
        col(CoachingPointer.shown_at) <= now,
        col(CoachingPointer.task_id) == "",
    )
    return (await session.scalars(wanted.with_for_update(skip_locked=True))).all()


async def add_remark(session: AsyncSession, new: CoachingRemark) -> None:
    """One more; none is ever changed."""
    session.add(new)
    await session.flush()


async def remarks_of(session: AsyncSession, ori: str, subject_id: str) -> Sequence[CoachingRemark]:
    """A subject's, the newest first."""
    theirs = (col(CoachingRemark.ori) == ori, col(CoachingRemark.subject_id) == subject_id)
    wanted = select(CoachingRemark).where(*theirs).order_by(col(CoachingRemark.written_at).desc())
    return (await session.scalars(wanted.limit(MOST))).all()


async def accounts_of(session: AsyncSession, ori: str) -> dict[str, str]:
    """CAD's id -> badge, of open accounts that see their own record."""
    wanted = select(col(StaffAccount.cad_id), col(StaffAccount.badge), col(StaffAccount.roles)).where(
        col(StaffAccount.ori) == ori, col(StaffAccount.cad_id).is_not(None), col(StaffAccount.closed_at).is_(None)
    )
    found = await session.execute(wanted)
    return {
        cad_id: badge
        for cad_id, badge, roles in found
        if cad_id and Right.SEE_OWN_RECORD in rights_of(read_roles(roles))
    }


async def remove(session: AsyncSession, ori: str, *, before: date, moment: datetime) -> int:
    """What is from before a day, which began at that moment; how many rows."""
    gone = (
        delete(CoachingCount).where(col(CoachingCount.ori) == ori, col(CoachingCount.day) < before),
        delete(CoachingPointer).where(col(CoachingPointer.ori) == ori, col(CoachingPointer.opened_at) < moment),
        delete(CoachingRemark).where(col(CoachingRemark.ori) == ori, col(CoachingRemark.written_at) < moment),
    )
    return sum([(await session.execute(each)).rowcount for each in gone])  # type: ignore[attr-defined]


async def forget(session: AsyncSession, ori: str, subject_id: str | None = None) -> int:
    """All about a subject; about all of them, if none is named. How many rows."""
    gone = 0
    for table in TABLES:
        where = [col(table.ori) == ori] + ([col(table.subject_id) == subject_id] if subject_id is not None else [])
        gone += (await session.execute(delete(table).where(*where))).rowcount  # type: ignore[attr-defined]
    return gone


async def tasks_of(session: AsyncSession, ori: str, subject_id: str | None = None) -> Sequence[str]:
    """The ids of supervisors' open tasks about a subject's pointers; about all, if none is named."""
    wanted = select(col(CoachingPointer.task_id)).where(
        col(CoachingPointer.ori) == ori, col(CoachingPointer.closed_at).is_(None), col(CoachingPointer.task_id) != ""
    )
    if subject_id is not None:
        wanted = wanted.where(col(CoachingPointer.subject_id) == subject_id)
    return (await session.scalars(wanted)).all()
