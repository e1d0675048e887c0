"""Queue a message that was asked for: a detective's words to the victim, or the answer to a person who wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import messages
from db.queries.insert_if_new import insert_if_new
from db.tables import Call, OutboundMessage, Person
from domain.approved_words import ApprovedWords
from domain.call_state import News
from domain.message_plan import PlannedMessage, plan_request
from domain.messages import Channel, MessageKey
from messaging.call_context import CallContext
from messaging.compose import APPROVED, NOTE
from messaging.planning import gather_audience, insert, row_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffWords:
    """A message that staff asks for: in their own words, or in approved ones."""

    key: MessageKey
    note: str = field(default="", repr=False)
    approved: ApprovedWords | None = None


async def request_message(
    session: AsyncSession, vault: Vault, context: CallContext, wanted: StaffWords
) -> list[OutboundMessage]:
    """Plan what a detective says, sealed, for all it concerns: one row at least; withheld ones say why.

    Afterwards the caller wakes the call's workflow (signal `messages_added`).
    """
    key = wanted.key
    audience = await gather_audience(session, context)
    n = 1 + max((said_n for _, said_key, said_n in audience.said if said_key is key), default=0)
    planned = plan_request(News(key=key, n=n), context.state, audience, context.policy, now=context.now)
    await insert(session, context, planned)
    rows = [row for row in await messages.of_call(session, context.call.id) if row.key == key and row.n == n]
    for row in rows:
        if wanted.approved:
            row.facts = {**row.facts, APPROVED: wanted.approved.value}
        elif row.contact_id:  # else erasing a person would not find the words
            row.note_sealed = vault.seal(wanted.note, context=NOTE, row=row.id)
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedReply:
    """An answer over the channel a person used; `note` is what only this message says, such as a code.

    `valid_for` is by the wall clock, which the person lives by.
    """

    key: MessageKey
    channel: Channel
    language: str
    note: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    valid_for: timedelta | None = None


async def reply(
    session: AsyncSession, vault: Vault, call: Call, person: Person, answer: PlannedReply, *, now: datetime
) -> OutboundMessage:
    """Answer a person who wrote: no policy is asked. Afterwards the caller wakes the workflow, as above."""
    before = [row.n for row in await messages.of_call(session, call.id) if row.key == answer.key]
    planned = PlannedMessage(
        contact_id=person.id,
        key=answer.key,
        n=1 + max(before, default=0),
        channel=answer.channel,
        language=answer.language,
        valid_until=now + answer.valid_for if answer.valid_for else None,
    )
    row = row_of(call, planned, now=now)
    row.facts, row.note_sealed = dict(answer.facts), vault.seal_if_any(answer.note, context=NOTE, row=row.id)
    await insert_if_new(session, row)
    return row
