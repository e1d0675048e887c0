"""Accept events: if new, store their facts in the inbox and their people sealed. Nothing is sent here.

Accepted means stored. What happens next is the relay's business (`intake.relay.relay`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import calls, inbox
from db.queries.inbox import Stored
from db.tables import Call, InboxEvent
from domain.events import CallEvent, EventType
from intake.calls.contact_book import ContactBook
from intake.calls.events import IncomingEvent, call_numbers, clamped

TOLERANCE = timedelta(minutes=5)
"""How far another system's clock may run ahead of ours."""


class EventConflict(Exception):
    """An event with this source and id is known, and said something else. `index`: its place in the batch."""

    def __init__(self, *, index: int, source: str, event_id: str) -> None:
        self.index = index
        self.source = source
        self.event_id = event_id
        super().__init__("an event with this source and id was accepted before, with other content")


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedEvent:
    """What became of one event. `repeated`: it was known already, and nothing was stored."""

    call_number: str
    type: str
    source: str
    id: str
    repeated: bool = False
    clamped: bool = False


class Intake:
    """Accepts events of one agency within the caller's transaction; `replay` lets their times lie in the future."""

    def __init__(self, session: AsyncSession, vault: Vault, *, ori: str, now: datetime, replay: bool = False) -> None:
        self.session = session
        self.vault = vault
        self.ori = ori
        self.now = now
        self._replay = replay

    async def hold(self, call_number: str) -> Call:
        """The call, created if new, held until the transaction ends."""
        return await calls.get_or_create(self.session, self.ori, call_number, now=self.now)

    async def accept(self, events: Sequence[IncomingEvent]) -> list[AcceptedEvent]:
        """Store all of them or none. Raises EventConflict."""
        held = {number: await self.hold(number) for number in call_numbers(events)}
        return [await self._store(held[event.call_number], event, index) for index, event in enumerate(events)]

    async def _store(self, call: Call, incoming: IncomingEvent, index: int) -> AcceptedEvent:
        sent = incoming.event
        latest = sent.occurred_at if self._replay else self.now + TOLERANCE
        event = clamped(sent, latest=latest, now=self.now)
        canonical = incoming.canonical()
        content = self.vault.fingerprint(canonical, kind="event content")
        same = self.vault.fingerprints(canonical, kind="event content").values()
        stored = await inbox.store(self.session, self._row(incoming.call_number, event, content), same=same)
        if stored is Stored.CONFLICT:
            raise EventConflict(index=index, source=event.source, event_id=event.id)
        if stored is Stored.NEW:
            await self._store_people(call, incoming, at=event.occurred_at)
        return AcceptedEvent(
            call_number=incoming.call_number,
            type=event.type.value,
            source=event.source,
            id=event.id,
            repeated=stored is Stored.REPEAT,
            clamped=event.clamped,
        )

    async def _store_people(self, call: Call, incoming: IncomingEvent, *, at: datetime) -> None:
        contact_book = ContactBook(self.session, self.vault, ori=call.ori, call_id=call.id)
        await contact_book.upsert_contacts(incoming.contacts, at=at)
        incoming.staff_ids.add_to(call)
        if incoming.event.type is EventType.CASE_ASSIGNED:
            await contact_book.replace_detective(incoming.detective, at=at)

    def _row(self, call_number: str, event: CallEvent, content: str) -> InboxEvent:
        return InboxEvent(
            ori=self.ori,
            source=event.source,
            event_id=event.id,
            content_hash=content,
            call_number=call_number,
            type=event.type.value,
            facts=event.to_mapping(),
            occurred_at=event.occurred_at,
            recorded_at=self.now,
        )
