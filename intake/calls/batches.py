"""Accept many events in small transactions, between which others have their turn; all are checked before one is stored.

One transaction for a thousand events would keep every other agency, and every page of the portal, waiting for it. So a
large batch is stored in portions. What is wrong with it is found first, and nothing of it is stored then. Should it end
halfway all the same (a power cut, the database is away), the sender gets no 202 and sends it again: what was stored is
known by its source and id, and is not stored twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database, DatabaseUnavailable
from db.connection.turns import TurnOf
from db.queries import inbox
from db.queries.inbox import FROM_HISTORY
from db.queries.inbox_portion import Name
from engine.giving_way import GivingWay
from intake.calls import identity
from intake.calls.accept import AcceptedEvent, EventConflict, Intake
from intake.calls.events import IncomingEvent
from intake.calls.people import Warned

PORTION = 12
"""Events stored in one transaction: ten milliseconds on SQLite, twenty on PostgreSQL."""

CHECKED = 50
"""Events looked for by one statement: two milliseconds."""


class StoredInPart(Exception):
    """The database went away when so many events of a batch were stored: it may be sent again."""

    def __init__(self, stored: int) -> None:
        self.stored = stored
        super().__init__("a batch was stored in part")


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedBatch:
    """What became of each event, and what could not be used."""

    receipts: list[AcceptedEvent]
    warnings: list[Warned]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchIntake:
    """Accepts the events of one request, in turns of `of`; `intake_in` makes the intake of one transaction.

    `giving_way`: what else the process serves meanwhile; the request itself counts there as a short one.
    """

    database: Database
    intake_in: Callable[[AsyncSession], Intake]
    of: TurnOf
    giving_way: GivingWay

    async def accept(self, events: Sequence[IncomingEvent]) -> AcceptedBatch:
        """Store all of them. Raises EventConflict, WhichCall, StoredInPart, DatabaseUnavailable."""
        if len(events) <= PORTION:
            return await self._store(events)
        with self.giving_way.long():
            await self._check(events)
            receipts: list[AcceptedEvent] = []
            warnings: list[Warned] = []
            for start in range(0, len(events), PORTION):
                async with self.giving_way.piece():
                    portion = await self._store(events[start : start + PORTION], stored=start, is_urgent=False)
                receipts += portion.receipts
                warnings += portion.warnings
            return AcceptedBatch(receipts=receipts, warnings=warnings)

    async def _check(self, events: Sequence[IncomingEvent]) -> None:
        """What would be refused halfway is refused now. Raises EventConflict, WhichCall."""
        seen: dict[Name, IncomingEvent] = {}
        receipts: dict[str, list[datetime]] = {}
        for start in range(0, len(events), CHECKED):
            async with self.database.reading() as session:
                intake = self.intake_in(session)
                portion = events[start : start + CHECKED]
                known = await inbox.contents(session, intake.ori, [event.event for event in portion])
                for index, incoming in enumerate(portion, start):
                    name = (incoming.event.source, incoming.event.id)
                    if not _is_same(intake, incoming, known.get(name), seen.setdefault(name, incoming)):
                        raise EventConflict(index=index, source=name[0], event_id=name[1])
                    if received_at := intake.received_at(incoming):
                        receipts.setdefault(incoming.call_number, []).append(received_at)
            await self.giving_way.to_others()
        async with self.database.reading() as session:
            await identity.check(session, self.intake_in(session).ori, receipts)

    async def _store(
        self, portion: Sequence[IncomingEvent], *, stored: int = 0, is_urgent: bool = True
    ) -> AcceptedBatch:
        try:
            async with self.database.transaction(of=self.of) as session:
                intake = self.intake_in(session)
                if not is_urgent:
                    intake.to_relay.leave()
                receipts = await intake.accept(portion)
                warnings = await intake.warnings(portion)
            intake.to_relay.hand_over()
            return AcceptedBatch(receipts=receipts, warnings=warnings)
        except EventConflict as conflict:  # it came by another request a moment ago
            raise conflict.after(stored) from None
        except DatabaseUnavailable:
            if stored:
                raise StoredInPart(stored) from None
            raise


def _is_same(intake: Intake, incoming: IncomingEvent, known: str | None, first: IncomingEvent) -> bool:
    """True if the event is new, or what was sent before under its source and id: in this batch, or to be `known`."""
    if known is None or known == FROM_HISTORY:
        return first is incoming or intake.contents_of(first)[0] in intake.contents_of(incoming)
    return known in intake.contents_of(incoming)
