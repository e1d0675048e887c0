"""A8: a stranger has the number that we took for Ana's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import contacts, reassigned_addresses
from db.tables import AddressCut, Agency, Person, PortalSession, StaffTask
from domain.contacts import Contact, ContactRole
from domain.messages import Channel, MessageKey
from domain.permission import usable_channels
from domain.portal.access import is_still_theirs
from domain.replies.intents import Intent
from intake.replies.wrong_number import take_back
from policies.policy_file import parse
from tests.intake.fakes import POLICY
from tests.intake.texts import ANA, ORI, Town, anas_town


@pytest.fixture
async def town(database: Database, vault: Vault) -> Town:
    return await anas_town(database, vault)


async def a_victim(town: Town) -> str:
    return await town.add_person(
        "26-1", roles=[ContactRole.VICTIM, ContactRole.REPORTING_PARTY], email="ana@example.com", language="es"
    )


async def the_contact(town: Town, number: str = "26-1") -> Contact:
    call = await town.call(number)
    async with town.database.reading() as session:
        agency = await session.get_one(Agency, ORI)
        [found] = await contacts.for_rules(session, await contacts.of_call(session, call.id), agency)
    return found


@pytest.mark.parametrize("words", ["wrong number", "numero equivocado", "this is not Maria", "I never called"])
async def test_a8_the_number_is_stopped_and_cut_off_and_the_emails_go_on(town: Town, words: str) -> None:
    await a_victim(town)
    heard = await town.write(words)
    assert heard.intent is Intent.WRONG_NUMBER
    assert await town.stopped() == {"updates", "survey"}
    [cut] = await town.rows(AddressCut)
    assert (cut.ori, cut.reason) == (ORI, "wrong_number")
    contact = await the_contact(town)
    assert (contact.has_phone, contact.has_email) == (False, True)
    assert contact.opted_out == contact.emails_stopped == frozenset()
    assert usable_channels(contact, MessageKey.CASE_NUMBER, parse(POLICY)) == (Channel.EMAIL,)
    assert await town.tasks() == ["wrong_number"]
    assert await town.lines() == ["reply received: wrong_number"]
    assert [key for key, _ in await town.answers()] == ["wrong_number"]


async def test_a8_the_stranger_sees_nothing_of_it_in_the_portal(town: Town) -> None:
    await a_victim(town)
    phone = contacts.phone_hash(town.vault, ANA)
    async with town.database.transaction() as session:
        session.add(
            PortalSession(
                token_hash="t",
                ori=ORI,
                address_hash=phone,
                channel="sms",
                language="es",
                created_at=town.now,
                last_seen_at=town.now,
            )
        )
    await town.write("wrong number")
    [visit] = await town.rows(PortalSession)
    assert visit.ended_at is not None
    async with town.database.reading() as session:
        cut_at = (await reassigned_addresses.cuts_of(session, ORI, [phone]))[phone]
    [person] = await town.rows(Person)
    assert not is_still_theirs(person.created_at, cut_at)


async def test_a8_one_answer_and_one_task_however_often_it_is_said(town: Town) -> None:
    await a_victim(town)
    for words in ("wrong number", "WRONG NUMBER!!!", "no soy Maria"):
        await town.write(words)
    assert await town.answers() == [("wrong_number", "es")]
    [task] = await town.rows(StaffTask)
    assert (task.kind, task.times) == ("wrong_number", 3)


async def test_a8_a_later_call_with_the_same_number_emails_the_person_and_texts_no_stranger(town: Town) -> None:
    await a_victim(town)
    await town.write("wrong number")
    town.now += timedelta(days=3)
    await town.add_person("26-2", email="ana@example.com")
    contact = await the_contact(town, "26-2")
    assert (contact.has_phone, contact.has_email, contact.opted_out) == (False, True, frozenset())


async def test_a8_the_stranger_who_calls_the_police_and_writes_start_hears_of_their_own_call_alone(town: Town) -> None:
    await a_victim(town)
    await town.write("wrong number")
    town.now += timedelta(days=3)
    await town.add_person("26-2", ref="stranger")
    await town.write("START")
    assert await town.stopped() == set()
    assert (await the_contact(town, "26-2")).has_phone
    assert not (await the_contact(town, "26-1")).has_phone


async def test_a8_it_is_no_emergency_but_a_cry_for_help_is(town: Town) -> None:
    await a_victim(town)
    await town.write("I never called the police")
    await town.write("wrong number but help me he has a knife")
    assert await town.tasks() == ["wrong_number", "emergency_reply"]


async def test_a8_what_fails_later_does_not_make_it_less_certain(town: Town) -> None:
    await a_victim(town)
    await town.write("wrong number")
    phone = contacts.phone_hash(town.vault, ANA)
    later = town.now + timedelta(minutes=3)
    async with town.database.transaction() as session:
        await reassigned_addresses.cut(session, ori=ORI, address_hash=phone, reason="undelivered", now=later)
    [cut] = await town.rows(AddressCut)
    assert (cut.reason, cut.cut_at) == ("wrong_number", later)
    assert not (await the_contact(town)).has_phone


async def test_a8_every_agency_that_has_the_number_is_asked_to_find_the_right_one(town: Town) -> None:
    await a_victim(town)
    await town.add_agency("WAOTH0000")
    await town.add_person("77-1", ori="WAOTH0000")
    await town.write("wrong number")
    assert {(task.ori, task.kind) for task in await town.rows(StaffTask)} == {
        (ORI, "wrong_number"),
        ("WAOTH0000", "wrong_number"),
    }
    assert {cut.ori for cut in await town.rows(AddressCut)} == {ORI, "WAOTH0000"}


async def test_a8_what_staff_finds_to_be_the_right_number_is_texted_again_unless_it_said_stop(town: Town) -> None:
    await town.write("wrong number")
    phone = contacts.phone_hash(town.vault, ANA)
    async with town.database.transaction() as session:
        assert await take_back(session, ORI, phone, now=town.now)
    assert await town.stopped() == set()
    await town.write("no more texts please")
    async with town.database.transaction() as session:
        assert not await take_back(session, ORI, phone, now=town.now)
    assert await town.stopped() == {"updates", "survey"}
