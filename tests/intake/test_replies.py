"""What follows from a reply: who is meant, what is obeyed, what is answered, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import contacts, preferences, replies
from db.tables import (
    Agency,
    Consent,
    OutboundMessage,
    Person,
    Preference,
    StaffTask,
    SurveyInvitation,
)
from domain.messages import MessageKey
from domain.preferences import Preferences
from domain.replies.intents import Intent
from intake.replies.inbound_text import OptOutType
from intake.surveys.answers import comments_of
from tests.intake.texts import ANA, ORI, Town, anas_town


@pytest.fixture
async def town(database: Database, vault: Vault) -> Town:
    return await anas_town(database, vault)


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
    await town.write("the car was blue", message_id=sid)
    again = await town.write("the car was blue", message_id=sid)
    assert again.repeated
    assert len(await town.replies()) == 1
    assert await town.answers() == [("not_monitored", "es")]


async def test_help_is_answered_where_twilio_does_not(town: Town) -> None:
    await town.write("HELP", keyword=OptOutType.HELP)
    assert await town.answers() == []
    await town.write("ayuda")
    assert await town.answers() == [("help", "es")]


async def test_what_was_written_is_kept_sealed(town: Town) -> None:
    await town.write("my address is 12 Elm Street")
    [reply] = await town.replies()
    assert reply.body_sealed is not None
    assert "Elm Street" not in reply.body_sealed
    assert town.vault.open(reply.body_sealed, context=replies.BODY, row=reply.id) == "my address is 12 Elm Street"
    assert (reply.intent, reply.answered_with) == ("other", "not_monitored")


async def test_a_language_is_kept_for_every_call_of_theirs_and_what_waits(town: Town) -> None:
    waits = await town.text_them(await town.add_person("26-2"), MessageKey.CASE_NUMBER, status="created", language="es")
    await town.write("العربية")
    assert {person.language for person in await town.rows(Person)} == {"ar"}
    assert {row.language for row in await town.rows(OutboundMessage) if row.id == waits} == {"ar"}
    assert await town.answers() == [("language_changed", "ar")]
    [choice] = await town.rows(Preference)
    assert (choice.language, choice.how) == ("ar", "text")


async def test_a_bare_number_chooses_a_language_only_while_nobody_knows_theirs(town: Town) -> None:
    assert (await town.write("2")).intent is Intent.OTHER
    await town.text_them(await town.add_person("26-2", phone="+12065550177"))
    assert (await town.write("2", sender="+12065550177")).intent is Intent.LANGUAGE


class TestStopAndStart:
    async def test_start_brings_texts_back_and_the_history_stays(self, town: Town) -> None:
        await town.write("no more messages please")
        await town.write("START")
        assert await town.stopped() == set()
        assert [(word.purpose, word.given) for word in await town.rows(Consent)] == [
            ("updates", False),
            ("survey", False),
            ("updates", True),
            ("survey", True),
        ]

    async def test_yes_means_something_only_to_who_had_stopped(self, town: Town) -> None:
        assert (await town.write("yes")).intent is Intent.OTHER
        await town.write("stop please")
        assert (await town.write("yes")).intent is Intent.OPT_IN
        assert await town.stopped() == set()

    async def test_no_more_surveys_leaves_the_updates(self, town: Town) -> None:
        await town.write("no more surveys please")
        assert await town.stopped() == {"survey"}

    async def test_where_stop_means_what_was_said_last_it_leaves_the_other(self, town: Town) -> None:
        await town.set_policy(stop_means_everything="false", twilio_answers_keywords="false")
        await town.write("stop")
        assert await town.stopped() == {"updates"}
        town.now += timedelta(hours=6)
        await town.text_them(await town.add_person("26-2"), MessageKey.SURVEY_INVITATION)
        await town.write("stop")
        assert await town.stopped() == {"updates", "survey"}

    async def test_what_twilio_obeys_is_stopped_altogether_whatever_the_policy_says(self, town: Town) -> None:
        await town.set_policy(stop_means_everything="false")
        await town.write("stop")
        assert await town.stopped() == {"updates", "survey"}

    async def test_cancel_is_answered_by_us_with_what_it_did_not_do(self, town: Town) -> None:
        await town.set_policy(twilio_answers_keywords="false")
        await town.write("CANCEL")
        [row] = [row for row in await town.rows(OutboundMessage) if row.key == "opt_out_confirmed"]
        assert row.facts == {"cancel_word": True}
        assert await town.tasks() == []

    async def test_cancel_answered_by_twilio_is_a_call_back(self, town: Town) -> None:
        await town.write("CANCEL")
        assert await town.tasks() == ["call_back"]

    async def test_a_faulty_policy_does_not_lose_a_stop(self, town: Town) -> None:
        async with town.database.transaction() as session:
            (await session.get_one(Agency, ORI)).policy = "faulty ["
        await town.write("stop please")
        assert await town.stopped() == {"updates", "survey"}


class TestSurveyByText:
    async def test_a_number_rates_it_and_words_are_its_comment(self, town: Town) -> None:
        await town.invite()
        assert (await town.write("4")).intent is Intent.SURVEY_ANSWER
        await town.write("the officer was kind")
        await town.write("and quick!")
        [invitation] = await town.rows(SurveyInvitation)
        assert invitation.answers == {"overall": 4}
        assert comments_of(town.vault, invitation) == {"call_taker": "the officer was kind\nand quick!"}
        assert await town.answers() == []
        assert await town.tasks() == []

    async def test_after_other_news_only_a_number_is_an_answer(self, town: Town) -> None:
        await town.invite()
        town.now += timedelta(minutes=1)
        await town.text_them(await town.add_person("26-1"), MessageKey.CASE_REOPENED)
        assert (await town.write("why was it reopened?")).intent is Intent.OTHER
        assert (await town.write("5")).intent is Intent.SURVEY_ANSWER

    async def test_an_expired_survey_takes_nothing(self, town: Town) -> None:
        await town.invite()
        town.now += timedelta(days=8)
        assert (await town.write("5")).intent is Intent.OTHER
        [invitation] = await town.rows(SurveyInvitation)
        assert invitation.answers == {}

    async def test_a_start_takes_back_that_nothing_was_wanted(self, town: Town) -> None:
        person = await town.add_person()
        await town.text_them(person)
        phone = contacts.phone_hash(town.vault, ANA)
        nothing = Preferences(channels=frozenset(), safe_sms=False, review_by=town.now)
        async with town.database.transaction() as session:
            await preferences.keep(session, ori=ORI, hashes=[phone], preferences=nothing, how="portal", now=town.now)
        await town.write("start")
        async with town.database.reading() as session:
            known = await preferences.in_force(session, ORI, [phone])
        assert known[phone].preferences == Preferences(safe_sms=False, review_by=town.now)

    async def test_a_stop_after_a_survey_is_a_stop(self, town: Town) -> None:
        await town.invite()
        await town.write("stop these please")
        assert await town.stopped() == {"updates", "survey"}

    async def test_an_answer_that_may_be_a_cry_for_help_is_kept_answered_with_911_and_told_to_staff(
        self, town: Town, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await town.invite()
        monkeypatch.setattr("intake.replies.understanding.decide.EMERGENCY_IN_SURVEY_FROM", 2.0)
        heard = await town.write("he was rude, and my ex is at my door again with a knife")
        assert heard.intent is Intent.SURVEY_ANSWER
        assert await town.answers() == [("emergency", "es")]
        [task] = await town.rows(StaffTask)
        assert (task.kind, task.reason[:15]) == ("emergency_reply", "answers a surve")
        [invitation] = await town.rows(SurveyInvitation)
        assert "at my door" in "".join(comments_of(town.vault, invitation).values())

    async def test_danger_in_answer_to_a_survey_is_danger(self, town: Town) -> None:
        await town.invite()
        await town.write("he came back and he has a knife, help me")
        assert await town.tasks() == ["emergency_reply"]


@pytest.mark.parametrize(
    ("words", "language", "answer"),
    [
        ("I need help with this", "es", "help"),
        ("ayuda", "es", "help"),
        ("aide", "fr", "help"),
        ("مساعدة", "ar", "help"),
        ("msaada", "sw", "help"),
        ("کمک", "fa", "help"),
        ("il a une arme", "fr", "emergency"),
        ("ana bunduki, tusaidie", "sw", "emergency"),
        ("معه سلاح", "ar", "emergency"),
        ("او تفنگ داره", "fa", "emergency"),
        ("tiene un cuchillo", "es", "emergency"),
    ],
)
async def test_who_writes_in_a_language_is_answered_in_it(town: Town, words: str, language: str, answer: str) -> None:
    await town.write(words)
    assert await town.answers() == [(answer, language)]


class TestMachines:
    """D5: what a machine wrote is kept, shown to staff and never answered."""

    @pytest.mark.parametrize(
        "words",
        [
            "Thank you for contacting Acme. Our office is closed. If this is an emergency, dial 911.",
            "Reply STOP to unsubscribe from Acme alerts",
            "I'm in an emergency meeting",
            "Estoy en una reunión de emergencia",
        ],
    )
    async def test_d5_it_is_kept_and_answered_never_however_often(self, town: Town, words: str) -> None:
        for _ in range(7):
            assert (await town.write(words)).intent is Intent.MACHINE
        assert await town.answers() == []
        assert await town.stopped() == set()
        [task] = await town.rows(StaffTask)
        assert (task.kind, task.times) == ("reply", 7)
        assert len(await town.replies()) == 7

    async def test_d5_danger_in_it_is_a_task_each_time_and_answered_once(self, town: Town) -> None:
        for _ in range(4):
            await town.write("Thank you for contacting Acme. he has a gun help me")
        assert await town.answers() == [("emergency", "es")]
        [task] = await town.rows(StaffTask)
        assert (task.kind, task.times) == ("emergency_reply", 4)

    async def test_d5_a_machine_that_nobody_knows_is_answered_so_often_a_day_and_no_more(self, town: Town) -> None:
        for _ in range(40):
            await town.write("there is a fire in our lobby today")
            town.now += timedelta(minutes=5)
        for _ in range(40):
            await town.write("HELP ME UNDERSTAND this")
            town.now += timedelta(minutes=5)
        keys = [key for key, _ in await town.answers()]
        assert keys.count("emergency") == 30
        assert keys.count("help") <= 10
        assert (await town.rows(StaffTask))[0].times == 40
