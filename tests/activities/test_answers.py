"""An answer to somebody who wrote: in time by their clock, whatever is closed to other messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.queries import consents, contacts, erasure
from db.tables import Call, Consent, Person
from domain.messages import Channel, MessageKey
from messaging.queue_message import PlannedReply, reply
from tests.desk import ORI, Desk

PHONE = "+12065550123"


async def answer(desk: Desk, key: MessageKey, *, ago: timedelta = timedelta(), valid: timedelta | None = None) -> str:
    """An answer planned so long ago by the wall clock; returns its id."""
    call: Call = await desk.set_call()
    person_id = await desk.set_person(call, phone=PHONE)
    async with desk.database.transaction() as session:
        person = await session.get(Person, person_id)
        assert person is not None
        words = PlannedReply(key=key, channel=Channel.SMS, language="en", facts={"cancel_word": True}, valid_for=valid)
        row = await reply(session, desk.vault, call, person, words, now=datetime.now(UTC) - ago)
        return row.id


async def test_a_confirmation_that_comes_too_late_is_not_sent(desk: Desk) -> None:
    five = timedelta(minutes=5)
    row_id = await answer(desk, MessageKey.OPT_OUT_CONFIRMED, ago=timedelta(minutes=6), valid=five)
    [outcome] = await desk.send(row_id)
    assert (outcome.status, outcome.reason) == ("withheld", "stale")


async def test_it_is_in_time_by_the_wall_clock_though_the_call_is_played_ahead(desk: Desk) -> None:
    desk.later(days=20)
    [outcome] = await desk.send(await answer(desk, MessageKey.OPT_OUT_CONFIRMED, valid=timedelta(minutes=5)))
    assert outcome.status == "sent"
    [text] = desk.texts(to=PHONE)
    assert "This did not cancel your call to the police. To cancel it, call +12065550100." in text["body"]


@pytest.mark.parametrize("key", [MessageKey.EMERGENCY, MessageKey.HELP, MessageKey.OPT_OUT_CONFIRMED])
async def test_who_said_stop_is_answered_all_the_same(desk: Desk, key: MessageKey) -> None:
    row_id = await answer(desk, key)
    async with desk.database.transaction() as session:
        hash_ = contacts.phone_hash(desk.vault, PHONE)
        for purpose in ("updates", "survey"):
            word = Consent(ori=ORI, address_hash=hash_, purpose=purpose, given=False, how="text", at=desk.now)
            await consents.append(session, word)
    [outcome] = await desk.send(row_id)
    assert outcome.status == "sent"


@pytest.mark.parametrize("key", [MessageKey.EMERGENCY, MessageKey.OPT_OUT_CONFIRMED, MessageKey.CALL_RECEIVED])
async def test_who_was_erased_meanwhile_is_not_written_to_and_the_row_says_why(desk: Desk, key: MessageKey) -> None:
    row_id = await answer(desk, key)
    async with desk.database.transaction() as session:
        await erasure.erase(session, (await desk.row(row_id)).contact_id, now=desk.now)
    [outcome] = await desk.send(row_id)
    assert (outcome.status, outcome.reason) == ("withheld", "no_contact")
    assert (await desk.row(row_id)).content_sealed is None
