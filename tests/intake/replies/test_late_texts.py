"""What is different about a text that is heard late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.tables import Consent, OutboundMessage, StaffTask
from tests.intake.replies.text_desk import ACCOUNT, STRANGER, TextDesk, a_desk, listed_text


@pytest.fixture
async def office(sqlite_database: Database, vault: Vault) -> TextDesk:
    return await a_desk(sqlite_database, vault)


async def heard_later(office: TextDesk, body: str, **late: float) -> None:
    town = office.town
    listed = listed_text(body, written_at=town.now)
    town.now += timedelta(**late)
    await office.texts.store_listed([listed], ACCOUNT)
    await office.texts.hear_waiting()


async def test_an_emergency_is_a_task_however_late_and_answered_within_the_hour(office: TextDesk) -> None:
    await heard_later(office, "he is back with a gun", minutes=40)
    assert await office.town.answers() == [("emergency", "es")]
    office.town.now += timedelta(hours=1)
    await heard_later(office, "he is back with a gun", days=3)
    assert await office.town.answers() == [("emergency", "es")]
    [task] = await office.town.rows(StaffTask)
    assert (task.kind, task.times) == ("emergency_reply", 2)
    assert "heard 4320 minutes late" in task.reason


async def test_by_a_clock_a_day_ahead_a_cry_for_help_is_not_late_for_its_answer(office: TextDesk) -> None:
    office.clock_ahead = timedelta(days=1)
    await heard_later(office, "he is back with a gun", days=1, minutes=1)
    assert await office.town.answers() == [("emergency", "es")]
    [row] = [row for row in await office.town.rows(OutboundMessage) if row.key == "emergency"]
    assert row.planned_at == office.town.now - timedelta(days=1)


async def test_a_stop_counts_however_late_and_is_confirmed_within_five_minutes_only(office: TextDesk) -> None:
    await heard_later(office, "no more texts please", days=20)
    assert await office.town.stopped() == {"updates", "survey"}
    assert await office.town.answers() == []
    assert {word.at for word in await office.town.rows(Consent)} == {office.town.now - timedelta(days=20)}


async def test_the_rest_of_the_five_minutes_is_left_for_the_confirmation(office: TextDesk) -> None:
    await heard_later(office, "no more texts please", minutes=3)
    [row] = [row for row in await office.town.rows(OutboundMessage) if row.key == "opt_out_confirmed"]
    assert row.valid_until == office.town.now + timedelta(minutes=2)


async def test_nothing_is_answered_hours_later(office: TextDesk) -> None:
    for body in ("what is new?", "ayuda", "English"):
        await heard_later(office, body, hours=5)
    assert await office.town.answers() == []
    assert [reply.intent for reply in await office.town.replies()] == ["other", "help", "language"]


async def test_what_they_said_later_holds_though_it_was_heard_before(office: TextDesk) -> None:
    town = office.town
    stop = listed_text("no more texts please", written_at=town.now)
    town.now += timedelta(minutes=5)
    await town.write("START")
    await office.texts.store_listed([stop], ACCOUNT)
    await office.texts.hear_waiting()
    assert await town.stopped() == set()
    start = listed_text("START", written_at=town.now)
    town.now += timedelta(minutes=5)
    await town.write("no more texts please")
    await office.texts.store_listed([start], ACCOUNT)
    town.now += timedelta(minutes=1)
    await office.texts.hear_waiting()
    assert await town.stopped() == {"updates", "survey"}


async def test_a_stranger_heard_late_is_not_said_to_have_been_answered(office: TextDesk) -> None:
    listed = listed_text("help me", written_at=office.town.now, sender=STRANGER)
    office.town.now += timedelta(minutes=1)
    await office.texts.store_listed([listed], ACCOUNT)
    await office.texts.hear_waiting()
    [reply] = await office.town.replies()
    assert (reply.intent, reply.answered_with) == ("emergency", "")
    assert await office.town.tasks() == ["emergency_reply"]
