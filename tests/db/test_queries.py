"""Named queries, on both databases: once means once, the newest word counts, and people stay sealed."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, text
from sqlmodel import col

from db.queries import api_keys, consents, contacts, inbox, messages, surveys, timeline
from db.queries.contacts import PersonValues
from db.queries.inbox import Stored, WaitingCall
from db.session import Database
from db.tables import (
    ApiKey,
    Call,
    Consent,
    InboxEvent,
    OutboundMessage,
    Person,
    SurveyInvitation,
    TimelineEntry,
)
from db.vault import Vault
from domain.contacts import ContactRole
from tests.database import NOW, a_call, an_agency

ORI = "WASPD0000"
MINUTE = timedelta(minutes=1)


def an_event(event_id: str, *, number: str = "26-000001", content: str = "c", source: str = "cad") -> InboxEvent:
    return InboxEvent(
        ori=ORI,
        source=source,
        event_id=event_id,
        content_hash=content,
        call_number=number,
        type="call.received",
        facts={"type": "call.received"},
        occurred_at=NOW,
        recorded_at=NOW,
    )


async def _store(database: Database, *events: InboxEvent) -> list[Stored]:
    async with database.transaction() as session:
        return [await inbox.store(session, event) for event in events]


async def test_the_same_event_is_a_repeat_and_other_content_under_its_id_a_conflict(database: Database) -> None:
    assert await _store(database, an_event("1")) == [Stored.NEW]
    later = [an_event("1"), an_event("1", content="other"), an_event("1", source="rms"), an_event("2")]
    assert await _store(database, *later) == [Stored.REPEAT, Stored.CONFLICT, Stored.NEW, Stored.NEW]


async def test_calls_wait_until_their_events_are_relayed_the_oldest_first(database: Database) -> None:
    await _store(database, an_event("1", number="B"), an_event("2", number="A"), an_event("3", number="B"))
    a, b = (WaitingCall(ori=ORI, call_number=number) for number in "AB")
    async with database.transaction() as session:
        assert await inbox.waiting_calls(session, now=NOW) == [b, a]
        events = await inbox.next_of_call(session, ORI, "B")
        assert [event.event_id for event in events] == ["1", "3"]
        await inbox.mark_relayed(session, [event.seq or 0 for event in events], now=NOW)
        assert await inbox.waiting_calls(session, now=NOW) == [a]
        assert await inbox.next_of_call(session, ORI, "B") == []


async def _claim(database: Database, *, now: datetime = NOW) -> list[str]:
    async with database.transaction() as session:
        claimed = await inbox.claim(session, ORI, "26-000001", now=now, until=now + MINUTE)
        return [event.event_id for event in claimed]


async def test_one_relay_at_a_time_has_a_call_in_hand(database: Database) -> None:
    await _store(database, an_event("1"), an_event("2"))
    results = await asyncio.gather(*(_claim(database) for _ in range(5)))
    assert sorted(results) == [[], [], [], [], ["1", "2"]]


async def test_an_event_that_comes_while_its_call_is_claimed_waits(database: Database) -> None:
    await _store(database, an_event("1"))
    assert await _claim(database) == ["1"]
    await _store(database, an_event("2"))
    assert await _claim(database) == []
    async with database.reading() as session:
        assert await inbox.waiting_calls(session, now=NOW) == []


async def test_a_claim_that_its_relay_never_settled_runs_out(database: Database) -> None:
    await _store(database, an_event("1"))
    await _claim(database)
    assert await _claim(database, now=NOW + MINUTE) == ["1"]
    async with database.reading() as session:
        event = (await session.scalars(select(InboxEvent))).one()
    assert event.attempts == 2


async def test_a_failed_relay_leaves_the_call_alone_for_a_while(database: Database) -> None:
    await _store(database, an_event("1"))
    await _claim(database)
    async with database.transaction() as session:
        await inbox.mark_failed(session, [1], error="Temporal: unavailable" * 100, retry_at=NOW + 2 * MINUTE)
    assert await _claim(database, now=NOW + MINUTE) == []
    assert await _claim(database, now=NOW + 2 * MINUTE) == ["1"]


async def test_an_event_that_is_given_up_does_not_block_the_next(database: Database) -> None:
    await _store(database, an_event("1"), an_event("2"))
    await _claim(database)
    async with database.transaction() as session:
        await inbox.give_up(session, 1, error="refused", now=NOW)
        await inbox.mark_failed(session, [2], error="not now", retry_at=NOW)
    assert await _claim(database) == ["2"]


async def test_a_line_of_the_timeline_is_written_once(database: Database) -> None:
    call = await a_call(database)

    def line(key: str, reason: str = "", minutes: int = 0) -> TimelineEntry:
        return TimelineEntry(
            call_id=call.id,
            entry_key=key,
            occurred_at=NOW + minutes * MINUTE,
            recorded_at=NOW,
            kind="event",
            what="call.received",
            effect="changed",
            reason=reason,
            status="received",
        )

    async with database.transaction() as session:
        assert await timeline.append(session, line("late", minutes=5))
        assert await timeline.append(session, line("early"))
        assert not await timeline.append(session, line("early", reason="again"))
        lines = await timeline.of_call(session, call.id)
        assert [(entry.entry_key, entry.reason) for entry in lines] == [("early", ""), ("late", "")]
        assert await timeline.keys_of_call(session, call.id, kind="event") == ["late", "early"]


def a_message(call: Call, contact_id: str, *, status: str = "created", key: str = "call_received") -> OutboundMessage:
    return OutboundMessage(
        call_id=call.id,
        contact_id=contact_id,
        key=key,
        channel="sms",
        status=status,
        planned_at=NOW,
        sending_at=NOW,
        updated_at=NOW,
    )


async def test_a_message_exists_once_and_waits_until_it_is_sent(database: Database) -> None:
    call = await a_call(database)
    async with database.transaction() as session:
        first = a_message(call, "p")
        assert await messages.add_if_new(session, first)
        assert not await messages.add_if_new(session, a_message(call, "p", status="sent"))
        assert await messages.add_if_new(session, a_message(call, "q", status="withheld"))
        assert [m.id for m in await messages.waiting_of_call(session, call.id)] == [first.id]
        assert len(await messages.of_call(session, call.id)) == 2
        stored = await messages.lock_message(session, first.id)
        assert stored is not None
        stored.status, stored.provider, stored.provider_message_id = "sent", "twilio", "SM1"
    async with database.transaction() as session:
        assert await messages.waiting_of_call(session, call.id) == []
        found = await messages.by_provider_id(session, "twilio", "SM1")
        assert found is not None
        assert found.id == first.id
        assert await messages.by_provider_id(session, "sendgrid", "SM1") is None


async def _person(database: Database, vault: Vault, call: Call, values: PersonValues, *, ref: str = "caller") -> Person:
    async with database.transaction() as session:
        return await contacts.upsert(session, vault, call_id=call.id, ref=ref, values=values, now=NOW)


async def test_a_person_is_kept_sealed_and_found_by_hash(database: Database, vault: Vault) -> None:
    call = await a_call(database)
    stored = await _person(
        database, vault, call, {"name": "Maria", "phone": "(206) 555-0123", "email": "Maria@Example.ORG"}
    )
    assert stored.phone_hash == contacts.phone_hash(vault, "+12065550123")
    assert stored.email_hash == contacts.email_hash(vault, "maria@example.org")
    assert vault.open(stored.phone_sealed or "", context=contacts.PHONE) == "+12065550123"
    assert vault.open(stored.name_sealed or "", context=contacts.NAME) == "Maria"
    async with database.reading() as session:
        row = (await session.execute(text("SELECT * FROM contacts"))).one()
    assert not any(word in str(tuple(row)) for word in ("Maria", "maria", "5550123"))


async def test_what_is_left_out_stays_and_none_takes_it_back(database: Database, vault: Vault) -> None:
    call = await a_call(database)
    first = await _person(database, vault, call, {"name": "Maria", "phone": "+12065550123", "safe_sms": False})
    second = await _person(database, vault, call, {"phone": None, "roles": [ContactRole.VICTIM]})
    assert second.id == first.id
    assert (second.phone_sealed, second.phone_hash, second.roles) == (None, None, "victim")
    assert second.name_sealed == first.name_sealed
    assert second.safe_sms is False


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": "maria"}, "phone"),
        ({"email": "maria"}, "email"),
        ({"email": "ma ria@example.org"}, "email"),
    ],
)
async def test_an_address_that_cannot_be_one_is_refused_by_name_not_by_value(
    sqlite_database: Database, vault: Vault, values: PersonValues, field: str
) -> None:
    call = await a_call(sqlite_database)
    with pytest.raises(ValueError, match=field) as caught:
        await _person(sqlite_database, vault, call, values)
    assert "12" not in str(caught.value)
    assert "ria" not in str(caught.value)


async def test_rules_see_roles_ways_language_and_opt_outs_but_no_person(database: Database, vault: Vault) -> None:
    call = await a_call(database)
    caller = await _person(database, vault, call, {"phone": "+12065550123", "language": "ar"})
    await _person(
        database,
        vault,
        call,
        {"roles": [ContactRole.VICTIM, ContactRole.WITNESS], "email": "v@example.org"},
        ref="v",
    )
    async with database.transaction() as session:
        for given, at in ((False, NOW), (True, NOW), (False, NOW)):
            await consents.append(session, _word(caller, "survey", given=given, at=at))
        for given in (False, True):
            await consents.append(session, _word(caller, "updates", given=given, at=NOW))
    async with database.reading() as session:
        first, second = await contacts.contacts_for_rules(session, call.id, an_agency(default_language="es"))
        assert await consents.current(session, ORI, caller.phone_hash or "") == {"survey": False, "updates": True}
        assert await consents.current(session, "OTHER", caller.phone_hash or "") == {}
    assert (first.language, first.has_phone, first.has_email) == ("ar", True, False)
    assert first.opted_out == frozenset({"survey"})
    assert first.roles == frozenset({ContactRole.REPORTING_PARTY})
    assert (second.language, second.has_phone, second.has_email) == ("es", False, True)
    assert second.roles == frozenset({ContactRole.VICTIM, ContactRole.WITNESS})
    assert second.opted_out == frozenset()


def _word(person: Person, purpose: str, *, given: bool, at: datetime) -> Consent:
    return Consent(ori=ORI, address_hash=person.phone_hash or "", purpose=purpose, given=given, how="reply", at=at)


async def test_messages_are_counted_per_person_over_all_their_calls(database: Database, vault: Vault) -> None:
    calls_ = [await a_call(database, number) for number in ("1", "2")]
    same = PersonValues(phone="+12065550123")
    here, there = [await _person(database, vault, call, same) for call in calls_]
    other = await _person(database, vault, calls_[0], {"phone": "+12065550199"}, ref="other")
    unknown = await _person(database, vault, calls_[0], {}, ref="unknown")
    async with database.transaction() as session:
        await messages.add_if_new(session, a_message(calls_[0], here.id, status="sent"))
        await messages.add_if_new(session, a_message(calls_[1], there.id, status="delivered"))
        await messages.add_if_new(session, a_message(calls_[1], there.id, key="case_number", status="withheld"))
        await messages.add_if_new(session, a_message(calls_[0], unknown.id, status="sent"))
    async with database.reading() as session:
        assert await messages.sent_since(session, calls_[0], NOW) == {here.id: 2, unknown.id: 1}
        assert await messages.sent_since(session, calls_[0], NOW + MINUTE) == {}
    assert other.id not in (here.id, unknown.id)


def an_invitation(call: Call, contact_id: str, token: str) -> SurveyInvitation:
    return SurveyInvitation(
        ori=ORI,
        call_id=call.id,
        contact_id=contact_id,
        address_hash="hash",
        token_hash=token,
        language="en",
        invited_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )


async def test_a_person_is_invited_once_and_found_by_the_link(database: Database) -> None:
    call, other = [await a_call(database, number) for number in ("1", "2")]
    async with database.transaction() as session:
        assert await surveys.add_if_new(session, an_invitation(call, "p", "t1"))
        assert not await surveys.add_if_new(session, an_invitation(call, "p", "t2"))
        found = await surveys.by_token_hash(session, "t1", lock=True)
        assert found is not None
        assert [i.id for i in await surveys.of_call(session, call.id)] == [found.id]
        assert await surveys.by_token_hash(session, "t2") is None
        asked = [
            await surveys.asked_since(session, ORI, ["hash", "x"], since, except_call=but)
            for since, but in ((NOW, other.id), (NOW, call.id), (NOW + MINUTE, other.id))
        ]
    assert asked == [{"hash"}, set(), set()]


async def test_a_key_opens_until_it_is_revoked(database: Database) -> None:
    await a_call(database)
    key = api_keys.new_key()
    row = ApiKey(ori=ORI, label="CAD", key_hash=api_keys.hash_key(key), scopes="calls:write", created_at=NOW)
    async with database.transaction() as session:
        session.add(row)
        await session.flush()
        found = await api_keys.find(session, key)
        assert found is not None
        assert found.id == row.id
        assert await api_keys.find(session, key + "x") is None
        assert await api_keys.revoke(session, row.id, now=NOW)
        assert await api_keys.revoke(session, row.id, now=NOW + MINUTE)
        assert not await api_keys.revoke(session, "nothing", now=NOW)
        assert await api_keys.find(session, key) is None
        assert [k.revoked_at for k in await api_keys.of_agency(session, ORI)] == [NOW]


async def _with_everything(database: Database, vault: Vault) -> tuple[Call, Person]:
    call = await a_call(database)
    person = await _person(database, vault, call, {"name": "Maria", "phone": "+12065550123"})
    message = a_message(call, person.id, status="sent")
    message.content_sealed = vault.seal("text", context="messages.content")
    invitation = an_invitation(call, person.id, "t")
    invitation.comment_sealed = vault.seal("comment", context="survey_invitations.comment")
    async with database.transaction() as session:
        await messages.add_if_new(session, message)
        await surveys.add_if_new(session, invitation)
    return call, person


async def test_erasing_a_person_leaves_what_was_sent_when_and_nothing_about_who(
    database: Database, vault: Vault
) -> None:
    call, person = await _with_everything(database, vault)
    async with database.transaction() as session:
        await contacts.erase(session, person.id, now=NOW)
    async with database.reading() as session:
        (contact,) = await contacts.contacts_for_rules(session, call.id, an_agency())
        (message,) = await messages.of_call(session, call.id)
        (invitation,) = await surveys.of_call(session, call.id)
        stored = await contacts.get(session, person.id)
    assert (contact.has_phone, contact.has_email) == (False, False)
    assert (message.content_sealed, message.status, message.contact_id) == (None, "sent", person.id)
    assert (invitation.comment_sealed, invitation.address_hash) == (None, "")
    assert stored is not None
    assert (stored.name_sealed, stored.phone_sealed, stored.phone_hash) == (None, None, None)


async def test_deleting_a_persons_row_in_one_statement_breaks_nothing(database: Database, vault: Vault) -> None:
    call, person = await _with_everything(database, vault)
    async with database.transaction() as session:
        await session.execute(delete(Person).where(col(Person.id) == person.id))
    async with database.reading() as session:
        assert await contacts.contacts_for_rules(session, call.id, an_agency()) == []
        assert len(await messages.of_call(session, call.id)) == 1
        assert await messages.sent_since(session, call, NOW) == {}
