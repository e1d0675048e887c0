"""Calls by agency and number; what changes a call locks it first, so that changes happen one after another."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import SQLModel, col

from db.connection.direct import Direct
from db.connection.loaded_rows import LoadedRows
from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, Call, OutboundMessage
from domain.call_state import CallStatus

_ONE = select(Call).where(col(Call.ori) == bindparam("ori"), col(Call.call_number) == bindparam("call_number"))
_ONE_LOCKED = _ONE.with_for_update().execution_options(populate_existing=True)
_TABLE = SQLModel.metadata.tables[str(Call.__tablename__)]
_ROWS = LoadedRows(Call)
_ONE_KNOWN = Direct(
    select(col(Agency.mark), *_ROWS.columns)
    .join_from(_TABLE, Agency, col(Agency.ori) == _TABLE.c.ori)
    .where(_TABLE.c.ori == bindparam("ori"), _TABLE.c.call_number == bindparam("call_number"))
    .with_for_update(of=_TABLE)
)
_REUSED = select(Call).where(col(Call.ori) == bindparam("ori"), col(Call.reused_number) == bindparam("number"))
_STATUS = select(col(Call.status)).where(col(Call.id) == bindparam("id"))
_OPEN_CASE = [s.value for s in (CallStatus.ASSIGNED, CallStatus.ARREST, CallStatus.CHARGED, CallStatus.REOPENED)]


async def get(session: AsyncSession, ori: str, call_number: str) -> Call | None:
    """One call, to look at."""
    return (await session.scalars(_ONE, {"ori": ori, "call_number": call_number})).one_or_none()


async def lock_call(session: AsyncSession, ori: str, call_number: str) -> Call | None:
    """One call, to change: as it is now, and locked until the transaction ends."""
    return (await session.scalars(_ONE_LOCKED, {"ori": ori, "call_number": call_number})).one_or_none()


async def lock_known(session: AsyncSession, ori: str, call_number: str) -> tuple[Call, str] | None:
    """The same, and the mark of its agency, as `known_agencies.current` asks for it."""
    found = await _ONE_KNOWN.rows(session, {"ori": ori, "call_number": call_number})
    return (_ROWS.of(session, found[0][1:]), str(found[0][0])) if found else None


async def put(session: AsyncSession, call: Call, values: Mapping[str, Any], *, now: datetime) -> None:
    """These columns of a locked call are so from now on: one UPDATE of those that differ, or none.

    Several times as fast as the session, which looks for what was changed; `call` says the new values as well.
    """
    changed = {name: value for name, value in values.items() if getattr(call, name) != value}
    if changed:
        changed["updated_at"] = now
        await _put(tuple(changed)).changed(session, changed | {"of": call.id})
        for name, value in changed.items():
            set_committed_value(call, name, value)


@cache
def _put(columns: tuple[str, ...]) -> Direct:
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    return Direct(update(_TABLE).where(_TABLE.c.id == bindparam("of")).values(values))


async def get_or_create(session: AsyncSession, ori: str, call_number: str, *, now: datetime) -> Call:
    """The call, locked, made if it is new. Raises sqlalchemy.exc.IntegrityError for an unknown agency."""
    call = await lock_call(session, ori, call_number)
    if call is None:
        fresh = Call(ori=ori, call_number=call_number, created_at=now, updated_at=now)
        await insert_if_new(session, fresh)
        call = await lock_call(session, ori, call_number)
    assert call is not None  # noqa: S101  inserted by us or by another process a line ago
    return call


async def named(session: AsyncSession, number: str, *, ori: str = "") -> Sequence[Call]:
    """Calls with this call or case number: of one agency, or of all."""
    is_named = or_(col(Call.call_number) == number, col(Call.reused_number) == number, col(Call.case_number) == number)
    wanted = select(Call).where(is_named, _of(ori))
    return (await session.scalars(wanted.order_by(col(Call.ori), col(Call.created_at)))).all()


async def with_reused_number(session: AsyncSession, ori: str, number: str) -> Sequence[Call]:
    """The later calls of an agency that bear a number used before."""
    return (await session.scalars(_REUSED, {"ori": ori, "number": number})).all()


async def with_number(session: AsyncSession, ori: str, number: str) -> Sequence[Call]:
    """The calls of an agency with this number, the first and those that bear it again."""
    has_it = or_(col(Call.call_number) == number, col(Call.reused_number) == number)
    return (await session.scalars(select(Call).where(col(Call.ori) == ori, has_it))).all()


async def latest_numbers(session: AsyncSession, *, ori: str = "", limit: int = 1000) -> Sequence[str]:
    """The numbers of the newest calls: among them is what a mistyped number meant."""
    wanted = select(col(Call.call_number)).where(_of(ori)).order_by(col(Call.created_at).desc())
    return (await session.scalars(wanted.limit(limit))).all()


async def open_cases(session: AsyncSession, *, ori: str = "", limit: int = 50) -> Sequence[Call]:
    """Cases whose investigation may still bring news, the newest first."""
    over = (CallStatus.CLOSED.value, CallStatus.SUSPENDED.value, CallStatus.MERGED.value)
    is_case = or_(col(Call.case_number).is_not(None), col(Call.status).in_(_OPEN_CASE))
    wanted = select(Call).where(is_case, col(Call.status).not_in(over), _of(ori))
    return (await session.scalars(wanted.order_by(col(Call.created_at).desc(), col(Call.id)).limit(limit))).all()


def _of(ori: str) -> ColumnElement[bool]:
    return col(Call.ori) == ori if ori else true()


async def numbers(session: AsyncSession, call_ids: Collection[str]) -> dict[str, str]:
    """Call id -> call number."""
    found = await session.execute(select(col(Call.id), col(Call.call_number)).where(col(Call.id).in_(call_ids)))
    return {row[0]: row[1] for row in found}


async def status_of_message(session: AsyncSession, message: OutboundMessage) -> str:
    """Where the call of a message stands."""
    return (await session.scalars(_STATUS, {"id": message.call_id})).one()
