"""Builds what the API shows of a call: its facts, timeline, messages and replies, without people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.responses import view_of
from db.queries import contacts, inbox, messages, replies, timeline
from db.tables import Call
from domain import event_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineLine:
    """One line of the timeline. `effect` is changed, noted or refused, with the reason.

    `by` is who did it: `key:...` (a system, by the id of its key), `staff:...` and `operator:...` (by badge),
    `contact`, `provider:...`, `system:...`, `workflow` or `unproven:...`; empty in lines from before that was kept.
    `detail.by` is the badge or user id that a system gave.
    """

    occurred_at: datetime
    recorded_at: datetime
    kind: str
    what: str
    effect: str
    reason: str
    status: str
    by: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One message to one person over one channel; `roles` says what that person is to the call."""

    id: str
    key: str
    n: int
    channel: str
    language: str
    roles: list[str]
    status: str
    reason: str
    segments: int
    planned_at: datetime
    not_before: datetime | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a contact texted back was understood as `intent`; `answered_with` is the key of our answer, if any."""

    id: str
    intent: str
    answered_with: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """A call as its workflow last recorded it.

    `waiting` counts the events it has still to hear of; `given_up` those it never will, because they cannot be relayed.
    """

    call_number: str
    status: str
    case_number: str | None
    received_at: datetime | None
    facts: dict[str, Any]
    waiting: int
    given_up: int
    timeline: list[TimelineLine]
    messages: list[MessageView]
    replies: list[Reply]


_SHOWN: tuple[str, ...] = (
    *event_facts.SHOWN,
    *(f"{name}_at" for name in event_facts.UNSETTABLE),
    "ended",
    "ended_at",
    "case_status",
)


async def call_view(session: AsyncSession, call: Call) -> CallView:
    """The call with everything recorded of it, in the order in which it happened."""
    waiting, given_up, _ = await inbox.backlog(session, call)
    roles = {person.id: person.roles.split() for person in await contacts.of_call(session, call.id)}
    return CallView(
        call_number=call.call_number,
        status=call.status,
        case_number=call.case_number,
        received_at=call.received_at,
        facts={name: call.state[name] for name in _SHOWN if call.state.get(name) is not None},
        waiting=waiting,
        given_up=given_up,
        timeline=[view_of(TimelineLine, entry) for entry in await timeline.of_call(session, call.id)],
        messages=[
            view_of(MessageView, message, roles=roles.get(message.contact_id, []))
            for message in await messages.of_call(session, call.id)
        ],
        replies=[view_of(Reply, reply) for reply in await replies.of_call(session, call.id)],
    )
