"""A detective writes to the victims of a call: kept sealed, planned like any message, sent by the call's workflow.

The inbox holds a line of its own for it, without the words, so that the workflow is told even if Temporal is away
now, and so that sending the same request twice writes once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import agencies, calls, inbox
from db.queries.inbox import Stored
from db.tables import InboxEvent
from domain.messages import MessageKey
from intake.calls.accept import EventConflict
from intake.fields import EventId, Model, Paragraphs
from intake.relay.signals import MESSAGES_ADDED
from intake.staff.case_status import NoSuchCall
from messaging.queue_message import request_message

SOURCE = "detective-messages"


class DetectiveMessageIn(Model):
    """What to write."""

    text: Paragraphs
    id: EventId | None = Field(default=None, description="Your own id: sending it again is then harmless.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One message to one victim: its status is "created" until sent, or "withheld" with the reason."""

    id: str
    channel: str
    status: str
    reason: str


async def write(
    session: AsyncSession, vault: Vault, *, ori: str, call_number: str, message: DetectiveMessageIn, now: datetime
) -> list[Written]:
    """Within the caller's transaction; nothing for a repeat. Raises NoSuchCall, EventConflict."""
    call = await calls.lock_call(session, ori, call_number)
    agency = await agencies.get(session, ori)
    if call is None or agency is None:
        raise NoSuchCall(call_number)
    line = InboxEvent(
        ori=ori,
        source=SOURCE,
        event_id=message.id or uuid4().hex,
        content_hash=vault.fingerprint(f"{call_number}\n{message.text}", kind="detective message"),
        call_number=call_number,
        type=MESSAGES_ADDED,
        occurred_at=now,
        recorded_at=now,
    )
    stored = await inbox.store(session, line)
    if stored is Stored.CONFLICT:
        raise EventConflict(index=0, source=SOURCE, event_id=line.event_id)
    if stored is Stored.REPEAT:
        return []
    rows = await request_message(session, vault, agency, call, MessageKey.DETECTIVE_MESSAGE, message.text, now=now)
    return [Written(id=row.id, channel=row.channel, status=row.status, reason=row.reason) for row in rows]
