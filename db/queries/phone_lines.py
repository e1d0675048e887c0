"""What kind of line a number is: asked once, then remembered under the number's keyed hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.connection.direct import Direct
from db.queries.insert_if_new import insert_if_new
from db.tables import PhoneLine
from domain.line_type import LineType, line_type

_KNOWN = Direct(
    select(col(PhoneLine.line_type)).where(
        col(PhoneLine.phone_hash) == bindparam("phone_hash"), col(PhoneLine.looked_up_at) >= bindparam("since")
    )
)


async def known(session: AsyncSession, phone_hash: str, *, since: datetime) -> LineType | None:
    """What this number is, if that was learnt since then; None if it has to be asked."""
    found = await _KNOWN.rows(session, {"phone_hash": phone_hash, "since": since})
    return line_type(found[0][0]) if found else None


async def learn(session: AsyncSession, phone_hash: str, kind: LineType, *, now: datetime) -> None:
    """Remember what a number is: what was learnt last counts."""
    line = PhoneLine(phone_hash=phone_hash, line_type=kind.value, looked_up_at=now)
    if not await insert_if_new(session, line):
        same = col(PhoneLine.phone_hash) == phone_hash
        changed = update(PhoneLine).where(same).values(line_type=kind.value, looked_up_at=now)
        await session.execute(changed.execution_options(synchronize_session=False))
