"""Accept events: if new, store their facts in the inbox and their people sealed. Nothing is sent here.

Accepted means stored. What happens next is the relay's business (`intake.relay.relay`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.call_place import bar_place, keep_place
from db.encryption.vault import Vault
from db.queries import held_calls, inbox, inbox_portion, known_agencies
from db.queries.inbox import Stored
from db.queries.inbox_portion import NewEvent, StoredAs
from db.tables import Call
from domain.actors import Actor
from domain.clocks import is_ahead, set_back
from domain.events import CallEvent, EventType
from domain.lifecycle import CASE_EVENTS
from domain.wakes import WakeUp
from intake.calls import identity
from intake.calls.events import IncomingEvent, call_numbers, clamped, makes_sensitive
from intake.calls.known_people import KnownPeople
from intake.calls.people import AgencyReach, Warned, reach_warnings
from intake.relay.in_hand import InHand
from intake.relay.to_relay import ToRelay
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

    `senders`: what the settings name to send from, besides what the agency's own rows say. `in_hand`: where this
    process relays what it accepts; when the transaction is committed, hand over `to_relay`.
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
        in_hand: InHand | None = None,
    ) -> None:
        self.session = session
        self.vault = vault
        self.ori = ori
        self.by = by
        self.now = now
        self.replay = replay
        self.people = KnownPeople(session, vault)
        self.to_relay = ToRelay(in_hand)
        self._senders = senders
        self._reach: AgencyReach | None = None

    async def hold(self, call_number: str, *, received_at: datetime | None, at: datetime) -> Call:
        """The call that is meant, created if new, held until the transaction ends (see `intake.calls.identity`).

        Raises WhichCall.
        """
        base = (await self._hold([call_number], received={}))[call_number]
        received_at = received_at and self.no_later(received_at)
        return await identity.to_change(self.session, base, received_at=received_at, at=at, now=self.now)

    async def _hold(self, numbers: Sequence[str], *, received: Mapping[str, datetime]) -> dict[str, Call]:
        held = await held_calls.hold(self.session, self.ori, numbers, received=received, now=self.now)
        self.people.none_yet(held.made)
        return held.by_number

    def no_later(self, moment: datetime) -> datetime:
        """The moment, or now if it lies too far ahead and nothing is played."""
        return moment if self.replay else set_back(moment, self.now)

    async def reach(self) -> AgencyReach:
        """What belongs to the agency itself, and is no person's; and the countries that it texts."""
        if self._reach is None:
            known = await known_agencies.get(self.session, self.ori)
            policy = readable_policy(known.agency) if known else None
            own = self._senders | (known.own_addresses if known else frozenset())
            self._reach = AgencyReach(own=own, countries=policy.countries if policy else None)
        return self._reach

    async def accept(self, events: Sequence[IncomingEvent]) -> list[AcceptedEvent]:
        """Store all of them or none. Raises EventConflict, WhichCall."""
        held = await self._hold(call_numbers(events), received=self._first_receipts(events))
        return await self.store_all([(await self._meant(held[each.call_number], each), each) for each in events])

    def _first_receipts(self, events: Sequence[IncomingEvent]) -> dict[str, datetime]:
        """By number of a call: when it was received, if one of them says so."""
        receipts: dict[str, datetime] = {}
        for incoming in events:
            if received_at := self.received_at(incoming):
                receipts.setdefault(incoming.call_number, received_at)
        return receipts

    async def _meant(self, base: Call, incoming: IncomingEvent) -> Call:
        event = incoming.event
        if event.type in CASE_EVENTS and base.number_reused_at is not None:
            number = base.call_number
            call = await identity.of_a_case(self.session, self.ori, number, case_number=event.case_number)
            return call or base
        received_at = self.received_at(incoming)
        call = await identity.to_change(self.session, base, received_at=received_at, at=event.occurred_at, now=self.now)
        if received_at not in (None, call.said_received_at):
            call.said_received_at = received_at
        return call

    def received_at(self, incoming: IncomingEvent) -> datetime | None:
        """When the call was received, if the event says so."""
        event = incoming.event
        return self.no_later(event.occurred_at) if event.type is EventType.CALL_RECEIVED else None

    def contents_of(self, incoming: IncomingEvent) -> tuple[str, ...]:
        """By what a repeat is told from another event under the same id; then what other hash keys make of it."""
        hashes = self.vault.fingerprints(incoming.canonical, kind=CONTENT_KIND)
        return (hashes[self.vault.ring.hash_key_in_force], *hashes.values())

    async def warnings(self, events: Sequence[IncomingEvent]) -> list[Warned]:
        """What of their people could not be used, each with its place in what was sent."""
        found: list[Warned] = []
        for event in events:
            found += event.warnings
            if event.contacts:
                found += reach_warnings(event.contacts, f"{event.at}/data/contacts", await self.reach())
        return found

    async def store(self, call: Call, incoming: IncomingEvent, index: int) -> AcceptedEvent:
        """Store one event of a call that is held; `index` is its place for an EventConflict, which this raises."""
        try:
            return (await self.store_all([(call, incoming)]))[0]
        except EventConflict as conflict:
            raise conflict.after(index) from None

    async def store_all(self, sent: Sequence[tuple[Call, IncomingEvent]]) -> list[AcceptedEvent]:
        """Store events of calls that are held, in their order. Raises EventConflict."""
        rows = [_Row(call=call, incoming=incoming, event=self._in_time(incoming.event)) for call, incoming in sent]
        until = self.to_relay.until(len({call.id for call, _ in sent}))
        new = [self._as_stored(row, until) for row in rows]
        outcomes = await inbox_portion.store(self.session, new)
        for index, (row, outcome) in enumerate(zip(rows, outcomes, strict=True)):
            if outcome.stored is Stored.CONFLICT:
                raise EventConflict(index=index, source=row.event.source, event_id=row.event.id)
        news = [row for row, outcome in zip(rows, outcomes, strict=True) if outcome.stored is not Stored.REPEAT]
        await self._store_what_they_say(news)
        calls = [row.call for row in rows]
        await self.to_relay.note(self.session, list(zip(calls, new, outcomes, strict=True)))
        for row, outcome in zip(rows, outcomes, strict=True):
            if outcome.stored is Stored.AFTER_RESTORE:  # the workflow has the event, and not yet its people
                why = WakeUp(source="restore", key=f"{row.event.source}/{row.event.id}")
                await inbox.wake(self.session, row.call, why, now=self.now)
        return [row.receipt(outcome) for row, outcome in zip(rows, outcomes, strict=True)]

    def _in_time(self, sent: CallEvent) -> CallEvent:
        ahead = self.replay and is_ahead(sent.occurred_at, self.now)
        return replace(sent, played=True) if ahead else clamped(sent, now=self.now)

    async def _store_what_they_say(self, news: Sequence[_Row]) -> None:
        named = [row for row in news if row.names_people]
        if named:
            await self.people.read([row.call for row in named])
        for row in news:
            self._store_place(row.call, row.incoming, at=row.event.occurred_at)
            row.incoming.staff_ids.add_to(row.call)
            if row.names_people:
                await self._store_people(row)
                # Statements of SQLite run on the event loop: readers have their turn between two events.
                await asyncio.sleep(0)
        await self.people.write_new()

    def _store_place(self, call: Call, incoming: IncomingEvent, *, at: datetime) -> None:
        """In the transaction that makes a call sensitive its place goes: no step of its workflow is waited for."""
        if makes_sensitive(incoming.event):
            bar_place(call, now=self.now)
        elif incoming.cell is not None:
            keep_place(call, incoming.cell, at=self.no_later(at))

    async def _store_people(self, row: _Row) -> None:
        incoming, at = row.incoming, self.no_later(row.incoming.people_at or row.event.occurred_at)
        sent = await self.people.without_erased(row.call, incoming.contacts, by=self.by, now=self.now)
        own = (await self.reach()).own if sent or incoming.detective else ()
        book = self.people.book(row.call, own)
        await book.upsert_contacts(sent, at=at)
        if incoming.event.type is EventType.CASE_ASSIGNED:
            await book.replace_detective(incoming.detective, at=at)

    def _as_stored(self, row: _Row, until: datetime | None) -> NewEvent:
        return NewEvent(
            ori=self.ori,
            source=row.event.source,
            event_id=row.event.id,
            contents=self.contents_of(row.incoming),
            call_number=row.call.call_number,
            type=row.event.type.value,
            facts=row.event.to_mapping(),
            by=str(self.by),
            occurred_at=row.event.occurred_at,
            recorded_at=self.now,
            claimed_until=until,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """An event on its way into the inbox. `event`: as it is kept, its time by our clock."""

    call: Call
    incoming: IncomingEvent
    event: CallEvent

    @property
    def names_people(self) -> bool:
        return bool(self.incoming.contacts) or self.incoming.event.type is EventType.CASE_ASSIGNED

    def receipt(self, outcome: StoredAs) -> AcceptedEvent:
        return AcceptedEvent(
            call_number=self.call.call_number,
            type=self.event.type.value,
            source=self.event.source,
            id=self.event.id,
            repeated=outcome.stored is Stored.REPEAT,
            clamped=self.event.clamped,
        )
