"""Who took a call and who came: kept with the call by id, and nowhere else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import calls
from db.tables import Call, InboxEvent
from intake.calls.accept import EventConflict, Intake
from intake.calls.events import EventData, EventIn, IncomingEvent, incoming
from intake.calls.snapshots import Snapshot, accept_snapshot
from tests.database import CAD, NOW, a_call
from tests.own_logs import own_logs

ORI = "WASPD0000"
CALL = "26-000001"


@pytest.fixture
async def agency(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)


async def snapshot(database: Database, vault: Vault, **said: Any) -> Call:
    sent = Snapshot.model_validate(said, strict=False)
    async with database.transaction() as session:
        await accept_snapshot(Intake(session, vault, ori=ORI, by=CAD, now=NOW), CALL, sent)
    return await the_call(database)


async def event(database: Database, vault: Vault, event_id: str, minutes: int = 0, **data: Any) -> Call:
    async with database.transaction() as session:
        await Intake(session, vault, ori=ORI, by=CAD, now=NOW).accept([an_event(event_id, minutes, **data)])
    return await the_call(database)


def an_event(event_id: str, minutes: int = 0, **data: Any) -> IncomingEvent:
    time: datetime = NOW - timedelta(minutes=minutes)
    sent = {"type": "unit.arrived", "source": "cad", "id": event_id, "time": time, "subject": CALL, "data": data}
    return incoming(EventIn.model_validate(sent, strict=False))


async def the_call(database: Database) -> Call:
    async with database.reading() as session:
        call = await calls.get(session, ORI, CALL)
    assert call is not None
    return call


@pytest.mark.usefixtures("agency")
async def test_a_snapshot_says_how_it_is(database: Database, vault: Vault) -> None:
    call = await snapshot(database, vault, call_taker="D117", officers=["4711", "4712", "4711"])
    assert (call.call_taker, call.officers) == ("D117", ["4711", "4712"])
    call = await snapshot(database, vault, priority=2)
    assert (call.call_taker, call.officers) == ("D117", ["4711", "4712"])
    call = await snapshot(database, vault, officers=["4713"])
    assert (call.call_taker, call.officers) == ("D117", ["4713"])
    call = await snapshot(database, vault, call_taker=None, officers=None)
    assert (call.call_taker, call.officers) == (None, [])


@pytest.mark.usefixtures("agency")
async def test_an_older_snapshot_than_the_one_known_changes_nobody(database: Database, vault: Vault) -> None:
    await snapshot(database, vault, call_taker="D117", updated_at=NOW)
    call = await snapshot(database, vault, call_taker="D118", updated_at=NOW - timedelta(minutes=1))
    assert call.call_taker == "D117"


@pytest.mark.usefixtures("agency")
async def test_events_add_officers_and_say_anew_who_took_the_call(database: Database, vault: Vault) -> None:
    await event(database, vault, "1", call_taker="D117", officers=["4711"])
    call = await event(database, vault, "2", 5, officers=["4712", "4711"])
    assert (call.call_taker, call.officers) == ("D117", ["4711", "4712"])
    assert (await event(database, vault, "3", call_taker="D118")).call_taker == "D118"


@pytest.mark.usefixtures("agency")
async def test_a_repeat_is_one_and_other_officers_under_the_same_id_are_a_conflict(
    database: Database, vault: Vault
) -> None:
    await event(database, vault, "1", officers=["4711", "4712"])
    await event(database, vault, "1", officers=["4712", "4711"])
    with pytest.raises(EventConflict):
        await event(database, vault, "1", officers=["4713"])
    assert (await the_call(database)).officers == ["4711", "4712"]


def test_an_event_without_them_reads_as_it_did_before_they_could_be_said() -> None:
    assert json.loads(an_event("1", priority=2).canonical).keys() == {"call", "event", "contacts"}


@pytest.mark.usefixtures("agency")
async def test_no_more_are_kept_than_a_call_can_have(database: Database, vault: Vault) -> None:
    await event(database, vault, "1", officers=[f"A{n}" for n in range(40)])
    call = await event(database, vault, "2", officers=[f"B{n}" for n in range(40)])
    assert len(call.officers) == 50
    assert call.officers[-1] == "B9"


@pytest.mark.usefixtures("agency")
async def test_they_go_into_no_event_no_snapshot_and_no_log(database: Database, vault: Vault) -> None:
    with own_logs() as logs:
        await snapshot(database, vault, priority=1, received_at=NOW, call_taker="SECRET-1", officers=["SECRET-2"])
        call = await event(database, vault, "1", call_taker="SECRET-1", officers=["SECRET-3"])
    async with database.reading() as session:
        inbox = (await session.scalars(select(InboxEvent))).all()
    assert [line.type for line in inbox] == ["call.received", "unit.arrived"]
    assert "SECRET" not in json.dumps([[line.facts for line in inbox], call.snapshot, call.state, logs], default=str)
    assert call.officers == ["SECRET-2", "SECRET-3"]


@pytest.mark.parametrize("value", ["Ana Example", "", "x" * 65, "A\n1", 7, "Ñ1"])
def test_a_name_is_no_id_and_is_left_out(value: object) -> None:
    for said in ({"call_taker": value}, {"officers": [value]}):
        for model in (Snapshot, EventData):
            read = model.model_validate(said)
            [name] = said
            assert (getattr(read, name), read.left_out) == (None, (name,))
