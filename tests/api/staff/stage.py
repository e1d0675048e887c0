"""What staff pages show: tasks, replies and cases of invented people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from api.dependencies import ApiDependencies
from db.queries import case_owners, contacts, replies, staff_tasks
from db.tables import Call, InboundReply, StaffAccount
from domain.task_kinds import NewTask, TaskKind
from tests.api.conftest import NOW
from tests.portal_fixtures import ORI, a_case


async def case_of(deps: ApiDependencies, account: StaffAccount | None, number: str = "26-1", **values: Any) -> Call:
    """A case with a victim, Ana, that is this account's; None: no one's yet."""
    values.setdefault("case_number", f"case-{number}")
    call = await a_case(deps.database, deps.vault, now=NOW, call_number=number, **values)
    if account is not None:
        async with deps.database.transaction() as session:
            await case_owners.assign(session, call.id, account.id, by="operator:test", now=NOW)
    return call


async def victim_of(deps: ApiDependencies, call: Call) -> str:
    """The id of its first contact."""
    async with deps.database.reading() as session:
        return (await contacts.of_call(session, call.id))[0].id


async def a_task(
    deps: ApiDependencies, kind: TaskKind, call: Call | None = None, *, about: str = "x", at: datetime = NOW
) -> str:
    """The id of an open task."""
    new = NewTask(kind=kind, about=about, reason="plain facts", call_id=call.id if call else None)
    async with deps.database.transaction() as session:
        await staff_tasks.raise_task(session, ORI, new, now=at)
        found = await staff_tasks.open_tasks(session, ORI)
    return next(task.id for task in found if task.task_key == f"{kind}/{about}")


async def a_reply(deps: ApiDependencies, call: Call, words: str, *, intent: str = "other") -> InboundReply:
    """What the victim of a call texted back."""
    contact_id = await victim_of(deps, call)
    reply = InboundReply(
        ori=ORI,
        provider="twilio",
        provider_message_id=f"SM-{call.id}-{words[:8]}",
        address_hash="a-hash",
        call_id=call.id,
        contact_id=contact_id,
        intent=intent,
        received_at=NOW,
        heard_at=NOW + timedelta(seconds=1),
    )
    reply.body_sealed = deps.vault.seal(words, context=replies.BODY, row=reply.id)
    async with deps.database.transaction() as session:
        session.add(reply)
    return reply
