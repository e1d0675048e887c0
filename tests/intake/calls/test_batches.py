"""A large batch is checked whole and stored in portions: all of it in the end, each event once (case E6)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database, DatabaseUnavailable
from db.connection.turns import OURS, TurnOf
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries.inbox import FROM_HISTORY, bring_back
from db.tables import InboxEvent
from engine.giving_way import GivingWay
from intake.calls.accept import EventConflict, Intake
from intake.calls.batches import PORTION, AcceptedBatch, BatchIntake, StoredInPart
from intake.calls.events import EventIn, IncomingEvent, incoming
from tests.database import CAD, NOW, a_call
from tests.intake.calls.test_accept import CALL, ORI, an_event, inbox
from tests.new_hash_key import replaced
from tests.statements import statements_of

MANY = PORTION * 2 + 7


@pytest.fixture(autouse=True)
async def agency(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)


def a_batch() -> list[IncomingEvent]:
    return [an_event(str(n), minutes=n % 5, priority=n % 4 + 1) for n in range(MANY)]


async def accept(
    database: Database, vault: Vault, events: Sequence[IncomingEvent], giving_way: GivingWay | None = None
) -> AcceptedBatch:
    def intake_in(session: AsyncSession) -> Intake:
        return Intake(session, vault, ori=ORI, by=CAD, now=NOW)

    return await BatchIntake(
        database=database, intake_in=intake_in, of=TurnOf(agency=ORI), giving_way=giving_way or GivingWay()
    ).accept(events)


async def test_e6_a_large_batch_is_stored_in_its_order(database: Database, vault: Vault) -> None:
    accepted = await accept(database, vault, a_batch())
    assert [receipt.id for receipt in accepted.receipts] == [str(n) for n in range(MANY)]
    assert [row.event_id for row in await inbox(database)] == [str(n) for n in range(MANY)]


async def test_a_large_batch_does_not_give_way_to_itself(
    database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its request is one of those that others give way to, until it turns out to be long."""
    monkeypatch.setattr("engine.giving_way.LONGEST", timedelta(days=1))
    giving_way = GivingWay()
    with giving_way.short():
        await asyncio.wait_for(accept(database, vault, a_batch(), giving_way), timeout=300)


async def test_e6_a_large_batch_sent_again_is_stored_once(database: Database, vault: Vault) -> None:
    await accept(database, vault, a_batch())
    again = await accept(database, vault, a_batch())
    assert all(receipt.repeated for receipt in again.receipts)
    assert len(await inbox(database)) == MANY


async def test_a_large_batch_is_the_same_again_by_a_new_hash_key(
    database: Database, vault: Vault, key_ring: KeyRing
) -> None:
    await accept(database, vault, a_batch())
    await replaced(database, key_ring)
    assert all(receipt.repeated for receipt in (await accept(database, vault, a_batch())).receipts)
    with pytest.raises(EventConflict):
        await accept(database, vault, [an_event(str(n), beat="C9") for n in range(MANY)])


@pytest.mark.parametrize("at", [0, PORTION, MANY - 1])
async def test_e6_a_conflict_anywhere_in_a_large_batch_stores_nothing(
    database: Database, vault: Vault, at: int
) -> None:
    await accept(database, vault, [an_event(str(at), beat="C9")])
    with pytest.raises(EventConflict) as conflict:
        await accept(database, vault, a_batch())
    assert (conflict.value.index, conflict.value.stored) == (at, 0)
    assert len(await inbox(database)) == 1


async def test_e6_a_batch_that_contradicts_itself_stores_nothing(database: Database, vault: Vault) -> None:
    with pytest.raises(EventConflict) as conflict:
        await accept(database, vault, [*a_batch(), an_event("3", beat="C9")])
    assert conflict.value.index == MANY
    assert await inbox(database) == []


async def test_a_large_batch_brings_what_only_histories_knew_with_its_people(database: Database, vault: Vault) -> None:
    """After a restore the feed sends its backlog again: what the comparison brought back is no conflict."""
    known = InboxEvent(
        ori=ORI,
        source="cad",
        event_id="3",
        content_hash="",
        call_number=CALL,
        type="call.updated",
        facts=a_batch()[3].event.to_mapping(),
        occurred_at=NOW,
        recorded_at=NOW,
    )
    async with database.transaction() as session:
        await bring_back(session, known)
    accepted = await accept(database, vault, a_batch())
    assert not any(receipt.repeated for receipt in accepted.receipts)
    assert [row.content_hash for row in await inbox(database) if row.content_hash == FROM_HISTORY] == []


async def test_a_hundred_events_of_fifty_calls_take_a_few_statements_a_portion(
    database: Database, vault: Vault
) -> None:
    sent = [
        incoming(
            EventIn.model_validate(
                {
                    "type": "call.received" if n < 50 else "call.updated",
                    "source": "cad",
                    "id": str(n),
                    "time": NOW,
                    "subject": f"26-5{n % 50:05}",
                    "data": {"contacts": [{"phone": f"+1206555{n:04}", "language": "en"}]} if n < 50 else {},
                },
                strict=False,
            )
        )
        for n in range(100)
    ]
    portions = 100 // PORTION
    with statements_of(database) as asked:
        await accept(database, vault, sent)
    assert len([each for each in asked if not each.startswith("BEGIN")]) <= 9 * portions


class AwayAfter:
    """A database that goes away after so many transactions."""

    def __init__(self, database: Database, transactions: int) -> None:
        self._database = database
        self._left = transactions
        self.reading = database.reading

    @asynccontextmanager
    async def transaction(self, of: TurnOf = OURS) -> AsyncIterator[AsyncSession]:
        if not self._left:
            raise DatabaseUnavailable("gone")
        self._left -= 1
        async with self._database.transaction(of=of) as session:
            yield session


async def test_e6_what_was_cut_off_is_sent_again_and_stored_once(database: Database, vault: Vault) -> None:
    with pytest.raises(StoredInPart) as cut:
        await accept(AwayAfter(database, 1), vault, a_batch())  # type: ignore[arg-type]  # what a batch asks of one
    assert cut.value.stored == PORTION == len(await inbox(database))
    again = await accept(database, vault, a_batch())
    assert [receipt.repeated for receipt in again.receipts] == [True] * PORTION + [False] * (MANY - PORTION)
    assert [row.event_id for row in await inbox(database)] == [str(n) for n in range(MANY)]


async def test_e6_what_could_not_begin_is_not_stored_in_part(database: Database, vault: Vault) -> None:
    with pytest.raises(DatabaseUnavailable):
        await accept(AwayAfter(database, 0), vault, a_batch())  # type: ignore[arg-type]  # as above
