"""A message just before it leaves, locked and with all that goes by its call; and just after, in one statement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from db.connection.direct import Direct
from db.connection.loaded_rows import LoadedRows
from db.tables import Agency, Call, OutboundMessage, SenderPause
from domain.delivery import DeliveryStatus

_PAUSED_UNTIL = select(func.max(col(SenderPause.until))).scalar_subquery()
_ROWS, _CALL_ROWS = LoadedRows(OutboundMessage), LoadedRows(Call)
_MESSAGES = SQLModel.metadata.tables[str(OutboundMessage.__tablename__)]
_CALLS = SQLModel.metadata.tables[str(Call.__tablename__)]
_LOCKED = Direct(
    select(col(Agency.mark), _PAUSED_UNTIL.label("paused_until"), *_ROWS.columns, *_CALL_ROWS.columns)
    .join_from(_MESSAGES, _CALLS, _CALLS.c.id == _MESSAGES.c.call_id)
    .join(Agency, col(Agency.ori) == _CALLS.c.ori)
    .where(_MESSAGES.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(_MESSAGES.c.id)
    .with_for_update(of=_MESSAGES)
)
_OTHER = _MESSAGES.alias("other")
_IS_ANOTHERS = (
    select(_OTHER.c.id)
    .where(
        _OTHER.c.provider_message_id == bindparam("new_provider_message_id"),
        _OTHER.c.provider == bindparam("new_provider"),
        _OTHER.c.id != bindparam("message_id"),
    )
    .exists()
)
_PUT_SENT = Direct(
    update(_MESSAGES)
    .where(_MESSAGES.c.id == bindparam("message_id"), _MESSAGES.c.status == bindparam("old_status"), ~_IS_ANOTHERS)
    .values(
        status=bindparam("new_status"),
        reason=bindparam("new_reason"),
        provider=bindparam("new_provider"),
        provider_message_id=bindparam("new_provider_message_id"),
        sent_at=bindparam("now"),
        updated_at=bindparam("now"),
    )
    .returning(select(_CALLS.c.status).where(_CALLS.c.id == _MESSAGES.c.call_id).scalar_subquery())
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedMessage:
    """A message with its call, the mark of its agency, and until when the last pause of any sender lasts."""

    row: OutboundMessage
    call: Call
    mark: str
    paused_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenMessage:
    """What is recorded of a message that a provider has taken; `reason`: why in another language, if it is."""

    message_id: str
    provider: str
    provider_message_id: str
    reason: str
    now: datetime


async def lock(session: AsyncSession, ids: Collection[str]) -> dict[str, LockedMessage]:
    """Those of these messages that there are, to change, locked until the transaction ends."""
    found: dict[str, LockedMessage] = {}
    for mark, paused_until, *values in await _LOCKED.rows(session, {"ids": list(ids)}):
        row = _ROWS.of(session, values[: len(_ROWS.columns)])
        call = _CALL_ROWS.of(session, values[len(_ROWS.columns) :])
        found[row.id] = LockedMessage(row=row, call=call, mark=mark, paused_until=paused_until)
    return found


async def write_changed(session: AsyncSession) -> None:
    """What was changed of messages, each by one statement."""
    await _ROWS.write_changed(session)


async def put_sent(session: AsyncSession, sent: TakenMessage) -> str | None:
    """Where the call stands, if the message is "sent" now; None if it was not "sending", or the id is another's.

    The id must have been taken before (`messages.take_id`).
    """
    values = {
        "message_id": sent.message_id,
        "old_status": DeliveryStatus.SENDING.value,
        "new_status": DeliveryStatus.SENT.value,
        "new_reason": sent.reason,
        "new_provider": sent.provider,
        "new_provider_message_id": sent.provider_message_id,
        "now": sent.now,
    }
    found = await _PUT_SENT.rows(session, values)
    return str(found[0][0]) if found else None
