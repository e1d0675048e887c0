"""Calls that really took their steps, by the workflow's memory and the activity that records them, without Temporal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.check_senders import SenderChecks
from activities.contract import StepRequest
from activities.record_step import CallRecords
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, calls, contacts, inbox
from db.queries.contacts import PersonValues
from db.tables import Agency, InboxEvent
from domain.events import CallEvent
from policies.files import load_question_sets
from tests.builders import START
from tests.database import an_agency
from workflows.call_memory import CallMemory
from workflows.contract import CallForServiceInput
from workflows.signalled import Signalled, entry_key

ORI = "WASPD0000"
BY_STAFF = "staff"
"""The source of changes that do not come through the inbox."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Events that come together, and the people who come with them, by their ref."""

    at: datetime
    events: Sequence[CallEvent]
    people: tuple[tuple[str, PersonValues], ...] = ()


class TakenCall:
    """One call on its way."""

    def __init__(self, database: Database, vault: Vault, number: str) -> None:
        self._database, self._vault, self._number = database, vault, number
        self._memory = CallMemory(CallForServiceInput(agency=ORI, call_number=number))
        senders = SenderChecks(vault=vault, clock=lambda: START, take_unproven=True)
        sets = load_question_sets()
        self._records = CallRecords(database=database, vault=vault, question_sets=sets, senders=senders)

    async def go(self, batches: Iterable[Batch], *, until: datetime) -> None:
        """Everything that happens to it."""
        for batch in batches:
            await self._wait(batch.at)
            await self._accept(batch)
            await self._step(batch.at, batch.events)
        await self._wait(until)

    async def _wait(self, moment: datetime) -> None:
        while (due := self._memory.next_step) is not None and due.at < moment:
            await self._step(due.at, ())

    async def _accept(self, batch: Batch) -> None:
        async with self._database.transaction() as session:
            call = await calls.get_or_create(session, ORI, self._number, now=batch.at)
            for ref, values in batch.people:
                await contacts.upsert(session, self._vault, call_id=call.id, ref=ref, values=values, now=batch.at)
            for event in batch.events:
                if event.source == BY_STAFF:
                    continue
                line = InboxEvent(
                    ori=ORI,
                    source=event.source,
                    event_id=event.id,
                    content_hash=event.id,
                    call_number=self._number,
                    type=event.type.value,
                    facts=event.to_mapping(),
                    occurred_at=event.occurred_at,
                    recorded_at=batch.at,
                )
                await inbox.store(session, line)

    async def _step(self, now: datetime, events: Sequence[CallEvent]) -> None:
        memory, due = self._memory, self._memory.due(now)
        now = max((now, *(deadline.at for deadline in due)))
        signalled = [Signalled(event=event, entry_key=entry_key(event)) for event in events]
        happened = (*memory.take(signalled, now=now), *memory.pass_deadlines(due, now=now))
        outcome = await self._records.record_step(StepRequest(state=memory.state, now=now, happened=happened))
        memory.planned(outcome, now=now)


async def open_agency(database: Database, policy: str) -> Agency:
    """The agency whose calls they are."""
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI, policy=policy))
        found = await agencies.get(session, ORI)
    assert found is not None
    return found
