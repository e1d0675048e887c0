"""A survey by text: each answer brings the next question, and whatever else they write is what it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.tables import OutboundMessage, SurveyInvitation
from domain.messages import MessageKey
from domain.replies.intents import Intent
from intake.replies.inbound_text import OptOutType
from intake.surveys.answers import comments_of
from tests.intake.texts import QUESTION_SETS, Town

SET = QUESTION_SETS["officer_came.1"]
ORDER = [question.id for question in (*SET.items, *SET.comments)]
THANKS = MessageKey.SURVEY_THANKS


@pytest.fixture
async def town(database: Database, vault: Vault) -> Town:
    made = Town(database=database, vault=vault)
    await made.add_agency()
    await made.text_them(await made.add_person())
    await made.invite(mode="text", asked=ORDER[0])
    return made


async def survey(town: Town) -> SurveyInvitation:
    [invitation] = await town.rows(SurveyInvitation)
    assert isinstance(invitation, SurveyInvitation)
    return invitation


async def asked(town: Town) -> list[str]:
    """The questions asked in answer to answers, in order, and thanks."""
    rows = [row for row in await town.rows(OutboundMessage) if row.key in (MessageKey.SURVEY_QUESTION, THANKS)]
    return [row.facts.get("question", row.key) for row in sorted(rows, key=lambda row: (row.key, row.n))]


async def test_each_answer_brings_the_next_question_and_the_last_one_thanks(town: Town) -> None:
    for words in ("5", "٤", "۳", "two", "1/5", "She was kind", "skip"):
        assert (await town.write(words)).intent is Intent.SURVEY_ANSWER
    kept = await survey(town)
    assert kept.answers == dict(zip(ORDER[:5], (5, 4, 3, 2, 1), strict=True))
    assert comments_of(town.vault, kept)["call_taker"].endswith("She was kind")
    assert kept.asked == ""
    assert await asked(town) == [*ORDER[1:], THANKS]
    rows = [row for row in await town.rows(OutboundMessage) if row.key == MessageKey.SURVEY_QUESTION]
    assert {row.language for row in rows} == {"es"}
    assert (await town.lines()).count("survey.answered") == 1
    assert [line for line in await town.lines() if "survey" in line] == ["survey.answered"]
    assert await town.tasks() == []


async def test_after_the_end_a_text_is_a_reply_like_any_other(town: Town) -> None:
    for _ in ORDER:
        await town.write("0")
    assert await asked(town) == [*ORDER[1:], THANKS]
    assert (await survey(town)).answers == {}
    assert (await town.write("but where is my bike?")).intent is Intent.OTHER
    assert await town.tasks() == ["reply"]


async def test_it_goes_on_after_a_pause(town: Town) -> None:
    await town.write("4")
    town.now += timedelta(days=5)
    await town.write("3")
    assert (await survey(town)).answers == {ORDER[0]: 4, ORDER[1]: 3}
    town.now += timedelta(days=3)
    assert (await town.write("3")).intent is Intent.OTHER
    assert await asked(town) == ORDER[1:3]


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("STOP", Intent.OPT_OUT),
        ("ayuda", Intent.HELP),
        ("he is back with a gun", Intent.EMERGENCY),
        ("Français", Intent.LANGUAGE),
    ],
)
async def test_what_matters_more_wins_and_the_question_stays_open(town: Town, words: str, intent: Intent) -> None:
    await town.write("4")
    assert (await town.write(words)).intent is intent
    kept = await survey(town)
    assert (kept.asked, kept.answers) == (ORDER[1], {ORDER[0]: 4})
    await town.write("5")
    assert (await survey(town)).answers == {ORDER[0]: 4, ORDER[1]: 5}


async def test_who_asks_for_another_language_is_asked_the_open_question_in_it_and_all_that_follow(town: Town) -> None:
    await town.write("Français")
    assert (await town.answers(), await asked(town)) == ([("language_changed", "fr")], ORDER[:1])
    await town.write("4")
    assert await asked(town) == ORDER[:2]
    rows = [row for row in await town.rows(OutboundMessage) if row.key == MessageKey.SURVEY_QUESTION]
    assert {row.language for row in rows} == {"fr"}
    assert {row.facts["question_set"] for row in rows} == {SET.key}
    assert (await survey(town)).answers == {ORDER[0]: 4}


async def test_after_help_the_open_question_is_asked_again(town: Town) -> None:
    await town.write("4")
    await town.write("ayuda")
    assert (await town.answers(), await asked(town)) == ([("help", "es")], [ORDER[1], ORDER[1]])
    assert [reply.answered_with for reply in await town.replies()] == ["survey_question", "help"]
    assert set(await town.told()) == {("26-1", "reply.received")}
    await town.write("3")
    assert (await survey(town)).answers == dict(zip(ORDER[:2], (4, 3), strict=True))


async def test_where_twilio_has_answered_help_only_the_question_is_ours(town: Town) -> None:
    await town.write("HELP", keyword=OptOutType.HELP)
    assert (await town.answers(), await asked(town)) == ([], [ORDER[0]])
    assert [reply.answered_with for reply in await town.replies()] == ["survey_question"]


async def test_two_machines_do_not_ask_each_other_for_ever(town: Town) -> None:
    for _ in range(20):
        await town.write("HELP", keyword=OptOutType.HELP)
    assert len(await asked(town)) == 5
    town.now += timedelta(minutes=11)
    await town.write("HELP", keyword=OptOutType.HELP)
    assert len(await asked(town)) == 6


@pytest.mark.parametrize("words", ["he is back with a gun", "STOP", "Loved “Springfield Police: How did we do?”"])
async def test_danger_a_stop_and_a_thumb_bring_no_question(town: Town, words: str) -> None:
    await town.write(words)
    assert await asked(town) == []
    kept = await survey(town)
    assert (kept.answers, kept.comment_sealed, kept.asked) == ({}, None, ORDER[0])
    assert ("emergency_reply" in await town.tasks()) is ("gun" in words)


async def test_who_was_texted_about_something_else_since_is_not_asked_again(town: Town) -> None:
    town.now += timedelta(hours=1)
    await town.text_them(await town.add_person(), MessageKey.CASE_NUMBER)
    await town.write("ayuda")
    assert (await town.answers(), await asked(town)) == ([("help", "es")], [])


async def test_after_a_stop_help_brings_help_and_no_question(town: Town) -> None:
    await town.write("stop please")
    await town.write("ayuda")
    assert ("help" in dict(await town.answers()), await asked(town)) == (True, [])


async def test_after_an_answer_that_may_be_a_cry_for_help_nothing_more_is_asked_or_rated(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.replies.understanding.decide.EMERGENCY_IN_SURVEY_FROM", 2.0)
    await town.write("he was rude, and my ex is at my door again with a knife")
    assert ([key for key, _ in await town.answers()], await asked(town)) == (["emergency"], [])
    await town.write("5")
    assert (await survey(town)).answers == {}


async def test_words_in_place_of_a_number_are_kept_and_nobody_is_asked_twice(town: Town) -> None:
    await town.write("he never picked up")
    kept = await survey(town)
    assert comments_of(town.vault, kept) == {"call_taker": "he never picked up"}
    assert kept.asked == ORDER[1]


async def test_a_survey_answered_by_link_asks_nothing_more(town: Town) -> None:
    async with town.database.transaction() as session:
        (await session.get_one(SurveyInvitation, (await survey(town)).id)).asked = ""
    assert (await town.write("4")).intent is Intent.OTHER
    assert await asked(town) == []


async def test_questions_that_nobody_has_any_more_are_not_asked(town: Town) -> None:
    async with town.database.transaction() as session:
        (await session.get_one(SurveyInvitation, (await survey(town)).id)).question_set = "gone.7"
    assert (await town.write("4")).intent is Intent.SURVEY_ANSWER
    assert await asked(town) == []
