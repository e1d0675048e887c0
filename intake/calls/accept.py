"""Accept events: if new, store their facts in the inbox and their people sealed. Nothing is sent here.

Accepted means stored. What happens next is the relay's business (`intake.relay.relay`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.call_place import bar_place, keep_place
from db.encryption.vault import Vault
from db.queries import agencies, calls, inbox, own_addresses
from db.queries.inbox import Stored
from db.tables import Call, InboxEvent
from domain.actors import Actor
from domain.clocks import is_ahead, set_back
from domain.events import CallEvent, EventType
from domain.lifecycle import CASE_EVENTS
from domain.wakes import WakeUp
from intake.calls import identity
from intake.calls.contact_book import ContactBook
from intake.calls.erased_contacts import without_erased
from intake.calls.events import IncomingEvent, call_numbers, clamped, makes_sensitive
from intake.calls.people import AgencyReach, Warned, reach_warnings
from policies.in_force import readable_policy

CONTENT_KIND = "event content"
"""Kind of the fingerprint of a whole event."""


class EventConflict(Exception):
    """An event with this source and id is known, and said something else. `index`: its place in the batch.

    `stored`: how many events before it were stored; none unless it came by another request at the same time.
    """

    def __init__(self, *, index: int, source: str, event_id: str, stored: int = 0) -> None:
        self.stored = stored
        self.index = index
        self.source = source
        self.event_id = event_id
        super().__init__("an event with this source and id was accepted before, with other content")

    def after(self, stored: int) -> EventConflict:
        """The same, in a batch of which so many events are stored."""
        return EventConflict(index=self.index + stored, source=self.source, event_id=self.event_id, stored=stored)


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
    """Accepts events of one agency within the caller's transaction; `by` sends them.

    `replay` lets their times lie in the future.

    `senders`: what the settings name to send from, besides what the agency's own rows say.
    """

    def __init__(
        self,
        session: AsyncSession,
        vault: Vault,
        *,
        ori: str,
        by: Actor,
        now: datetime,
        replay: bool = False,
        senders: frozenset[str] = frozenset(),
    ) -> None:
        self.session = session
        self.vault = vault
        self.ori = ori
        self.by = by
        self.now = now
        self.replay = replay
        self._senders = senders
        self._reach: AgencyReach | None = None

    async def hold(self, call_number: str, *, received_at: datetime | None, at: datetime) -> Call:
        """The call that is meant, created if new, held until the transaction ends (see `intake.calls.identity`).

        Raises WhichCall.
        """
        base = await calls.get_or_create(self.session, self.ori, call_number, now=self.now)
        received_at = received_at and self.no_later(received_at)
        return await identity.to_change(self.session, base, received_at=received_at, at=at, now=self.now)

    def no_later(self, moment: datetime) -> datetime:
        """The moment, or now if it lies too far ahead and nothing is played."""
        return moment if self.replay else set_back(moment, self.now)

    async def reach(self) -> AgencyReach:
        """What belongs to the agency itself, and is no person's; and the countries that it texts."""
        if self._reach is None:
            own = self._senders | await own_addresses.of_agency(self.session, self.ori)
            agency = await agencies.get(self.session, self.ori)
            policy = readable_policy(agency) if agency else None
            self._reach = AgencyReach(own=own, countries=policy.countries if policy else None)
        return self._reach

    async def accept(self, events: Sequence[IncomingEvent]) -> list[AcceptedEvent]:
        """Store all of them or none. Raises EventConflict, WhichCall."""
        held = {
            number: await calls.get_or_create(self.session, self.ori, number, now=self.now)
            for number in call_numbers(events)
        }
        receipts = []
        for index, incoming in enumerate(events):
            call = await self._meant(held[incoming.call_number], incoming)
            receipts.append(await self.store(call, incoming, index))
            # Statements of SQLite run on the event loop: readers have their turn between two events.
            await asyncio.sleep(0)
        return receipts

    async def _meant(self, base: Call, incoming: IncomingEvent) -> Call:
        event = incoming.event
        if event.type in CASE_EVENTS and base.number_reused_at is not None:
            number = base.call_number
            call = await identity.of_a_case(self.session, self.ori, number, case_number=event.case_number)
            return call or base
        received_at = self.received_at(incoming)
        call = await identity.to_change(self.session, base, received_at=received_at, at=event.occurred_at, now=self.now)
        if received_at is not None:
            call.said_received_at = received_at
        return call

    def received_at(self, incoming: IncomingEvent) -> datetime | None:
        """When the call was received, if the event says so."""
        event = incoming.event
        return self.no_later(event.occurred_at) if event.type is EventType.CALL_RECEIVED else None

    def contents_of(self, incoming: IncomingEvent) -> tuple[str, ...]:
        """By what a repeat is told from another event under the same id; then what other hash keys make of it."""
        hashes = self.vault.fingerprints(incoming.canonical(), kind=CONTENT_KIND)
        content = self.vault.fingerprint(incoming.canonical(), kind=CONTENT_KIND)
        return (content, *hashes.values())

    async def warnings(self, events: Sequence[IncomingEvent]) -> list[Warned]:
        """What of their people could not be used, each with its place in what was sent."""
        reach = await self.reach()
        return [
            warned
            for event in events
            for warned in (*event.warnings, *reach_warnings(event.contacts, f"{event.at}/data/contacts", reach))
        ]

    async def store(self, call: Call, incoming: IncomingEvent, index: int) -> AcceptedEvent:
        """Store one event of a call that is held. Raises EventConflict."""
        sent = incoming.event
        ahead = self.replay and is_ahead(sent.occurred_at, self.now)
        event = replace(sent, played=True) if ahead else clamped(sent, now=self.now)
        content, *same = self.contents_of(incoming)
        stored = await inbox.store(self.session, self._row(call.call_number, event, content), same=same)
        if stored is Stored.CONFLICT:
            raise EventConflict(index=index, source=event.source, event_id=event.id)
        if stored in (Stored.NEW, Stored.AFTER_RESTORE):
            self._store_place(call, incoming, at=event.occurred_at)
            people_at = incoming.people_at or event.occurred_at
            await self._store_people(call, incoming, at=self.no_later(people_at))
        if stored is Stored.AFTER_RESTORE:  # the workflow has the event, and not yet its people
            await inbox.wake(
                self.session, call, WakeUp(source="restore", key=f"{event.source}/{event.id}"), now=self.now
            )
        return AcceptedEvent(
            call_number=call.call_number,
            type=event.type.value,
            source=event.source,
            id=event.id,
            repeated=stored is Stored.REPEAT,
            clamped=event.clamped,
        )

    def _store_place(self, call: Call, incoming: IncomingEvent, *, at: datetime) -> None:
        """In the transaction that makes a call sensitive its place goes: no step of its workflow is waited for."""
        if makes_sensitive(incoming.event):
            bar_place(call, now=self.now)
        elif incoming.cell is not None:
            keep_place(call, incoming.cell, at=self.no_later(at))

    async def _store_people(self, call: Call, incoming: IncomingEvent, *, at: datetime) -> None:
        own = (await self.reach()).own
        contact_book = ContactBook(self.session, self.vault, ori=call.ori, call_id=call.id, own=own)
        sent = await without_erased(self.session, self.vault, call, incoming.contacts, by=self.by, now=self.now)
        await contact_book.upsert_contacts(sent, at=at)
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
            by=str(self.by),
            occurred_at=event.occurred_at,
            recorded_at=self.now,
        )
