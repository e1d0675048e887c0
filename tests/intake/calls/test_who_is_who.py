"""Who is who on a call: refs, roles that stay, people removed; at the door, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import contacts
from db.tables import Call, Person
from intake.calls.accept import Intake
from intake.calls.events import EventIn, incoming
from intake.calls.snapshots import Snapshot, SnapshotReceipt, accept_snapshot
from intake.refusals import Refused
from intake.staff.roles import take_back_suspicion
from tests.database import CAD, NOW, a_call

ORI, CALL = "WASPD0000", "26-000001"
B = "+12065550111"


def at(minutes: float) -> str:
    return (NOW + timedelta(minutes=minutes)).isoformat()


@pytest.fixture(autouse=True)
async def agency(database: Database) -> None:
    await a_call(database, "26-000000", ori=ORI)


async def seen(database: Database, vault: Vault, **said: Any) -> SnapshotReceipt:
    snapshot = Snapshot.model_validate(said, strict=False)
    async with database.transaction() as session:
        return await accept_snapshot(Intake(session, vault, ori=ORI, by=CAD, now=NOW), CALL, snapshot)


async def people(database: Database) -> dict[str, Person]:
    """Those who still belong to the call, by role."""
    async with database.reading() as session:
        call = (await session.scalars(select(Call).where(Call.call_number == CALL))).one()
        return {person.roles: person for person in await contacts.of_call(session, call.id)}


@pytest.mark.parametrize(
    ("refs", "pointers"),
    [
        ((None, None), ["/contacts/0/ref", "/contacts/1/ref"]),
        (("a", "a"), ["/contacts/0/ref", "/contacts/1/ref"]),
        (("a", None), ["/contacts/1/ref"]),
        (("caller", None), ["/contacts/0/ref", "/contacts/1/ref"]),
    ],
)
async def test_two_people_of_one_request_never_share_a_ref(
    database: Database, vault: Vault, refs: tuple[str | None, str | None], pointers: list[str]
) -> None:
    said: list[dict[str, Any]] = [{"role": "suspect", "phone": B}, {"role": "victim", "name": "Ana"}]
    for contact, ref in zip(said, refs, strict=True):
        if ref:
            contact["ref"] = ref
    with pytest.raises(Refused) as refused:
        await seen(database, vault, contacts=said)
    assert [error.pointer for error in refused.value.errors] == pointers
    event = {"type": "contact.added", "source": "cad", "id": "1", "time": NOW, "subject": CALL}
    with pytest.raises(Refused) as refused:
        incoming(EventIn.model_validate({**event, "data": {"contacts": said}}, strict=False), at="/3")
    assert [error.pointer for error in refused.value.errors] == [f"/3/data{pointer}" for pointer in pointers]


async def test_a_suspect_stays_one_whatever_the_same_ref_is_called_later(database: Database, vault: Vault) -> None:
    await seen(database, vault, updated_at=at(-9), contacts=[{"role": "suspect", "phone": B}])
    await seen(database, vault, updated_at=at(-5), contacts=[{"role": "victim", "name": "Ana"}])
    [(roles, person)] = (await people(database)).items()
    assert roles == "suspect victim"
    assert person.phone_hash


async def test_an_older_snapshot_still_says_who_is_a_suspect_and_whom_a_text_endangers(
    database: Database, vault: Vault
) -> None:
    await seen(database, vault, updated_at=at(-1), contacts=[{"role": "victim", "phone": B}])
    receipt = await seen(
        database, vault, updated_at=at(-9), contacts=[{"role": "suspect", "safe_sms": False, "name": "Vera"}]
    )
    assert receipt.stale
    [(roles, person)] = (await people(database)).items()
    assert (roles, person.safe_sms, person.name_sealed is not None) == ("suspect victim", False, True)


async def test_an_older_snapshot_may_be_the_only_one_with_the_caller(database: Database, vault: Vault) -> None:
    await seen(database, vault, updated_at=at(-1), priority=2)
    await seen(database, vault, updated_at=at(-9), contacts=[{"phone": B}])
    assert "reporting_party" in await people(database)


async def test_a_person_who_is_removed_belongs_to_the_call_no_more_until_named_again(
    database: Database, vault: Vault
) -> None:
    two = [{"ref": "a", "role": "victim", "phone": B}, {"ref": "b", "role": "witness", "phone": "+12065550112"}]
    await seen(database, vault, updated_at=at(-9), contacts=two)
    await seen(database, vault, updated_at=at(-8), contacts=[])
    assert set(await people(database)) == {"victim", "witness"}
    await seen(database, vault, updated_at=at(-7), contacts=[{"ref": "b", "removed": True}])
    assert set(await people(database)) == {"victim"}
    await seen(database, vault, updated_at=at(-7.5), contacts=[two[1]])
    assert set(await people(database)) == {"victim"}
    await seen(database, vault, updated_at=at(-6), contacts=[two[1]])
    assert set(await people(database)) == {"victim", "witness"}


async def test_a_complete_list_removes_those_it_leaves_out(database: Database, vault: Vault) -> None:
    two = [{"ref": "a", "role": "victim", "phone": B}, {"ref": "b", "role": "witness", "phone": "+12065550112"}]
    await seen(database, vault, updated_at=at(-9), contacts=two, contacts_complete=True)
    receipt = await seen(database, vault, updated_at=at(-8), contacts=two[:1], contacts_complete=True)
    assert [event.type for event in receipt.events] == ["contact.updated"]
    assert set(await people(database)) == {"victim"}
    again = await seen(database, vault, updated_at=at(-7), contacts=two[:1], contacts_complete=True)
    assert again.events == ()
    await seen(database, vault, updated_at=at(-6), contacts=[], contacts_complete=True)
    assert await people(database) == {}


async def test_a_clock_ahead_of_ours_is_set_back_with_a_warning_and_true_snapshots_are_heard(
    database: Database, vault: Vault
) -> None:
    ahead = await seen(database, vault, received_at=at(-20), updated_at=at(7 * 60), incident_type="NOISE")
    assert [warned.pointer for warned in ahead.warnings] == ["/updated_at"]
    for said in ({"arrived_at": at(-2)}, {"incident_type": "DVA"}, {"closed_at": at(0), "disposition": "01"}):
        receipt = await seen(database, vault, updated_at=at(0), **said)
        assert (receipt.stale, len(receipt.events), receipt.warnings) == (False, 1, ())


async def test_what_was_remembered_with_a_time_ahead_is_not_held_to_be_newer(database: Database, vault: Vault) -> None:
    await seen(database, vault, received_at=at(-20), updated_at=at(-10))
    async with database.transaction() as session:
        call = (await session.scalars(select(Call).where(Call.call_number == CALL))).one()
        call.snapshot = {**call.snapshot, "updated_at": at(10 * 365 * 24 * 60)}
    receipt = await seen(database, vault, updated_at=at(-1), incident_type="DVA")
    assert (receipt.stale, len(receipt.events)) == (False, 1)


async def test_only_staff_takes_back_that_a_person_is_a_suspect_and_no_number_is_inherited(
    database: Database, vault: Vault
) -> None:
    await seen(database, vault, updated_at=at(-9), contacts=[{"role": "suspect", "phone": B}])
    async with database.transaction() as session:
        call = (await session.scalars(select(Call).where(Call.call_number == CALL))).one()
        taken_back = [
            await take_back_suspicion(session, vault, call, "caller", by="4711", now=NOW + timedelta(minutes=n))
            for n in range(2)
        ]
    assert taken_back == [True, False]
    await seen(database, vault, updated_at=at(4), contacts=[{"role": "victim", "name": "Ana"}])
    [(roles, person)] = (await people(database)).items()
    assert (roles, person.phone_sealed, person.phone_hash) == ("victim", None, None)
