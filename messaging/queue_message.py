"""Somebody asks for a message: a detective writes, a person is answered. It takes the same way as any other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import messages
from db.state_json import load_state
from db.tables import Agency, Call, OutboundMessage, Person
from domain.call_state import CallState, News
from domain.delivery import DeliveryStatus
from domain.message_plan import plan_news
from domain.messages import Channel, MessageKey
from messaging.compose import NOTE
from messaging.planning import gather_audience, insert
from policies.in_force import policy_of


async def request_message(
    session: AsyncSession, vault: Vault, agency: Agency, call: Call, key: MessageKey, note: str, *, now: datetime
) -> list[OutboundMessage]:
    """Plan `key` with the person's own words, sealed, for everybody it concerns; withheld rows say why.

    Afterwards the call's workflow has to be told by the signal `messages_added`.
    """
    policy = policy_of(agency)
    audience = await gather_audience(session, agency, call, policy, now=now)
    n = 1 + max((said_n for _, said_key, said_n in audience.said if said_key is key), default=0)
    state = load_state(call.state) if call.state else CallState(agency=agency.ori, call_number=call.call_number)
    await insert(session, call, plan_news(News(key=key, n=n), state, audience, policy, now=now), now=now)
    rows = [row for row in await messages.of_call(session, call.id) if row.key == key and row.n == n]
    for row in rows:
        row.note_sealed = vault.seal(note, context=NOTE)
    return rows


async def reply(
    session: AsyncSession,
    vault: Vault,
    call: Call,
    person: Person,
    key: MessageKey,
    channel: Channel,
    *,
    language: str,
    now: datetime,
    note: str | None = None,
    facts: Mapping[str, Any] | None = None,
    valid_for: timedelta | None = None,
) -> OutboundMessage:
    """Answer somebody who wrote, over the channel they used; `note` is what only this message says, such as a code.

    No policy is asked: whoever writes gets an answer. `valid_for` is by the wall clock, which they live by. Afterwards
    signal `messages_added`, as above.
    """
    before = [row.n for row in await messages.of_call(session, call.id) if row.key == key]
    row = OutboundMessage(
        call_id=call.id,
        contact_id=person.id,
        key=key.value,
        n=1 + max(before, default=0),
        channel=channel.value,
        language=language,
        status=DeliveryStatus.CREATED.value,
        facts=dict(facts or {}),
        note_sealed=vault.seal_if_any(note, context=NOTE),
        planned_at=now,
        valid_until=now + valid_for if valid_for else None,
        updated_at=now,
    )
    await messages.add_if_new(session, row)
    return row
