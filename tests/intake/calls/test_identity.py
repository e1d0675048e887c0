"""A call is a number and a time: numbers used again never mix two calls, and a corrected receipt corrects one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from db.connection.session import Database
from db.connection.turns import TurnOf
from db.encryption.vault import Vault
from db.queries import agencies, contacts
from db.tables import Call, InboxEvent
from domain.call_state import CallState
from domain.events import CallEvent
from domain.lifecycle import advance
from engine.giving_way import GivingWay
from intake.calls import identity
from intake.calls.accept import AcceptedEvent, Intake
from intake.calls.batches import BatchIntake
from intake.calls.events import EventIn, incoming
from intake.calls.identity import NumberUsedAgain, SeveralCalls
from intake.calls.snapshots import Snapshot, SnapshotReceipt, accept_snapshot
from intake.staff.case_status import CaseStatusIn, change_case_status
from tests.database import CAD, NOW, a_call
from tests.intake.fakes import POLICY

ORI, NUMBER = "WASPD0000", "24-1"
REUSED = POLICY.replace("[calls]", "[calls]\nnumbers_are_reused = true")
DAY = 24 * 60
LATER = 60 * DAY


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.fixture(autouse=True)
async def agency(database: Database) -> None:
    await a_call(database, "26-000000", ori=ORI)


async def numbers_are_reused(database: Database) -> None:
    async with database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        agency.policy = REUSED


async def seen(database: Database, vault: Vault, minutes: float, number: str = NUMBER, **said: Any) -> SnapshotReceipt:
    snapshot = Snapshot.model_validate(said, strict=False)
    async with database.transaction() as session:
        return await accept_snapshot(Intake(session, vault, ori=ORI, by=CAD, now=at(minutes)), number, snapshot)


async def happened(
    database: Database, vault: Vault, minutes: float, *events: tuple[str, float, dict[str, Any]]
) -> Sequence[AcceptedEvent]:
    sent = [
        incoming(
            EventIn.model_validate(
                {
                    "type": type_,
                    "source": "cad",
                    "id": f"{type_}@{when}",
                    "time": at(when),
                    "subject": NUMBER,
                    "data": data,
                },
                strict=False,
            )
        )
        for type_, when, data in events
    ]
    async with database.transaction() as session:
        return await Intake(session, vault, ori=ORI, by=CAD, now=at(minutes)).accept(sent)


async def phones(database: Database) -> dict[str, int]:
    """Call key -> how many people it has."""
    async with database.reading() as session:
        found = (await session.scalars(select(Call).where(Call.call_number != "26-000000"))).all()
        return {call.call_number: len(await contacts.of_call(session, call.id)) for call in found}


async def state(database: Database, key: str = NUMBER) -> CallState:
    """The call once its workflow has heard of everything."""
    async with database.reading() as session:
        rows = (await session.scalars(select(InboxEvent).where(InboxEvent.call_number == key))).all()
    so_far = CallState(agency=ORI, call_number=key)
    for row in sorted(rows, key=lambda row: row.seq or 0):
        so_far = advance(so_far, CallEvent.from_mapping(row.facts)).state
    return so_far


A = {"ref": "a", "phone": "+12065550111"}
B = {"ref": "b", "phone": "+12065550112"}


@pytest.mark.parametrize("days", [2, 60, 200, -60])
async def test_a_number_used_again_is_refused_and_names_the_call_it_is_of(
    database: Database, vault: Vault, days: int
) -> None:
    await seen(database, vault, LATER, received_at=at(LATER), contacts=[A])
    with pytest.raises(NumberUsedAgain, match=r"24-1 is that of a call received at 20.*numbers_are_reused"):
        await seen(database, vault, 300 * DAY, received_at=at(LATER + days * DAY), contacts=[B])
    assert await phones(database) == {NUMBER: 1}


async def test_a_number_used_again_is_refused_in_events_too(database: Database, vault: Vault) -> None:
    await happened(database, vault, 1, ("call.received", 0, {"contacts": [A]}))
    with pytest.raises(NumberUsedAgain):
        await happened(database, vault, LATER, ("call.received", LATER, {"contacts": [B]}))


async def test_a_receipt_after_the_end_is_of_another_call_however_soon(database: Database, vault: Vault) -> None:
    await seen(database, vault, 60, received_at=at(0), closed_at=at(60), disposition="01")
    with pytest.raises(NumberUsedAgain):
        await seen(database, vault, 90, received_at=at(80))


@pytest.mark.parametrize("days", [2, 60, 200])
async def test_where_numbers_are_used_again_it_is_a_call_of_its_own(
    database: Database, vault: Vault, days: int
) -> None:
    await numbers_are_reused(database)
    later = days * DAY
    await seen(database, vault, 1, received_at=at(0), contacts=[A], case_number="C-1")
    receipt = await seen(database, vault, later, received_at=at(later), contacts=[B])
    assert receipt.call_number.startswith("24-1~20")
    assert receipt.events[0].type == "call.received"
    assert await phones(database) == {NUMBER: 1, receipt.call_number: 1}
    again = await seen(database, vault, later + 5, received_at=at(later), priority=2)
    assert (again.call_number, [event.type for event in again.events]) == (receipt.call_number, ["call.updated"])
    of_old = await seen(database, vault, later + 6, received_at=at(0), priority=3)
    assert of_old.call_number == NUMBER
    by_key = await seen(database, vault, later + 7, receipt.call_number, priority=4)
    assert by_key.call_number == receipt.call_number


async def test_what_happens_without_a_receipt_is_of_the_call_that_had_begun(database: Database, vault: Vault) -> None:
    await numbers_are_reused(database)
    await happened(database, vault, 1, ("call.received", 0, {"contacts": [A]}))
    [new] = await happened(database, vault, LATER, ("call.received", LATER, {"contacts": [B]}))
    late, soon = await happened(
        database, vault, LATER + 9, ("unit.arrived", 20, {"unit": "1"}), ("unit.arrived", LATER + 8, {"unit": "2"})
    )
    assert (late.call_number, soon.call_number) == (NUMBER, new.call_number)
    assert await phones(database) == {NUMBER: 1, new.call_number: 1}


async def test_a_case_status_never_guesses_whose_case_is_meant(database: Database, vault: Vault) -> None:
    await numbers_are_reused(database)
    await seen(database, vault, 1, received_at=at(0), contacts=[A], case_number="C-1")
    new = await seen(database, vault, LATER, received_at=at(LATER), contacts=[B])
    async with database.transaction() as session:
        call = await identity.to_look_at(session, ORI, f"{NUMBER}~{at(0):%Y%m%d}")
        old = call or await identity.to_look_at(session, ORI, f"{NUMBER}~{at(-DAY):%Y%m%d}")
        assert old is not None
        old.case_number = "C-1"
        newest = await identity.to_look_at(session, ORI, NUMBER)
        assert newest is not None
        assert newest.call_number == new.call_number

    async def changed(number: str, **said: Any) -> AcceptedEvent:
        async with database.transaction() as session:
            intake = Intake(session, vault, ori=ORI, by=CAD, now=at(LATER + 5))
            return await change_case_status(intake, number, CaseStatusIn(status="arrest", **said))

    with pytest.raises(SeveralCalls, match=rf"name one of 24-1~\d{{8}}, {new.call_number}, or send its case_number"):
        await changed(NUMBER)
    assert (await changed(NUMBER, case_number="C-1")).call_number == NUMBER
    assert (await changed(new.call_number)).call_number == new.call_number
    with pytest.raises(SeveralCalls):
        await happened(database, vault, LATER + 9, ("case.arrest", LATER + 9, {}))


@pytest.mark.parametrize("hours", [8, -8, 24])
async def test_a_corrected_receipt_corrects_the_call(database: Database, vault: Vault, hours: int) -> None:
    await seen(database, vault, 5, received_at=at(-DAY), contacts=[A])
    receipt = await seen(database, vault, 6, received_at=at(-DAY + 60 * hours))
    assert [event.type for event in receipt.events] == ["call.received"]
    corrected = await state(database)
    assert corrected.received_at == at(-DAY + 60 * hours)
    assert await phones(database) == {NUMBER: 1}


async def test_a_corrected_receipt_corrects_the_call_by_events_too(database: Database, vault: Vault) -> None:
    await happened(database, vault, 1, ("call.received", -480, {"contacts": [A]}))
    await happened(database, vault, 2, ("call.received", 0, {}))
    assert (await state(database)).received_at == at(0)


async def test_a_receipt_from_a_clock_ahead_is_no_other_call(database: Database, vault: Vault) -> None:
    await seen(database, vault, 0, received_at=at(10 * 365 * DAY), contacts=[A])
    receipt = await seen(database, vault, 5, received_at=at(-5))
    assert (receipt.call_number, (await state(database)).received_at) == (NUMBER, at(-5))


async def test_a_large_batch_with_a_number_used_again_is_refused_before_any_of_it_is_stored(
    database: Database, vault: Vault
) -> None:
    await happened(database, vault, 1, ("call.received", 0, {"contacts": [A]}))
    events = [
        incoming(
            EventIn.model_validate(
                {
                    "type": "call.received",
                    "source": "cad",
                    "id": number,
                    "time": at(LATER),
                    "subject": number,
                    "data": {},
                },
                strict=False,
            )
        )
        for number in (*(f"27-{n}" for n in range(30)), NUMBER)
    ]
    batch = BatchIntake(
        database=database,
        intake_in=lambda session: Intake(session, vault, ori=ORI, by=CAD, now=at(LATER)),
        of=TurnOf(agency=ORI, key="key"),
        giving_way=GivingWay(),
    )
    with pytest.raises(NumberUsedAgain):
        await batch.accept(events)
    assert await phones(database) == {NUMBER: 1}
