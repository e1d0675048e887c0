"""Who is answered, how often, and when silence is safe; and what staff is told where no answer can arrive."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.tables import StaffTask
from domain.replies.intents import Intent
from tests.intake.texts import Town, anas_town


@pytest.fixture
async def town(database: Database, vault: Vault) -> Town:
    return await anas_town(database, vault)


async def test_unknown_words_are_told_where_help_is_again_after_ten_minutes_and_are_one_task(town: Town) -> None:
    for words in ("the car was blue", "it had a dent", "and one door was open"):
        await town.write(words)
    assert await town.answers() == [("not_monitored", "es")]
    assert await town.tasks() == ["reply"]
    town.now += timedelta(minutes=11)
    await town.write("it is parked on Elm street")
    assert await town.answers() == [("not_monitored", "es")] * 2


async def test_plain_thanks_are_not_answered_and_no_work_for_staff(town: Town) -> None:
    for words in ("thank you", "ok gracias", "👍"):
        assert (await town.write(words)).intent is Intent.THANKS
    assert (await town.answers(), await town.tasks()) == ([], [])


async def test_who_said_stop_is_told_once_a_day_where_help_is(town: Town) -> None:
    await town.write("no mas por favor")
    for _ in range(3):
        await town.write("the car was blue")
        town.now += timedelta(minutes=11)
    assert [key for key, _ in await town.answers()] == ["opt_out_confirmed", "not_monitored"]
    town.now += timedelta(days=1)
    await town.write("it is parked on Elm street")
    assert [key for key, _ in await town.answers()].count("not_monitored") == 2


async def test_an_emergency_is_answered_and_staff_is_told_even_after_a_stop(town: Town) -> None:
    await town.write("no mas por favor")
    await town.write("he is back with a gun")
    assert ("emergency", "es") in await town.answers()
    assert "emergency_reply" in await town.tasks()


async def test_after_twilios_own_stop_nothing_claims_to_be_answered_and_staff_knows(town: Town) -> None:
    """Twilio holds back every text to a number that wrote STOP to it, until it writes START."""
    await town.write("STOP")
    await town.write("he is back with a gun")
    await town.write("put me back on please")
    assert await town.answers() == []
    assert [reply.answered_with for reply in await town.replies()] == ["", "", ""]
    reasons = {task.kind: task.reason for task in await town.rows(StaffTask)}
    assert reasons["emergency_reply"].startswith("reads like danger; no text reaches this number until it writes START")
    assert reasons["reply"].startswith("asks for texts again; no text reaches this number")
    await town.write("START")
    await town.write("he is back with a gun")
    assert await town.answers() == [("emergency", "es")]


async def test_twilios_own_stop_holds_also_where_they_had_stopped_in_their_own_words_before(town: Town) -> None:
    await town.write("no mas por favor")
    await town.write("STOP")
    await town.write("he is back with a gun")
    assert [key for key, _ in await town.answers()] == ["opt_out_confirmed"]


async def test_where_twilio_obeys_no_keywords_a_stop_holds_nothing_back(town: Town) -> None:
    await town.set_policy(twilio_answers_keywords="false")
    await town.write("STOP")
    await town.write("he is back with a gun")
    assert ("emergency", "es") in await town.answers()


async def test_who_is_in_danger_is_answered_each_time_but_two_machines_do_not_talk_for_ever(town: Town) -> None:
    for _ in range(9):
        await town.write("there is a man with a gun")
    assert await town.answers() == [("emergency", "es")] * 5
    [task] = await town.rows(StaffTask)
    assert (task.kind, task.times) == ("emergency_reply", 9)
    assert len(await town.told()) == 9


async def test_a_thumb_on_one_of_our_texts_means_nothing(town: Town) -> None:
    name = (await town.agency()).name
    for body in (f"Liked “{name}: We got your call. Reply STOP to stop these texts.”", f'👍 to "{name}: Reply STOP"'):
        heard = await town.write(body)
        assert heard.intent is Intent.OTHER
    assert await town.stopped() == set()
    assert await town.answers() == []
    assert await town.tasks() == []


async def test_a_picture_without_words_is_for_staff(town: Town) -> None:
    await town.write("")
    assert await town.tasks() == ["reply"]


async def test_who_asks_to_cancel_the_call_is_told_whom_to_call_and_staff_calls_back(town: Town) -> None:
    assert (await town.write("I no longer need the police")).intent is Intent.CANCEL_VISIT
    await town.write("please cancel my call")
    assert await town.answers() == [("cancel_visit", "es")]
    [task] = await town.rows(StaffTask)
    assert (task.kind, task.times) == ("call_back", 2)
    assert task.reason.startswith("no longer needs the police")
    assert await town.stopped() == set()
