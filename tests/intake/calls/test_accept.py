"""Events and people at the door, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.tables import InboxEvent, Person
from intake.calls.accept import AcceptedEvent, EventConflict, Intake
from intake.calls.events import EventIn, IncomingEvent, incoming
from intake.refusals import Refused
from tests.database import CAD, NOW, a_call
from tests.statements import statements_of

ORI = "WASPD0000"
CALL = "26-000001"


def an_event(event_id: str = "1", event_type: str = "call.updated", minutes: int = 0, **data: Any) -> IncomingEvent:
    time = NOW + timedelta(minutes=minutes)
    sent = {"type": event_type, "source": "cad", "id": event_id, "time": time, "subject": CALL, "data": data}
    return incoming(EventIn.model_validate(sent, strict=False))


async def accept(
    database: Database, vault: Vault, *events: IncomingEvent, replay: bool = False
) -> Sequence[AcceptedEvent]:
    async with database.transaction() as session:
        return await Intake(session, vault, ori=ORI, by=CAD, now=NOW, replay=replay).accept(events)


async def inbox(database: Database) -> Sequence[InboxEvent]:
    async with database.reading() as session:
        return (await session.scalars(select(InboxEvent).order_by(InboxEvent.seq))).all()  # type: ignore[arg-type]  # a column


async def person(database: Database, ref: str) -> Person:
    async with database.reading() as session:
        return (await session.scalars(select(Person).where(Person.ref == ref))).one()


@pytest.fixture(autouse=True)
async def agency(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)


async def test_the_same_event_twice_is_kept_once_and_told_as_a_repeat(database: Database, vault: Vault) -> None:
    [first] = await accept(database, vault, an_event(priority=2))
    [second] = await accept(database, vault, an_event(priority=2))
    assert (first.repeated, second.repeated) == (False, True)
    assert len(await inbox(database)) == 1


async def test_other_content_under_the_same_id_is_a_conflict_and_stores_nothing(
    database: Database, vault: Vault
) -> None:
    await accept(database, vault, an_event("1", priority=2))
    with pytest.raises(EventConflict) as conflict:
        await accept(database, vault, an_event("2", priority=2), an_event("1", priority=3))
    assert conflict.value.index == 1
    assert [row.event_id for row in await inbox(database)] == ["1"]


async def test_other_people_under_the_same_id_are_a_conflict_too(database: Database, vault: Vault) -> None:
    await accept(database, vault, an_event(contacts=[{"phone": "+12065550123"}]))
    with pytest.raises(EventConflict):
        await accept(database, vault, an_event(contacts=[{"phone": "+12065550124"}]))


async def test_an_event_from_the_future_is_set_back_and_flagged(database: Database, vault: Vault) -> None:
    [receipt] = await accept(database, vault, an_event(minutes=6))
    [row] = await inbox(database)
    assert receipt.clamped
    assert (row.occurred_at, row.facts["clamped"]) == (NOW, True)


async def test_a_future_event_repeated_later_is_still_a_repeat(database: Database, vault: Vault) -> None:
    await accept(database, vault, an_event(minutes=60))
    async with database.transaction() as session:
        later = Intake(session, vault, ori=ORI, by=CAD, now=NOW + timedelta(minutes=3))
        [receipt] = await later.accept([an_event(minutes=60)])
    assert receipt.repeated


async def test_a_clock_five_minutes_fast_is_let_through(database: Database, vault: Vault) -> None:
    [receipt] = await accept(database, vault, an_event(minutes=5))
    assert not receipt.clamped


async def test_a_replay_may_send_events_from_the_future(database: Database, vault: Vault) -> None:
    [receipt] = await accept(database, vault, an_event(minutes=600), replay=True)
    [row] = await inbox(database)
    assert not receipt.clamped
    assert "clamped" not in row.facts


async def test_people_are_kept_sealed_and_out_of_the_facts(database: Database, vault: Vault) -> None:
    caller = {"name": "Ana Example", "phone": "206 555 0123", "email": "Ana@Example.org", "language": "es-MX"}
    await accept(database, vault, an_event(contacts=[caller]))
    [row] = await inbox(database)
    kept = await person(database, "caller")
    assert "contacts" not in row.facts
    assert vault.open_if_any(kept.phone_sealed, context="contacts.phone", row=kept.id) == "+12065550123"
    assert vault.open_if_any(kept.email_sealed, context="contacts.email", row=kept.id) == "ana@example.org"
    assert (kept.language, kept.roles) == ("es", "reporting_party")
    # Whole numbers: three digits stand by chance in one hash of fifty.
    said = ("Ana", "5550123", "example.org")
    columns = {name: str(value) for name, value in kept.model_dump().items() if not name.endswith("_sealed")}
    assert not any(each in value for each in said for value in columns.values())
    assert not any(each in str(kept.model_dump()) for each in ("Ana Example", "5550123", "ana@example.org"))


async def test_a_number_that_comes_later_joins_what_is_known(database: Database, vault: Vault) -> None:
    await accept(database, vault, an_event("1", contacts=[{"name": "Ana", "role": "victim"}]))
    await accept(database, vault, an_event("2", minutes=1, contacts=[{"phone": "+12065550123"}]))
    kept = await person(database, "caller")
    assert kept.name_sealed is not None
    assert kept.phone_sealed is not None
    assert kept.roles == "victim"


async def test_null_takes_a_number_back(database: Database, vault: Vault) -> None:
    await accept(database, vault, an_event("1", contacts=[{"phone": "+12065550123"}]))
    await accept(database, vault, an_event("2", minutes=1, contacts=[{"phone": None}]))
    kept = await person(database, "caller")
    assert (kept.phone_sealed, kept.phone_hash) == (None, None)


async def test_an_older_word_on_a_person_fills_gaps_only_but_never_unsays_danger(
    database: Database, vault: Vault
) -> None:
    await accept(database, vault, an_event("2", minutes=4, contacts=[{"phone": "+12065550123"}]))
    late = {"phone": "+12065550199", "email": "ana@example.org", "safe_sms": False}
    await accept(database, vault, an_event("1", minutes=1, contacts=[late]))
    kept = await person(database, "caller")
    assert vault.open_if_any(kept.phone_sealed, context="contacts.phone", row=kept.id) == "+12065550123"
    assert kept.email_sealed is not None
    assert kept.safe_sms is False


async def test_what_is_no_phone_number_is_warned_of_and_the_rest_is_kept(database: Database, vault: Vault) -> None:
    event = an_event(contacts=[{"name": "Ana", "phone": "UNKNOWN"}])
    await accept(database, vault, event)
    assert [warned.pointer for warned in event.warnings] == ["/data/contacts/0/phone"]
    assert (await person(database, "caller")).phone_sealed is None


async def test_every_assignment_replaces_the_detective(database: Database, vault: Vault) -> None:
    first = {"name": "Rivera", "phone": "+12065550199"}
    await accept(database, vault, an_event("1", "case.assigned", detective=first))
    await accept(database, vault, an_event("2", "case.assigned", 3, detective={"name": "Okafor"}))
    kept = await person(database, "detective")
    assert vault.open_if_any(kept.name_sealed, context="contacts.name", row=kept.id) == "Okafor"
    assert kept.phone_sealed is None
    assert kept.roles == "detective"


async def test_an_assignment_to_nobody_we_know_forgets_the_detective(database: Database, vault: Vault) -> None:
    await accept(database, vault, an_event("1", "case.assigned", detective={"name": "Rivera"}))
    await accept(database, vault, an_event("2", "case.assigned", 3))
    assert (await person(database, "detective")).name_sealed is None


async def test_an_assignment_that_comes_late_does_not_bring_the_former_detective_back(
    database: Database, vault: Vault
) -> None:
    await accept(database, vault, an_event("2", "case.assigned", 3, detective={"name": "Okafor"}))
    await accept(database, vault, an_event("1", "case.assigned", detective={"name": "Rivera", "phone": "+12065550199"}))
    kept = await person(database, "detective")
    assert vault.open_if_any(kept.name_sealed, context="contacts.name", row=kept.id) == "Okafor"
    assert kept.phone_sealed is None


def test_a_detective_comes_with_an_assignment_only() -> None:
    with pytest.raises(Refused) as refused:
        an_event(event_type="call.updated", detective={"name": "Rivera"})
    assert refused.value.errors[0].pointer == "/data/detective"


def test_a_merge_says_into_which_call() -> None:
    with pytest.raises(Refused) as refused:
        an_event(event_type="call.merged")
    assert refused.value.errors[0].pointer == "/data/merged_into"


async def test_the_same_event_from_ten_requests_at_once_is_kept_once(database: Database, vault: Vault) -> None:
    receipts = await asyncio.gather(*(accept(database, vault, an_event(priority=2)) for _ in range(10)))
    assert sorted(receipt.repeated for [receipt] in receipts) == [False] + [True] * 9
    assert len(await inbox(database)) == 1


async def test_an_event_of_a_known_call_takes_two_statements(database: Database, vault: Vault) -> None:
    with statements_of(database) as asked:
        await accept(database, vault, an_event(priority=2))
    assert _verbs(asked) == ["SELECT", "INSERT"]


async def test_an_event_of_a_new_call_with_a_person_takes_six(database: Database, vault: Vault) -> None:
    await accept(database, vault, an_event("0", contacts=[{"ref": "a", "phone": "+12065550122"}]))  # reads the agency
    person_ = {"phone": "+12065550123", "email": "ana@example.org", "language": "es"}
    sent = {"type": "call.received", "source": "cad", "id": "1", "time": NOW, "subject": "26-000099"}
    with statements_of(database) as asked:
        await accept(
            database,
            vault,
            incoming(EventIn.model_validate({**sent, "data": {"contacts": [person_]}}, strict=False)),
        )
    # The call, the event; who was erased, whose numbers are the agency's, which hash key is in use; the person.
    assert _verbs(asked) == ["INSERT", "INSERT", "SELECT", "SELECT", "SELECT", "INSERT"]


def _verbs(statements: Sequence[str]) -> list[str]:
    """SQLite begins by a statement that is heard."""
    verbs = (statement.split()[0] for statement in statements)
    return [verb for verb in verbs if verb != "BEGIN"]
