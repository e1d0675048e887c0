"""What follows from a reply: who is meant, what is obeyed, what is answered, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.queries import replies
from db.session import Database
from db.tables import Consent, OutboundMessage
from db.vault import Vault
from domain.messages import MessageKey
from domain.replies.intents import Intent
from tests.intake.fakes import POLICY
from tests.intake.texts import Town

OURS_TO_ANSWER = POLICY.replace("twilio_answers_keywords = true", "twilio_answers_keywords = false")


@pytest.fixture
async def town(database: Database, vault: Vault) -> Town:
    """Ana called, and was told that her call was received."""
    made = Town(database=database, vault=vault)
    await made.add_agency()
    await made.text_them(await made.add_person(language="es"))
    return made


async def test_stop_is_in_force_at_once_for_everything_and_twilio_has_answered_it(town: Town) -> None:
    heard = await town.write("STOP")
    assert heard.intent is Intent.OPT_OUT
    assert await town.stopped() == {"updates", "survey"}
    assert await town.answers() == []
    assert await town.lines() == ["reply received: opt_out"]
    assert {word.how for word in await town.rows(Consent)} == {"text: keyword"}


async def test_stop_in_their_own_words_is_confirmed_once_in_their_language(town: Town) -> None:
    await town.write("no mas por favor")
    assert await town.stopped() == {"updates", "survey"}
    assert await town.answers() == [("opt_out_confirmed", "es")]
    assert await town.told() == [("26-1", "reply.received")]
    await town.write("no mas!!")
    assert await town.answers() == [("opt_out_confirmed", "es")]


async def test_a_confirmation_is_worth_saying_for_five_minutes(town: Town) -> None:
    await town.write("stop please")
    [row] = [row for row in await town.rows(OutboundMessage) if row.key == "opt_out_confirmed"]
    assert row.valid_until == town.now + timedelta(minutes=5)


async def test_the_same_text_posted_twice_is_heard_once(town: Town) -> None:
    sid = "SM" + "a" * 32
    await town.write("what is going on?", message_id=sid)
    again = await town.write("what is going on?", message_id=sid)
    assert again.repeated
    assert len(await town.replies()) == 1
    assert await town.answers() == [("not_monitored", "es")]


async def test_help_is_answered_where_twilio_does_not(town: Town) -> None:
    await town.write("HELP", answered=True)
    assert await town.answers() == []
    await town.write("ayuda")
    assert await town.answers() == [("help", "es")]


async def test_what_was_written_is_kept_sealed(town: Town) -> None:
    await town.write("my address is 12 Elm Street")
    [reply] = await town.replies()
    assert reply.body_sealed is not None
    assert "Elm" not in reply.body_sealed
    assert town.vault.open(reply.body_sealed, context=replies.BODY) == "my address is 12 Elm Street"
    assert (reply.intent, reply.answered_with) == ("other", "not_monitored")


async def test_chatter_is_answered_once_a_day_and_is_one_task(town: Town) -> None:
    for words in ("thank you", "are you there", "hello?"):
        await town.write(words)
    assert await town.answers() == [("not_monitored", "es")]
    assert await town.tasks() == ["reply"]
    town.now += timedelta(days=1, minutes=1)
    await town.write("any news?")
    assert len(await town.answers()) == 2


async def test_an_emergency_is_answered_and_staff_is_told_even_after_a_stop(town: Town) -> None:
    await town.write("STOP")
    await town.write("he is back with a gun")
    assert ("emergency", "es") in await town.answers()
    assert "emergency_reply" in await town.tasks()


async def test_a_survey_is_rated_by_text(town: Town) -> None:
    del town
    assert MessageKey.SURVEY_INVITATION
