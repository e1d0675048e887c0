"""The records of the audit log: added, given their place in the tree, read, and removed by age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from db.queries.insert_if_new import insert_all
from db.tables import AuditRecord, OutboundMessage
from domain.audit.acts import Act, ActKind
from domain.audit.canonical import WrittenAct

_NUL = "\x00"
"""PostgreSQL stores none."""

_TABLE: Table = SQLModel.metadata.tables[str(AuditRecord.__tablename__)]
"""Not by the mapper, which takes several times as long for one row."""

_PLACE = update(_TABLE).where(col(AuditRecord.id) == bindparam("of")).values(leaf_index=bindparam("place"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRecords:
    """Which records to show; what is empty is not asked for. `about` and `by` are whole, or end with `*`."""

    ori: str
    about: str = ""
    by: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    """Only those with a smaller id: the next page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundAct:
    """An act, and what binds its private part, if it has one."""

    act: Act
    salt: bytes | None
    commitment: str


async def add(session: AsyncSession, acts: Sequence[BoundAct], *, now: datetime) -> None:
    """Some more: a single INSERT that asks for nothing back."""
    if acts:
        with session.no_autoflush:  # what is changed besides is written when it is complete, and once
            await insert_all(session, _TABLE, [_values(each, now) for each in acts])


def _values(bound: BoundAct, now: datetime) -> dict[str, Any]:
    act = bound.act
    return {
        "ori": act.ori,
        "at": now,
        "kind": act.kind.value,
        "by": act.by.replace(_NUL, ""),
        "about": act.about.replace(_NUL, ""),
        "outcome": act.outcome.value,
        "reason": act.reason.replace(_NUL, ""),
        "source": act.source.replace(_NUL, ""),
        "detail": dict(act.detail),
        "contact_id": act.contact_id,
        "commitment": bound.commitment,
        "salt": bound.salt.hex() if bound.salt else None,
    }


def written(record: AuditRecord) -> WrittenAct:
    """What its leaf binds."""
    return WrittenAct(
        ori=record.ori,
        at=record.at,
        kind=record.kind,
        by=record.by,
        about=record.about,
        outcome=record.outcome,
        reason=record.reason,
        source=record.source,
        detail=record.detail,
        contact_id=record.contact_id,
        commitment=record.commitment,
    )


async def agencies_waiting(session: AsyncSession) -> Sequence[str]:
    """The ORIs of which records have no place yet."""
    return (await session.scalars(select(col(AuditRecord.ori)).where(_waits()).distinct())).all()


async def waiting(session: AsyncSession, ori: str, *, most: int) -> Sequence[AuditRecord]:
    """Committed records without a place, those first that were begun first."""
    wanted = select(AuditRecord).where(col(AuditRecord.ori) == ori, _waits())
    return (await session.scalars(wanted.order_by(col(AuditRecord.id)).limit(most))).all()


async def count_waiting(session: AsyncSession, ori: str) -> int:
    """How many have no place yet."""
    wanted = select(func.count()).select_from(AuditRecord).where(col(AuditRecord.ori) == ori, _waits())
    return (await session.scalars(wanted)).one()


async def place(session: AsyncSession, places: Mapping[int, int]) -> None:
    """Give records, by id, their places in the tree, for good."""
    connection = await session.connection()
    await connection.execute(_PLACE, [{"of": of, "place": place} for of, place in places.items()])


async def from_place(session: AsyncSession, ori: str, first: int, *, most: int) -> Sequence[AuditRecord]:
    """Records with a place, from this one on, in order."""
    wanted = select(AuditRecord).where(col(AuditRecord.ori) == ori, col(AuditRecord.leaf_index) >= first)
    return (await session.scalars(wanted.order_by(col(AuditRecord.leaf_index)).limit(most))).all()


async def found(session: AsyncSession, wanted: WantedRecords, *, most: int) -> Sequence[AuditRecord]:
    """The newest that are wanted, newest first."""
    query = select(AuditRecord).where(col(AuditRecord.ori) == wanted.ori)
    for column, text in ((col(AuditRecord.about), wanted.about), (col(AuditRecord.by), wanted.by)):
        if text.endswith("*"):
            query = query.where(column.startswith(text[:-1], autoescape=True))
        elif text:
            query = query.where(column == text)
    if wanted.kind:
        query = query.where(col(AuditRecord.kind) == wanted.kind)
    if wanted.since is not None:
        query = query.where(col(AuditRecord.at) >= wanted.since)
    if wanted.until is not None:
        query = query.where(col(AuditRecord.at) < wanted.until)
    if wanted.before is not None:
        query = query.where(col(AuditRecord.id) < wanted.before)
    return (await session.scalars(query.order_by(col(AuditRecord.id).desc()).limit(most))).all()


async def of_message(session: AsyncSession, message_id: str) -> Sequence[AuditRecord]:
    """What was decided about a message, the newest first."""
    wanted = select(AuditRecord).where(
        col(AuditRecord.about) == f"message:{message_id}", col(AuditRecord.kind) == ActKind.MESSAGE_DECIDED.value
    )
    return (await session.scalars(wanted.order_by(col(AuditRecord.id).desc()))).all()


async def of_agency(session: AsyncSession, ori: str, *, most: int = 1000) -> Sequence[AuditRecord]:
    """The newest records, newest first."""
    return await found(session, WantedRecords(ori=ori), most=most)


async def destroy_salts(session: AsyncSession, contact_id: str) -> None:
    """From now on no guess at what is private in records about this contact can be checked."""
    salted = (col(AuditRecord.contact_id) == contact_id, col(AuditRecord.salt).is_not(None))
    await session.execute(
        update(AuditRecord).where(*salted).values(salt=None).execution_options(synchronize_session=False)
    )


async def destroy_salts_of_messages(session: AsyncSession, call_id: str) -> None:
    """The same for the words of every message of a call."""
    contacts = select(col(OutboundMessage.contact_id)).where(col(OutboundMessage.call_id) == call_id)
    decided = (
        col(AuditRecord.contact_id).in_(contacts),
        col(AuditRecord.salt).is_not(None),
        or_(*(col(AuditRecord.kind) == kind.value for kind in (ActKind.MESSAGE_DECIDED, ActKind.MESSAGE_WRITTEN))),
    )
    await session.execute(
        update(AuditRecord).where(*decided).values(salt=None).execution_options(synchronize_session=False)
    )


async def count_before(session: AsyncSession, ori: str, place: int) -> int:
    """How many records before this place are still there."""
    return (await session.scalars(select(func.count()).select_from(AuditRecord).where(*_before(ori, place)))).one()


async def remove_before(session: AsyncSession, ori: str, place: int) -> None:
    """Remove the records before this place; the hashes of their leaves stay."""
    await session.execute(delete(AuditRecord).where(*_before(ori, place)))


async def count_kept(session: AsyncSession, ori: str) -> int:
    """How many records there are."""
    wanted = select(func.count()).select_from(AuditRecord).where(col(AuditRecord.ori) == ori)
    return (await session.scalars(wanted)).one()


def _waits() -> ColumnElement[bool]:
    return col(AuditRecord.leaf_index).is_(None)


def _before(ori: str, place: int) -> tuple[ColumnElement[bool], ...]:
    return col(AuditRecord.ori) == ori, col(AuditRecord.leaf_index) < place
