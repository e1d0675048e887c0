"""A number may be shared by people, calls and agencies: whom a reply is from, and whom it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.tables import Agency, Sender
from domain.messages import MessageKey
from tests.database import NOW
from tests.db.people import contacts_for_rules
from tests.intake.texts import ORI, Town, anas_town


@pytest.fixture
async def town(database: Database, vault: Vault) -> Town:
    return await anas_town(database, vault)


async def test_it_is_about_the_call_they_were_texted_about_last(town: Town) -> None:
    town.now += timedelta(hours=1)
    await town.text_them(await town.add_person("26-2"))
    town.now += timedelta(hours=1)
    await town.add_person("26-3")
    await town.write("what is new?")
    [reply] = await town.replies()
    assert reply.call_id == (await town.call("26-2")).id
    assert await town.told() == [("26-2", "reply.received")]


async def test_a_stop_holds_for_everybody_with_that_number(town: Town) -> None:
    await town.add_person("26-1", ref="neighbour", language="fr")
    await town.add_person("26-2", phone="+12065550177")
    await town.write("please stop")
    async with town.database.reading() as session:
        agency = await session.get_one(Agency, ORI)
        here = await contacts_for_rules(session, (await town.call("26-1")).id, agency)
        there = await contacts_for_rules(session, (await town.call("26-2")).id, agency)
    assert [contact.opted_out for contact in here] == [frozenset({"updates", "survey"})]
    assert [contact.opted_out for contact in there] == [frozenset()]


async def test_agencies_that_share_a_number_and_know_the_writer_hear_the_stop(town: Town) -> None:
    for ori in ("WAONE0000", "WATWO0000"):
        await town.add_agency(ori)
    await town.add_person("1-1", ori="WAONE0000")
    await town.write("please stop")
    assert await town.stopped("WAONE0000") == {"updates", "survey"}
    assert await town.stopped("WATWO0000") == set()
    assert len(await town.answers()) == 1


async def test_an_agencys_own_number_is_its_own(town: Town) -> None:
    await town.add_agency("WAONE0000")
    await town.add_person("1-1", ori="WAONE0000")
    async with town.database.transaction() as session:
        sender = Sender(ori="WAONE0000", channel="sms", address="+12065550111", created_at=NOW, updated_at=NOW)
        session.add(sender)
    await town.write("please stop", to="+12065550111")
    assert await town.stopped("WAONE0000") == {"updates", "survey"}
    assert await town.stopped() == set()
    await town.write("what is new?")
    assert [reply.ori for reply in await town.replies()] == ["WAONE0000", ORI]


async def test_a_strangers_stop_is_kept_and_answered_at_once(town: Town) -> None:
    heard = await town.write("please stop texting me", sender="+12065550199")
    assert await town.stopped(phone="+12065550199") == {"updates", "survey"}
    assert heard.immediate is not None
    assert (heard.immediate.key, heard.immediate.language) == (MessageKey.OPT_OUT_CONFIRMED, "en")
    assert await town.told() == []


async def test_a_stranger_to_a_shared_number_is_heard_by_all_who_share_it(town: Town) -> None:
    await town.add_agency("WAONE0000")
    await town.write("stop it please", sender="+12065550199")
    await town.write("help me, he has a gun", sender="+12065550199")
    assert await town.stopped("WAONE0000", phone="+12065550199") == {"updates", "survey"}
    assert await town.tasks() == ["emergency_reply", "emergency_reply"]
    assert [reply.ori for reply in await town.replies()] == ["", ""]
