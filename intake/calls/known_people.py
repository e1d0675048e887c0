"""What is known of the people of the calls that one request is about: read once, however many events name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import contacts, erasures
from db.tables import Call, Person
from domain.actors import Actor
from intake.calls.contact_book import ContactBook
from intake.calls.erased_contacts import note_left_out, without_erased
from intake.calls.people import ContactIn


class KnownPeople:
    """Within the transaction that holds the calls, all of one agency."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._people: dict[str, list[Person]] = {}
        self._erased: dict[str, frozenset[str]] = {}
        self._new = contacts.NewPeople(session)

    def none_yet(self, call_ids: Iterable[str]) -> None:
        """These calls were made a moment ago."""
        self._people |= {call_id: [] for call_id in call_ids}

    async def read(self, calls: Sequence[Call]) -> None:
        """Read who is known of these calls, and who was erased."""
        unread = sorted({call.id for call in calls} - self._people.keys())
        if unread:
            self._people |= {call_id: [] for call_id in unread}
            for person in await contacts.everyone_locked(self._session, unread):
                self._people[person.call_id].append(person)
        await self._read_erased(calls)

    def book(self, call: Call, own: Collection[str]) -> ContactBook:
        """To write down what is said of people of a call that was read. `own`: numbers that are the agency's."""
        known = self._people[call.id]
        return ContactBook(self._session, self._vault, call=call, known=known, new=self._new, own=own)

    async def write_new(self) -> None:
        """Store who became known."""
        await self._new.write()

    async def without_erased(
        self, call: Call, people: Sequence[ContactIn], *, by: Actor, now: datetime
    ) -> tuple[ContactIn, ...]:
        """Those who were not erased, of those that `by` names."""
        if not people:
            return ()
        await self._read_erased([call])
        kept = without_erased(self._vault, call, people, self._erased[call.id])
        if len(kept) < len(people):
            await note_left_out(self._session, call, by=by, now=now)
        return kept

    async def _read_erased(self, calls: Sequence[Call]) -> None:
        unread = [call for call in calls if call.id not in self._erased]
        if unread:
            self._erased |= await erasures.erased_refs(self._session, unread)
