"""Keep a victim's message to the detective like a reply, raise a task for staff, and check it for danger at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import calls, inbox, replies, staff_tasks
from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, InboundReply, new_id
from domain.replies.intents import Intent
from domain.task_kinds import NewTask, TaskKind
from domain.wakes import REPLY_RECEIVED, WakeUp
from intake.replies.record import note
from intake.replies.sender import ReplySender
from intake.replies.understanding.understand import understand
from portal.case_file import PROVIDER
from portal.cases import VictimCall

log = structlog.get_logger(__name__)

SOURCE = "letters"

LONGEST_MESSAGE = 4000
"""Characters."""

MOST_A_DAY = 20
"""Messages of one victim; beyond that only those that read like danger are kept."""

_DAY = timedelta(days=1)


class TooManyMessages(Exception):
    """They have written a lot today; nothing was kept."""


_TASKS: dict[Intent, tuple[TaskKind, str]] = {
    Intent.EMERGENCY: (TaskKind.EMERGENCY_REPLY, "wrote to the detective, and it reads like danger"),
    Intent.OTHER: (TaskKind.REPLY, "wrote to the detective"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageToDetective:
    """What a victim wrote; `nonce` is that of the form."""

    address_hash: str
    words: str = field(repr=False)
    nonce: str


async def write_to_detective(
    session: AsyncSession, vault: Vault, agency: Agency, case: VictimCall, written: MessageToDetective, *, now: datetime
) -> Intent:
    """EMERGENCY if it reads like danger: they must be told to call 911, and the relay is to be woken; else OTHER.

    The same words from the same form are kept once, however often the button is pressed. Raises TooManyMessages.
    """
    address_hash, words = written.address_hash, written.words
    danger = understand(words).intent is Intent.EMERGENCY
    intent = Intent.EMERGENCY if danger else Intent.OTHER
    call = await calls.lock_call(session, agency.ori, case.call.call_number) or case.call
    sender = ReplySender(address_hash=address_hash, agencies=(agency,), agency=agency, call=call, person=case.people[0])
    reply_id = new_id()
    reply = InboundReply(
        id=reply_id,
        ori=agency.ori,
        provider=PROVIDER,
        provider_message_id=vault.fingerprint(f"{address_hash}\n{call.id}\n{written.nonce}\n{words}", kind="letter"),
        address_hash=address_hash,
        call_id=call.id,
        contact_id=case.people[0].id,
        body_sealed=vault.seal(words, context=replies.BODY, row=reply_id),
        intent=intent.value,
        received_at=now,
    )
    lately = await replies.count_since(session, PROVIDER, agency.ori, address_hash, now - _DAY)
    if not await insert_if_new(session, reply):
        return intent
    if lately >= MOST_A_DAY and not danger:
        raise TooManyMessages
    stored = await session.get_one(InboundReply, reply.id)
    await _raise_task(session, stored, now=now)
    await note(session, sender, stored, now=now)
    if danger:
        why = WakeUp(source=SOURCE, key=stored.id, signal=REPLY_RECEIVED, facts={"intent": stored.intent})
        await inbox.wake(session, call, why, now=now)  # never what was written
    log.info("letter.written", reply_id=stored.id, intent=stored.intent)
    return intent


async def _raise_task(session: AsyncSession, reply: InboundReply, *, now: datetime) -> None:
    kind, words = _TASKS[Intent(reply.intent)]
    reason = f"{words} (reply {reply.id[:8]})"
    task = NewTask(kind=kind, about=reply.contact_id, reason=reason, call_id=reply.call_id)
    await staff_tasks.raise_task(session, reply.ori, task, now=now)
