"""What somebody chose after a message was planned holds when it is about to leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from db.queries import agencies, calls, contacts, messages, preferences
from db.tables import Agency, InboundReply
from domain.messages import Channel, MessageKey
from domain.preferences import Preferences, UpdateGroup
from domain.quiet_hours import Hours
from intake.replies.inbound_text import InboundText
from intake.replies.sender import ReplySender
from intake.replies.wrong_number import apply_wrong_number
from messaging.call_context import CallContext
from messaging.fallback import stand_in
from messaging.planning import gather_audience
from tests.desk import ORI, Desk
from tests.world import LOCAL

EVENING = datetime(2026, 11, 24, 19, 30, tzinfo=LOCAL)
NINE_TO_FIVE = frozenset({Hours(start=time(9), end=time(17))})


async def choose(desk: Desk, **wanted: Any) -> None:
    """In the portal, by the phone."""
    async with desk.database.transaction() as session:
        await preferences.keep(
            session,
            ori=ORI,
            hashes=[contacts.phone_hash(desk.vault, "+12065550123")],
            preferences=Preferences(**wanted, review_by=desk.now + timedelta(days=180)),
            how="portal",
            now=desk.now,
        )


async def news(desk: Desk, key: MessageKey = MessageKey.CASE_NUMBER) -> str:
    """A text with the case number, planned; returns its id."""
    call = await desk.set_call(case_number="26-88")
    person = await desk.set_person(call, email="ana@example.org")
    return await desk.plan(call, person, key, Channel.SMS)


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"channels": frozenset()}, "not_wanted"),
        ({"updates_off": frozenset({UpdateGroup.REPORTS_AND_RIGHTS})}, "not_wanted"),
        ({"channels": frozenset({Channel.EMAIL})}, "another_way"),
        ({"safe_sms": False}, "another_way"),
        ({"safe_sms": False, "safe_email": False}, "not_safe"),
        ({"ok_to_identify": False}, "not_safe"),
        ({"safe_hours": frozenset({Hours(start=time(22), end=time(6))})}, "not_safe"),
    ],
)
async def test_what_they_do_not_want_any_more_does_not_leave(desk: Desk, wanted: dict[str, Any], reason: str) -> None:
    message = await news(desk)
    await choose(desk, **wanted)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason, desk.texts()) == ("withheld", reason, [])


async def test_a_text_planned_before_they_named_safe_hours_waits_for_them(desk: Desk) -> None:
    desk.now = EVENING.astimezone(UTC)
    message = await news(desk)
    await choose(desk, safe_hours=NINE_TO_FIVE)
    with pytest.raises(ApplicationError, match="quiet hours") as waits:
        await desk.send(message)
    pause = waits.value.next_retry_delay
    assert pause is not None
    assert timedelta(hours=13, minutes=29) < pause < timedelta(hours=14)
    assert ((await desk.row(message)).status, desk.texts()) == ("created", [])
    desk.later(hours=13, minutes=31)
    (outcome,) = await desk.send(message)
    assert (outcome.status, len(desk.texts())) == ("sent", 1)


async def test_an_answer_to_what_they_wrote_comes_whatever_they_chose(desk: Desk) -> None:
    desk.now = EVENING.astimezone(UTC)
    message = await news(desk, MessageKey.HELP)
    await choose(desk, channels=frozenset(), safe_sms=False, ok_to_identify=False, safe_hours=NINE_TO_FIVE)
    (outcome,) = await desk.send(message)
    assert (outcome.status, len(desk.texts())) == ("sent", 1)


@pytest.mark.parametrize("key", [MessageKey.PORTAL_CODE, MessageKey.PORTAL_SIGNED_IN])
@pytest.mark.parametrize("wanted", [{"safe_sms": False}, {"ok_to_identify": False}])
async def test_e5_a_code_and_a_notice_do_not_leave_for_a_phone_called_unsafe_meanwhile(
    desk: Desk, key: MessageKey, wanted: dict[str, Any]
) -> None:
    message = await news(desk, key)
    await choose(desk, **wanted)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason, desk.texts()) == ("withheld", "not_safe", [])


async def test_a_notice_does_not_leave_over_a_channel_that_was_taken_back_meanwhile(desk: Desk) -> None:
    message = await news(desk, MessageKey.PORTAL_SIGNED_IN)
    await choose(desk, channels=frozenset({Channel.EMAIL}))
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason, desk.texts()) == ("withheld", "not_wanted", [])


async def test_what_waited_for_the_other_channel_goes_over_the_one_they_chose(desk: Desk) -> None:
    message = await news(desk)
    await choose(desk, channels=frozenset({Channel.EMAIL}))
    await desk.send(message)
    async with desk.database.transaction() as session:
        call = await calls.get(session, ORI, "26-000123")
        agency = await agencies.get(session, ORI)
        assert call is not None
        assert agency is not None
        context = CallContext.of(agency, call, now=desk.now)
        audience = await gather_audience(session, context)
        rows = await messages.of_call(session, call.id)
        later = replace(context, now=desk.now + timedelta(minutes=5))
        stood_in = await stand_in(session, desk.vault, later, audience, rows)
        [email] = [row for row in await messages.of_call(session, call.id) if row.id != message]
    assert (email.channel, email.status, email.fallback_of) == ("email", "created", message)
    assert stood_in.undelivered == ()
    (outcome,) = await desk.send(email.id)
    assert (outcome.status, [text["to"] for text in desk.texts()]) == ("sent", ["ana@example.org"])


async def test_a8_a_text_that_waits_for_a_wrong_number_becomes_an_email(desk: Desk) -> None:
    message = await news(desk)
    phone = contacts.phone_hash(desk.vault, "+12065550123")
    async with desk.database.transaction() as session:
        sender = ReplySender(address_hash=phone, agencies=(await session.get_one(Agency, ORI),))
        text = InboundText(message_id="SM" + "a" * 32, sender="+12065550123", to=(), body="wrong number")
        heard = InboundReply(
            ori=ORI, provider="twilio", provider_message_id="", address_hash=phone, intent="", received_at=desk.now
        )
        await apply_wrong_number(session, sender, text, heard)
    [outcome] = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("withheld", "another_way")
    assert desk.texts() == []
    async with desk.database.transaction() as session:
        call = await calls.lock_call(session, ORI, "26-000123")
        assert call is not None
        context = CallContext.of(await session.get_one(Agency, ORI), call, now=desk.now)
        audience = await gather_audience(session, context)
        rows = await messages.of_call(session, call.id)
        later = replace(context, now=desk.now + timedelta(minutes=5))
        await stand_in(session, desk.vault, later, audience, rows)
        rows = await messages.of_call(session, call.id)
    assert [(row.channel, row.status) for row in rows if row.fallback_of] == [("email", "created")]
