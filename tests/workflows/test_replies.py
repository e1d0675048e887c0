"""The whole loop: a text written on a telephone, heard, obeyed, and answered on that telephone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from temporalio.client import WorkflowExecutionDescription

from db.queries import staff_tasks
from db.tables import Agency
from domain.messages import Channel, MessageFacts, MessageKey
from engine.search_attributes import NEEDS_ATTENTION
from intake.staff.tasks import close_task
from locales.catalog_loader import load_catalogs
from messaging.rendering.renderer import Renderer
from messaging.rendering.texts.offer import OFFERS
from tests.desk import OFFERING
from tests.intake.fakes import POLICY
from tests.patience import until
from tests.workflows.phones import listening
from tests.world import CALLER, VICTIM, CallInTest, World

ANA = "+12065550123"
ZAHRA = "+12065550145"
CONFIRMED = MessageKey.OPT_OUT_CONFIRMED
FACTS = MessageFacts(agency="Springfield Police", non_emergency_phone="", time_zone="", reference="")
OURS_TO_ANSWER = POLICY.replace("twilio_answers_keywords = true", "twilio_answers_keywords = false")


async def needs_attention(call: CallInTest) -> bool:
    description: WorkflowExecutionDescription = await call.handle.describe()
    return bool(description.typed_search_attributes.get(NEEDS_ATTENTION))


async def calmed(call: CallInTest) -> bool:
    return not await needs_attention(call)


async def a_told_caller(world: World, **changes: object) -> CallInTest:
    """Ana called, and has her first text."""
    call = world.call()
    await call.contact({**CALLER, **changes})  # type: ignore[typeddict-item]  # what a test says
    await call.receive(priority=3)
    await call.reach(2)
    assert await call.said() == ["call_received"]
    return call


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("please stop texting me", "en"),
        ("no me manden mas mensajes", "es"),
        ("arretez de m'envoyer des messages", "fr"),
        ("لا ترسل لي رسائل", "ar"),
        ("acha kunitumia ujumbe", "sw"),
        ("دیگه پیام نده", "fa"),
    ],
)
async def test_a_stop_in_any_language_is_confirmed_and_nothing_more_is_sent(
    world: World, words: str, language: str
) -> None:
    async with listening(world) as phones:
        call = await a_told_caller(world)
        await phones.write(ANA, words)
        confirmed = await phones.read_until(ANA, "START")
        assert confirmed == Renderer(load_catalogs()).render(CONFIRMED, Channel.SMS, language, FACTS).text
        await call.reach(40)
        assert "officer_delayed" not in await call.said()
        assert (await call.withheld())["officer_delayed"] == "opted_out"
        assert len(await phones.read(ANA)) == 2


async def test_stop_is_answered_by_twilio_and_not_by_us_too(world: World) -> None:
    async with listening(world) as phones:
        await a_told_caller(world)
        await phones.write(ANA, "STOP")
        texts = await phones.read(ANA)
        assert len(texts) == 2
        assert "unsubscribed" in texts[-1]


async def test_stop_is_answered_by_us_where_twilio_leaves_it_to_us(world: World) -> None:
    async with world.database.transaction() as session:
        agency = await session.get_one(Agency, world.ori)
        agency.policy = OURS_TO_ANSWER
    async with listening(world, default_opt_out=False) as phones:
        await a_told_caller(world)
        await phones.write(ANA, "CANCEL")
        said = await phones.read_until(ANA, "no more of these messages")
        assert "did not cancel your call" in said
        await phones.write(ANA, "START")
        await phones.read_until(ANA, "messages from us again")


async def test_a_stop_is_in_force_for_what_was_planned_and_waits_for_the_morning(world: World) -> None:
    async with listening(world) as phones:
        call = world.call()
        to_night = call.minutes_to(1)
        await call.contact(VICTIM)
        await call.report("call.received", incident_type="LARCENY", priority=3)
        await call.play(
            (30, "call.closed", {"disposition": "01", "case_number": "26-1"}), (to_night, "case.assigned", {})
        )
        [row] = [row for row in await call.messages() if row.key == MessageKey.DETECTIVE_ASSIGNED]
        assert (row.status, row.reason) == ("created", "quiet_until")
        await phones.write(ZAHRA, "نمی‌خواهم دیگر پیامک بفرستید")
        await call.reach(to_night + 12 * 60)
        assert (await call.withheld())["detective_assigned"] == "opted_out"


async def test_who_is_in_danger_is_answered_at_once_and_staff_sees_it(world: World) -> None:
    async with listening(world) as phones:
        call = await a_told_caller(world)
        await phones.write(ANA, "he is back with a gun")
        assert "call 911 now" in await phones.read_until(ANA, "danger")
        await until(lambda: needs_attention(call))
        assert "danger" in (await call.status())["needs_attention"]
        assert "reply received: emergency" in [line["what"] for line in await call.lines()]
        async with world.database.reading() as session:
            [task] = await staff_tasks.open_tasks(session, world.ori)
        assert task.kind == "emergency_reply"
        async with world.database.transaction() as session:
            assert await close_task(session, task, now=datetime.now(UTC))
        await until(lambda: calmed(call))
        assert (await call.status())["needs_attention"] == ""


async def test_a_language_is_offered_chosen_and_kept(world: World) -> None:
    async with listening(world) as phones:
        call = await a_told_caller(world, language=None)
        [first] = await phones.read(ANA)
        assert "Español: responda ES" in first
        assert "English: reply EN" not in first
        await phones.write(ANA, "Español")
        await phones.read_until(ANA, "español")
        await call.reach(40)
        [late] = [row for row in await call.messages() if row.key == "officer_delayed"]
        assert (late.status, late.language) == ("sent", "es")
        assert "Español" not in (await phones.read(ANA))[-1]


async def test_arabic_and_farsi_are_offered_in_a_second_text_and_understood(world: World) -> None:
    async with listening(world) as phones:
        async with world.database.transaction() as session:
            (await session.get_one(Agency, world.ori)).policy = OFFERING
        call = world.call()
        await call.contact({**CALLER, "language": None})
        await call.receive(priority=3)
        await call.reach(2)
        assert [(row.key, row.status) for row in await call.messages()] == [
            ("call_received", "sent"),
            ("language_offer", "sent"),
        ]
        first, offered = await phones.read(ANA)
        assert ("Kiswahili: jibu SW" in first, "العربية" in first) == (True, False)
        assert offered == f"\u200f{OFFERS['ar']}\n{OFFERS['fa']}"
        await phones.write(ANA, "AR")
        await phones.read_until(ANA, "بالعربية")
        await call.reach(40)
        [late] = [row for row in await call.messages() if row.key == "officer_delayed"]
        assert (late.status, late.language) == ("sent", "ar")


async def test_an_answer_still_comes_when_the_call_has_long_ended(world: World) -> None:
    async with listening(world) as phones:
        call = world.call()
        await call.contact(CALLER)
        await call.receive(priority=3)
        await call.play((5, "call.cancelled", {}))
        await call.reach(60 * 24 * 20)
        await phones.write(ANA, "the car was blue")
        await phones.read_until(ANA, "We may not see your reply right away.")


async def test_a8_after_a_wrong_number_the_case_goes_on_by_email_alone(world: World) -> None:
    async with listening(world) as phones:
        call = world.call()
        await call.contact(VICTIM)
        await call.receive(priority=3)
        await call.reach(2)
        await phones.write(ZAHRA, "wrong number")
        await phones.read_until(ZAHRA, "برای شخص دیگری")
        await call.play((30, "call.closed", {"disposition": "01", "case_number": "26-1"}))
        await call.reach(60)
        sent = {(row.key, row.channel) for row in await call.messages() if row.status in {"sent", "delivered"}}
        assert ("case_number", "email") in sent
        assert {key for key, channel in sent if channel == "sms"} == {"call_received", "wrong_number"}
        assert len(await phones.read(ZAHRA)) == 2
        assert "reply received: wrong number" in [line["what"] for line in await call.lines()]
        async with world.database.reading() as session:
            tasks = await staff_tasks.open_tasks(session, world.ori)
        assert [task.kind for task in tasks] == ["wrong_number"]
