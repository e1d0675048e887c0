"""Where a call is, from every door to its row: kept as a cell there and nowhere else, and not of every call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import calls, contacts, erasure
from db.tables import Call
from domain.actors import Actor, ActorKind
from domain.events import CallEvent, EventType
from intake.calls.accept import Intake
from intake.calls.events import EventIn, IncomingEvent, incoming
from intake.calls.snapshots import Snapshot, SnapshotReceipt, accept_snapshot
from tests.database import CAD, NOW, a_call
from tests.db.everything import places_of

ORI, CALL = "WASPD0000", "26-000001"
HERE, CELL = {"latitude": 47.613371, "longitude": -122.342904}, "8a28d542ca1ffff"
JITTERED = {"latitude": 47.613391, "longitude": -122.342924}
THERE, OTHER_CELL = {"latitude": 47.6, "longitude": -122.3}, "8a28d5421d47fff"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
async def agency(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)


async def snapshot(database: Database, vault: Vault, **said: Any) -> SnapshotReceipt:
    sent = Snapshot.model_validate(said, strict=False)
    async with database.transaction() as session:
        return await accept_snapshot(Intake(session, vault, ori=ORI, by=CAD, now=LATER), CALL, sent)


async def event(database: Database, vault: Vault, event_id: str, minutes: float = 0, **data: Any) -> None:
    async with database.transaction() as session:
        sent = an_event(event_id, minutes, **data)
        await Intake(session, vault, ori=ORI, by=CAD, now=LATER).accept([sent])


def an_event(event_id: str, minutes: float = 0, **data: Any) -> IncomingEvent:
    time = NOW - timedelta(minutes=minutes)
    sent = {"type": "call.updated", "source": "cad", "id": event_id, "time": time, "subject": CALL, "data": data}
    return incoming(EventIn.model_validate(sent, strict=False))


async def the_call(database: Database) -> Call:
    async with database.reading() as session:
        call = await calls.get(session, ORI, CALL)
    assert call is not None
    return call


async def cell(database: Database) -> str | None:
    return (await the_call(database)).cell


async def test_a_snapshot_says_where_and_takes_it_back(database: Database, vault: Vault) -> None:
    await snapshot(database, vault, location=HERE, updated_at=NOW)
    assert await cell(database) == CELL
    await snapshot(database, vault, priority=2)
    assert await cell(database) == CELL
    await snapshot(database, vault, location=None)
    assert await cell(database) is None


async def test_a_snapshot_whose_place_alone_is_new_makes_no_event(database: Database, vault: Vault) -> None:
    await snapshot(database, vault, location=HERE, priority=2)
    receipt = await snapshot(database, vault, location=THERE, priority=2)
    assert (receipt.events, await cell(database)) == ((), OTHER_CELL)


async def test_each_word_has_its_own_time_whatever_the_door_and_the_order(database: Database, vault: Vault) -> None:
    await event(database, vault, "1", location=THERE)
    await snapshot(database, vault, location=HERE, updated_at=NOW - timedelta(minutes=5))
    await event(database, vault, "2", 3, location=HERE)
    assert await cell(database) == OTHER_CELL
    await snapshot(database, vault, location=HERE, updated_at=LATER)
    await snapshot(database, vault, location=THERE, updated_at=NOW)
    assert await cell(database) == CELL


async def test_an_older_snapshot_fills_what_no_newer_one_said(database: Database, vault: Vault) -> None:
    await snapshot(database, vault, priority=2, updated_at=LATER)
    receipt = await snapshot(database, vault, location=HERE, updated_at=NOW)
    assert (receipt.stale, await cell(database)) == (True, CELL)


async def test_null_in_an_event_says_nothing_as_of_every_other_fact(database: Database, vault: Vault) -> None:
    await event(database, vault, "1", 5, location=HERE)
    await event(database, vault, "2", location=None)
    assert await cell(database) == CELL


@pytest.mark.parametrize("again", [HERE, JITTERED, THERE, "no place", None])
async def test_a_repeat_is_a_repeat_wherever_it_says_that_it_was(
    database: Database, vault: Vault, again: object
) -> None:
    await event(database, vault, "1", location=HERE)
    await event(database, vault, "1", location=again)
    assert await cell(database) == CELL


def test_the_hash_by_which_a_repeat_is_known_is_not_of_the_place() -> None:
    assert an_event("1", priority=2, location=HERE).canonical == an_event("1", priority=2).canonical


@pytest.mark.parametrize("incident_type", ["DVA", "dva", "UNKNOWN", "no such type", "CARDIAC"])
async def test_a_call_that_is_sensitive_when_it_comes_has_no_place(
    database: Database, vault: Vault, incident_type: str
) -> None:
    await event(database, vault, "1", incident_type=incident_type, location=HERE)
    await event(database, vault, "2", incident_type="NOISE", location=HERE)
    await snapshot(database, vault, incident_type="NOISE", location=HERE)
    call = await the_call(database)
    assert (call.cell, call.cell_at, call.place_barred_at) == (None, None, LATER)
    assert an_event("1", incident_type=incident_type, location=HERE).cell is None


async def test_one_that_becomes_sensitive_loses_it_in_the_same_transaction(database: Database, vault: Vault) -> None:
    await snapshot(database, vault, incident_type="NOISE", location=HERE)
    await snapshot(database, vault, incident_type="DVA", location=HERE)
    assert await cell(database) is None
    await snapshot(database, vault, incident_type="NOISE", location=HERE)
    assert await cell(database) is None


async def test_a_sensitive_type_counts_however_late_it_comes(database: Database, vault: Vault) -> None:
    await snapshot(database, vault, incident_type="NOISE", location=HERE, updated_at=LATER)
    await snapshot(database, vault, incident_type="DVA", updated_at=NOW - timedelta(days=1))
    assert await cell(database) is None


async def test_one_that_staff_calls_sensitive_loses_it(database: Database, vault: Vault) -> None:
    await event(database, vault, "1", incident_type="NOISE", location=HERE)
    staff = Actor(ActorKind.STAFF, "4711")
    marked = CallEvent(type=EventType.CALL_UPDATED, occurred_at=NOW, id="s", source="staff", sensitive=True)
    async with database.transaction() as session:
        call = await calls.lock_call(session, ORI, CALL)
        assert call is not None
        await Intake(session, vault, ori=ORI, by=staff, now=LATER).store(
            call, IncomingEvent(call_number=CALL, event=marked), 0
        )
    await event(database, vault, "2", location=HERE)
    assert await cell(database) is None


@pytest.mark.parametrize("said", [{"officer_initiated": True}, {"merged_into": "26-2"}])
async def test_a_call_that_does_not_count_takes_no_place(
    database: Database, vault: Vault, said: dict[str, Any]
) -> None:
    await event(database, vault, "1", location=HERE, **said)
    assert await cell(database) is None
    await snapshot(database, vault, location=HERE, **said)
    assert await cell(database) is None


async def test_what_was_no_location_is_warned_of_and_changes_nothing(database: Database, vault: Vault) -> None:
    await snapshot(database, vault, location=HERE)
    receipt = await snapshot(database, vault, location={"latitude": 0, "longitude": 0}, priority=2)
    assert [warned.pointer for warned in receipt.warnings] == ["/location"]
    assert await cell(database) == CELL


async def test_with_the_last_of_its_people_it_goes_for_good(database: Database, vault: Vault) -> None:
    people = [{"ref": "a", "phone": "+12065550123"}, {"ref": "b", "phone": "+12065550124"}]
    await snapshot(database, vault, location=HERE, contacts=people)
    for left in (CELL, None):
        async with database.transaction() as session:
            call = await calls.lock_call(session, ORI, CALL)
            assert call is not None
            known = [person for person in await contacts.of_call(session, call.id) if person.phone_hash]
            await erasure.erase(session, known[0].id, now=LATER)
        assert await cell(database) == left
    await snapshot(database, vault, location=HERE, contacts=people)
    assert await cell(database) is None


async def test_the_cell_stands_in_one_column_and_the_point_in_none(database: Database, vault: Vault) -> None:
    await snapshot(database, vault, location=HERE, priority=2, contacts=[{"phone": "+12065550123"}])
    await event(database, vault, "1", location=HERE, priority=3)
    assert await places_of(database, CELL) == {"calls.cell"}
    assert await places_of(database, "613371", "342904") == set()
