"""A survey by text from end to end: asked, answered on a telephone, and asked on, in every language."""

from __future__ import annotations

import pytest
from sqlmodel import select

from db.tables import Agency, SurveyInvitation
from domain.messages import LANGUAGES
from intake.surveys.answers import comments_of
from policies.files import load_question_sets
from tests.intake.fakes import POLICY
from tests.workflows.phones import listening
from tests.world import CALLER, World

ANA = "+12065550123"
SET = load_question_sets()["officer_came.1"]
DIGITS = {"ar": "٤", "fa": "۴"}
THANKS = {
    "en": "Thank you for your answers.",
    "es": "Gracias por sus respuestas.",
    "fr": "Merci pour vos réponses.",
    "ar": "شكرًا لكم على إجاباتكم.",
    "sw": "Asante kwa majibu yako.",
    "fa": "از پاسخ‌های شما سپاسگزاریم.",
}


async def answered(world: World) -> SurveyInvitation:
    async with world.database.reading() as session:
        return (await session.scalars(select(SurveyInvitation))).one()


def plain(words: str) -> str:
    """As a text says it to a telephone that would pay double for typographic apostrophes."""
    return words.replace("’", "'")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_asked_and_answered_one_question_at_a_time(world: World, language: str) -> None:
    async with world.database.transaction() as session:
        (await session.get_one(Agency, world.ori)).policy = POLICY.replace('mode = "link"', 'mode = "text"')
    async with listening(world) as phones:
        call = world.call()
        call.receive_at(9)
        await call.contact({**CALLER, "language": language})
        await call.receive(priority=3)
        await call.play((20, "unit.arrived", {"unit": "2A11"}), (40, "call.closed", {"disposition": "05"}))
        await call.reach(40 + 6 * 60 + 1)
        items = [plain(item.text[language]) for item in SET.items]
        invitation = await phones.read_until(ANA, items[0])
        assert "/s/" not in invitation
        for following in (*items[1:], plain(SET.comments[0].text[language])):
            await phones.write(ANA, DIGITS.get(language, "4"))
            await phones.read_until(ANA, following)
        await phones.write(ANA, "asante, 谢谢")
        await phones.read_until(ANA, plain(SET.comments[-1].text[language]))
        await phones.write(ANA, "0")
        thanks = await phones.read_until(ANA, plain(THANKS[language]))
        assert "/s/" in thanks
        await call.settle()
        kept = await answered(world)
        assert kept.answers == dict.fromkeys((item.id for item in SET.items), 4)
        assert comments_of(world.vault, kept) == {"call_taker": "asante, 谢谢"}
        assert [line.what for line in await call.timeline() if line.kind in ("survey", "reply")] == ["survey.answered"]
        await call.reach(60 * 24 * 8)
        assert "survey_reminder" not in await call.said()


async def test_who_asks_for_another_language_is_asked_again_in_it(world: World) -> None:
    async with world.database.transaction() as session:
        (await session.get_one(Agency, world.ori)).policy = POLICY.replace('mode = "link"', 'mode = "text"')
    async with listening(world) as phones:
        call = world.call()
        call.receive_at(9)
        await call.contact(CALLER)
        await call.receive(priority=3)
        await call.play((20, "unit.arrived", {"unit": "2A11"}), (40, "call.closed", {"disposition": "05"}))
        await call.reach(40 + 6 * 60 + 1)
        await phones.read_until(ANA, plain(SET.items[0].text["en"]))
        await phones.write(ANA, "Français")
        await phones.read_until(ANA, plain(SET.items[0].text["fr"]))
        assert "language_changed" in await call.said()
        await phones.write(ANA, "4")
        await phones.read_until(ANA, plain(SET.items[1].text["fr"]))
        await call.settle()
        assert (await answered(world)).answers == {SET.items[0].id: 4}
