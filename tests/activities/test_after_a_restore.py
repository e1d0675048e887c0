"""G2: after a restore from a backup, what the lost system may have sent is looked for first, and deadlines wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.queries import restores, timeline
from db.queries.timeline import TimelineNote
from db.tables import OutboundMessage
from domain.messages import Channel, MessageKey
from tests.database import CAD
from tests.desk import Desk

HOUR = timedelta(hours=1)
PHONE = "+12065550123"


async def lost(desk: Desk, message_id: str) -> None:
    """Its row is again as the backup has it: never tried."""
    async with desk.database.transaction() as session:
        row = await session.get_one(OutboundMessage, message_id)
        row.status, row.provider_message_id, row.provider = "created", None, ""
        row.sending_at = row.sent_at = row.content_sealed = None
        row.attempts, row.address_hash = 0, ""


async def restore(desk: Desk, *, ended: bool = False, stopped: timedelta = timedelta()) -> None:
    """A restore begins now, of a backup of an hour ago; the lost system stopped so long ago."""
    now = datetime.now(UTC)
    async with desk.database.transaction() as session:
        assert await restores.begin(session, since=now - HOUR, stopped_at=now - stopped, now=now)
    if ended:
        async with desk.database.transaction() as session:
            await restores.end(session, now=now)


async def test_a_text_that_the_lost_system_sent_is_not_sent_again(desk: Desk) -> None:
    message = await desk.a_text(PHONE)
    await desk.send(message)
    sent = await desk.row(message)
    await lost(desk, message)
    await restore(desk)
    [outcome] = await desk.send(message)
    assert outcome.status == "sent"
    assert (await desk.row(message)).provider_message_id == sent.provider_message_id
    assert len(desk.texts(PHONE)) == 1


async def test_a_text_that_was_never_sent_leaves_once(desk: Desk) -> None:
    message = await desk.a_text(PHONE)
    await restore(desk)
    [outcome] = await desk.send(message)
    assert (outcome.status, len(desk.texts(PHONE))) == ("sent", 1)


async def test_without_a_restore_nothing_is_asked(desk: Desk) -> None:
    message = await desk.a_text(PHONE)
    await desk.send(message)
    await lost(desk, message)
    await desk.send(message)
    assert len(desk.texts(PHONE)) == 2


async def test_a_text_is_known_by_its_sentences_though_it_was_no_first_text_before(desk: Desk) -> None:
    """A restored database thinks that this is the first text, which says more."""
    first = await desk.a_text(PHONE)
    await desk.send(first)
    second = await desk.plan(
        await desk.set_call(), (await desk.row(first)).contact_id, MessageKey.OFFICER_DISPATCHED, Channel.SMS
    )
    await desk.set_call(dispatched_at=desk.now)
    await desk.send(second)
    assert len(desk.texts(PHONE)) == 2
    for message in (first, second):
        await lost(desk, message)
    await restore(desk)
    await desk.send(second)
    assert len(desk.texts(PHONE)) == 2


async def test_two_alike_texts_are_two_and_the_third_is_sent(desk: Desk) -> None:
    """The second call of the same person: each text at the provider stands for one of ours."""
    first = await desk.a_text(PHONE)
    other = await desk.set_call("26-000124")
    person = await desk.set_person(other)
    second = await desk.plan(other, person, MessageKey.CALL_RECEIVED, Channel.SMS)
    await desk.send(first)
    await lost(desk, first)
    await restore(desk)
    await desk.send(first)
    await desk.send(second)
    assert len(desk.texts(PHONE)) == 2
    assert (await desk.row(first)).provider_message_id != (await desk.row(second)).provider_message_id


async def test_it_stays_in_doubt_after_the_restore_if_it_was_planned_before_that_ended(desk: Desk) -> None:
    message = await desk.a_text(PHONE)
    await desk.send(message)
    await lost(desk, message)
    await restore(desk, ended=True)
    await desk.send(message)
    assert len(desk.texts(PHONE)) == 1


async def test_what_happened_after_the_lost_system_stopped_is_not_looked_for(desk: Desk) -> None:
    message = await desk.a_text(PHONE)  # received now
    await desk.send(message)
    await lost(desk, message)
    await restore(desk, stopped=timedelta(minutes=30))
    await desk.send(message)
    assert len(desk.texts(PHONE)) == 2


@pytest.mark.parametrize(("stopped", "status"), [(timedelta(), "withheld"), (timedelta(minutes=30), "sent")])
async def test_an_email_that_may_have_left_is_withheld_with_its_reason(
    desk: Desk, stopped: timedelta, status: str
) -> None:
    call = await desk.set_call()
    person = await desk.set_person(call, phone=None, email="ana@example.com")
    message = await desk.plan(call, person, MessageKey.CALL_RECEIVED, Channel.EMAIL)
    await restore(desk, stopped=stopped)
    [outcome] = await desk.send(message)
    assert outcome.status == status
    assert outcome.reason == ("maybe_sent" if status == "withheld" else "")


async def test_an_email_about_what_was_reported_before_is_withheld_and_about_what_came_later_is_sent(
    desk: Desk,
) -> None:
    call = await desk.set_call(case_number="26-77")
    person = await desk.set_person(call, phone=None, email="ana@example.com")
    now = datetime.now(UTC)
    for minutes, key in ((40, MessageKey.CASE_NUMBER), (5, MessageKey.DETECTIVE_ASSIGNED)):
        at = now - timedelta(minutes=minutes)
        async with desk.database.transaction() as session:
            note = TimelineNote(key=f"cad/{minutes}", kind="event", what="x", status="received", by=CAD, at=at)
            await timeline.note(session, call.id, note, now=desk.now)
        message = await desk.plan(call, person, key, Channel.EMAIL)
        if minutes == 40:
            await restore(desk, stopped=timedelta(minutes=30))
        [outcome] = await desk.send(message)
        assert outcome.status == ("withheld" if minutes == 40 else "sent"), key
        desk.later(seconds=1)


async def test_a_code_is_always_sent_anew(desk: Desk) -> None:
    call = await desk.set_call()
    person = await desk.set_person(call)
    first, second = [
        await desk.plan(call, person, MessageKey.PORTAL_CODE, Channel.SMS, n=n, note_sealed=None) for n in (1, 2)
    ]
    async with desk.database.transaction() as session:
        for message in (first, second):
            row = await session.get_one(OutboundMessage, message)
            row.note_sealed = desk.vault.seal("123456", context="messages.note", row=row.id)
    await desk.send(first)
    await restore(desk)
    await desk.send(second)
    assert len(desk.texts(PHONE)) == 2


async def test_an_open_restore_is_one_and_ends_once(desk: Desk) -> None:
    await restore(desk)
    now = datetime.now(UTC)
    async with desk.database.transaction() as session:
        assert await restores.begin(session, since=now - HOUR, stopped_at=now, now=now) is None
        assert await restores.end(session, now=now) is not None
        assert await restores.end(session, now=now) is None
