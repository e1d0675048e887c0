"""What happens in a victim's case, written straight to the database: turns, messages, other people."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import httpx
from fastapi import FastAPI
from sqlmodel import col, select

from api.dependencies import ApiDependencies
from db.queries import calls, contacts, timeline
from db.queries.contacts import PersonValues
from db.queries.insert_if_new import insert_if_new
from db.queries.timeline import TimelineNote
from db.state_json import dump_state, load_state
from db.tables import Call, InboundReply, InboxEvent, OutboundMessage, Person, StaffTask, TimelineEntry, new_id
from domain.call_state import CaseStatus
from domain.contacts import ContactRole
from domain.events import CallEvent, EventType
from domain.lifecycle import CASE_EVENTS, advance
from domain.messages import MessageKey
from messaging.compose import CONTENT
from messaging.providers.base import ComposedMessage
from policies.files import load_state_packs
from tests.database import CAD
from tests.portal_fixtures import CALL, HOME, ORI

EVENT_OF = {status: event for event, status in CASE_EVENTS.items()}
DETECTIVE: PersonValues = {
    "name": "Dana Ruiz",
    "phone": "+12065550199",
    "email": "d.ruiz@police.example.org",
    "roles": [ContactRole.DETECTIVE],
}


class Casework:
    """Works on one call of the API's database."""

    def __init__(self, app: FastAPI, call_number: str = CALL) -> None:
        self.deps: ApiDependencies = app.state.dependencies
        self._call_number = call_number
        self._hours = 0

    @property
    def now(self) -> datetime:
        """The API's clock."""
        return self.deps.clock()

    async def call(self) -> Call:
        """As it stands."""
        async with self.deps.database.reading() as session:
            found = await calls.get(session, ORI, self._call_number)
            assert found is not None
            return found

    async def turn(self, *statuses: CaseStatus, **facts: Any) -> None:
        """Let the case come to these statuses, one each hour, as its workflow records them."""
        for status in statuses:
            await self.happen(EVENT_OF[status], **facts)

    async def happen(self, event_type: EventType, **facts: Any) -> None:
        """Record one event."""
        self._hours += 1
        at = self.now + timedelta(hours=self._hours)
        event = CallEvent(type=event_type, occurred_at=at, id=new_id(), **facts)
        async with self.deps.database.transaction() as session:
            call = await calls.lock_call(session, ORI, self._call_number)
            assert call is not None
            step = advance(load_state(call.state), event)
            call.state, call.status = dump_state(step.state), step.state.status.value
            line = TimelineNote(
                key=f"cad/{event.id}",
                kind="event",
                what=event.type.value,
                status=call.status,
                by=CAD,
                effect=step.effect.value,
                reason=step.reason,
            )
            await timeline.note(session, call.id, line, now=at)

    async def person(self, ref: str, values: PersonValues) -> Person:
        """Somebody of the call."""
        async with self.deps.database.transaction() as session:
            call = await calls.lock_call(session, ORI, self._call_number)
            assert call is not None
            return await contacts.upsert(
                session, self.deps.vault, call_id=call.id, ref=ref, values=values, now=self.now
            )

    async def known(self, ref: str = "victim") -> Person:
        """Somebody of the call, as stored."""
        call = await self.call()
        async with self.deps.database.reading() as session:
            return next(person for person in await contacts.of_call(session, call.id) if person.ref == ref)

    async def message(
        self, key: MessageKey, text: str = "", *, ref: str = "victim", status: str = "delivered", **values: Any
    ) -> OutboundMessage:
        """A message to somebody of the call, as it was sent."""
        call, person = await self.call(), await self.known(ref)
        letter = ComposedMessage(message_id="m", to="+12065550123", text=text, subject=values.pop("subject", None))
        fields: dict[str, Any] = {"n": 1, "channel": "sms", "language": "en", "sent_at": self.now} | values
        row = OutboundMessage(
            call_id=call.id,
            contact_id=person.id,
            key=key.value,
            status=status,
            planned_at=self.now,
            updated_at=self.now,
            **fields,
        )
        if text:
            row.content_sealed = self.deps.vault.seal(json.dumps(asdict(letter)), context=CONTENT, row=row.id)
        async with self.deps.database.transaction() as session:
            assert await insert_if_new(session, row)
        return row

    async def set_state(self, **facts: Any) -> None:
        """Change what is known of the call."""
        async with self.deps.database.transaction() as session:
            call = await calls.lock_call(session, ORI, self._call_number)
            assert call is not None
            call.state = {**call.state, **facts}

    async def lines(self, effect: str = "") -> list[TimelineEntry]:
        """The call's timeline."""
        call = await self.call()
        async with self.deps.database.reading() as session:
            return [line for line in await timeline.of_call(session, call.id) if effect in ("", line.effect)]

    async def tasks(self) -> list[StaffTask]:
        """What waits for staff."""
        async with self.deps.database.reading() as session:
            return list(await session.scalars(select(StaffTask).order_by(col(StaffTask.opened_at))))

    async def letters(self) -> list[InboundReply]:
        """What was written to the detective."""
        async with self.deps.database.reading() as session:
            return list(await session.scalars(select(InboundReply).order_by(col(InboundReply.received_at))))

    async def inbox(self) -> list[InboxEvent]:
        """What the call's workflow is to hear."""
        async with self.deps.database.reading() as session:
            return list(await session.scalars(select(InboxEvent)))


async def page_of(client: httpx.AsyncClient, work: Casework, query: str = "") -> httpx.Response:
    """The case's page."""
    return await client.get(f"{HOME}/cases/{(await work.call()).id}{query}")


_packs = lru_cache(load_state_packs)


def with_packs(deps: ApiDependencies) -> ApiDependencies:
    """The same, with the rights and services of every state."""
    return replace(deps, state_packs=_packs())
