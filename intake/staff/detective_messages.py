"""Queue a detective's message to the victims of a call: sealed, planned like any message, sent by the workflow.

The inbox holds a row of its own for it, without the words, so that the workflow is woken even if Temporal is away
now, and so that sending the same request twice writes once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import agencies, inbox
from db.queries.inbox import Stored
from db.tables import InboxEvent
from domain.approved_words import ApprovedWords
from domain.messages import MessageKey
from domain.wakes import WakeUp
from intake.calls import identity
from intake.calls.accept import EventConflict
from intake.fields import EventId, Model, Paragraphs
from intake.staff.case_status import NoSuchCall
from messaging.call_context import CallContext
from messaging.queue_message import StaffWords, request_message

SOURCE = "detective-messages"
_ANSWER = "messages"
"""The fact of the inbox row by which a repeat is answered like the first request."""


class DetectiveMessageIn(Model):
    """The message to write."""

    text: Paragraphs
    id: EventId | None = Field(default=None, description="Your own id: sending it again is then harmless.")

    @property
    def wanted(self) -> StaffWords:
        """What is to be said."""
        return StaffWords(key=MessageKey.DETECTIVE_MESSAGE, note=self.text)


class ApprovedMessageIn(DetectiveMessageIn):
    """The same in approved words, which each reader has in their own language."""

    text: str = ""
    approved: ApprovedWords

    @property
    def wanted(self) -> StaffWords:
        """What is to be said."""
        return StaffWords(key=MessageKey.DETECTIVE_MESSAGE, approved=self.approved)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One message to one victim: its status is "created" until sent, or "withheld" with the reason."""

    id: str
    channel: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteResult:
    """At least one message; without a victim it is withheld, with a reason. `repeated`: the first request's answer."""

    messages: list[Written]
    repeated: bool


async def write(
    session: AsyncSession, vault: Vault, *, ori: str, call_number: str, message: DetectiveMessageIn, now: datetime
) -> WriteResult:
    """Within the caller's transaction. Raises NoSuchCall, EventConflict, WhichCall."""
    call = await identity.of_a_case(session, ori, call_number, case_number=None)
    agency = await agencies.get(session, ori)
    if call is None or agency is None:
        raise NoSuchCall(call_number)
    event_id = message.id or uuid4().hex
    known = await inbox.get(session, ori, SOURCE, event_id)
    said = message.wanted
    content = _content(vault, f"{call_number}\n{said.approved or said.note}", known)
    written: list[Written] = []
    if known is None:
        context = CallContext.of(agency, call, now=now)
        rows = await request_message(session, vault, context, said)
        written = [Written(id=row.id, channel=row.channel, status=row.status, reason=row.reason) for row in rows]
    answer = {_ANSWER: [asdict(each) for each in written]}
    why = WakeUp(source=SOURCE, key=event_id, content_hash=content, facts=answer)
    if await inbox.wake(session, call, why, now=now) is Stored.CONFLICT:
        raise EventConflict(index=0, source=SOURCE, event_id=event_id)
    first = known.facts.get(_ANSWER, []) if known else answer[_ANSWER]
    return WriteResult(messages=[Written(**each) for each in first], repeated=known is not None)


def _content(vault: Vault, text: str, known: InboxEvent | None) -> str:
    """The hash that is known, if another hash key made it of the same words."""
    hashes = vault.fingerprints(text, kind="detective message").values()
    same = known is not None and known.content_hash in hashes
    return known.content_hash if known and same else vault.fingerprint(text, kind="detective message")
