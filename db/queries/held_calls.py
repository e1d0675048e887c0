"""Hold the calls that events are about: locked in one order, and the new ones made, in one or two statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.connection.direct import Direct
from db.connection.loaded_rows import LoadedRows
from db.queries.insert_if_new import insert_or_lock, table_of
from db.tables import Call
from db.tables.base import new_id

_TABLE = table_of(Call)
_ROWS = LoadedRows(Call)
_LOCKED = Direct(
    select(*_ROWS.columns)
    .where(_TABLE.c.ori == bindparam("ori"), _TABLE.c.call_number.in_(bindparam("numbers", expanding=True)))
    .order_by(_TABLE.c.call_number)
    .with_for_update()
)

_SEVERAL = select(Call).where(tuple_(col(Call.ori), col(Call.call_number)).in_(bindparam("places", expanding=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCalls:
    """Calls by number; `made`: the ids of those that were not there before."""

    by_number: dict[str, Call]
    made: frozenset[str]


async def hold(
    session: AsyncSession, ori: str, numbers: Collection[str], *, received: Mapping[str, datetime], now: datetime
) -> HeldCalls:
    """These calls of an agency, locked until the transaction ends. `received`: when new ones were received.

    Raises sqlalchemy.exc.IntegrityError for an unknown agency.
    """
    missing, held = set(numbers), dict[str, Call]()
    if missing - received.keys() or len(missing) > 1:  # a single call that is received now is hardly known
        found = await _LOCKED.rows(session, {"ori": ori, "numbers": sorted(missing)})
        held = {call.call_number: call for call in (_ROWS.of(session, values) for values in found)}
    # In one order, so that of two batches which bring the same new calls the one waits for the other.
    fresh = [_fresh(ori, number, received.get(number), now) for number in sorted(missing - held.keys())]
    if fresh:
        # One that another process made a moment ago is locked.
        found = await insert_or_lock(session, _TABLE, fresh, _ROWS.columns, same=("ori", "call_number"))
        held |= {call.call_number: call for call in (_ROWS.of(session, values) for values in found)}
    ours = {values["id"] for values in fresh}
    return HeldCalls(by_number=held, made=frozenset(call.id for call in held.values() if call.id in ours))


async def look_at(session: AsyncSession, places: Sequence[tuple[str, str]]) -> Sequence[Call]:
    """The calls of these agencies and numbers that there are, to look at."""
    return (await session.scalars(_SEVERAL, {"places": places})).all() if places else ()


def _fresh(ori: str, number: str, received_at: datetime | None, now: datetime) -> dict[str, Any]:
    told = {"ori": ori, "call_number": number, "said_received_at": received_at, "created_at": now, "updated_at": now}
    return {**_as_made(), "id": new_id(), **told}


@cache
def _as_made() -> dict[str, Any]:
    """Columns of a new call. Made once, as making a row is dear."""
    return Call(ori="", call_number="").model_dump()
