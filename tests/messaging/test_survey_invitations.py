"""Each is invited to the questions that fit how their call ended, and in the way of the policy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from db.encryption.keyring import KeyRing
from db.queries import agencies, contacts, surveys
from db.tables import Call, SurveyInvitation
from domain.call_state import End
from domain.message_plan import PlannedMessage
from domain.messages import Channel, MessageKey
from messaging.call_context import CallContext
from messaging.survey_invitations import SurveyPage, invite, survey_page
from policies.files import load_question_sets
from policies.policy_file import parse
from tests.desk import ORI, POLICY, Desk
from tests.new_hash_key import replaced

BY_TEXT = POLICY.replace('mode = "link"', 'mode = "text"')


async def invited(
    desk: Desk, *channels: Channel, policy: str = POLICY, n: str = "26-1", **state: Any
) -> SurveyInvitation:
    over = {"ended": End.CLOSED, "ended_at": desk.now} | state
    call = await desk.set_call(n, **over)
    person_id = await desk.set_person(call, ref="caller", phone="+12065550123", email="ana@example.com", language="es")
    planned = [
        PlannedMessage(contact_id=person_id, key=MessageKey.SURVEY_INVITATION, n=1, channel=channel, language="es")
        for channel in channels or (Channel.SMS,)
    ]
    async with desk.database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        context = replace(CallContext.of(agency, call, now=desk.now), policy=parse(policy))
        people = await contacts.of_call(session, call.id)
        await invite(session, desk.vault, context, planned, people, load_question_sets())
    async with desk.database.reading() as session:
        (invitation,) = await surveys.of_call(session, call.id)
    return invitation


@pytest.mark.parametrize(
    ("disposition", "arrived", "questions"),
    [("01", True, "officer_came.1"), ("05", False, "by_phone.1"), ("14", False, "nobody_came.1")],
)
async def test_the_questions_fit_the_outcome(desk: Desk, disposition: str, arrived: bool, questions: str) -> None:
    invitation = await invited(desk, disposition=disposition, arrived_at=desk.now if arrived else None)
    assert (invitation.question_set, invitation.mode, invitation.asked) == (questions, "link", "")


async def test_whom_the_answers_are_about_is_settled_when_they_are_invited(desk: Desk) -> None:
    call = await desk.set_call("26-1")
    async with desk.database.transaction() as session:
        known = await session.get_one(Call, call.id)
        known.call_taker, known.officers = "D117", ["4711", "4712"]
    invitation = await invited(desk)
    async with desk.database.transaction() as session:
        known = await session.get_one(Call, call.id)
        known.call_taker, known.officers = "D118", []
    async with desk.database.reading() as session:
        (kept,) = await surveys.of_call(session, call.id)
    assert (invitation.call_taker, invitation.officers) == ("D117", ["4711", "4712"])
    assert (kept.call_taker, kept.officers) == ("D117", ["4711", "4712"])


async def test_by_text_the_first_question_is_asked_at_once(desk: Desk) -> None:
    invitation = await invited(desk, policy=BY_TEXT, arrived_at=desk.now)
    assert (invitation.mode, invitation.asked) == ("text", "call_taker_helpful")


async def test_who_is_invited_by_email_alone_has_the_link(desk: Desk) -> None:
    assert (await invited(desk, Channel.EMAIL, policy=BY_TEXT)).mode == "link"


async def test_who_is_invited_by_both_may_answer_either(desk: Desk) -> None:
    assert (await invited(desk, Channel.EMAIL, Channel.SMS, policy=BY_TEXT)).mode == "text"


async def test_the_text_asks_and_the_email_has_the_link(desk: Desk) -> None:
    invitation = await invited(desk, Channel.SMS, Channel.EMAIL, policy=BY_TEXT, arrived_at=desk.now)
    async with desk.database.reading() as session:
        call = await session.get_one(Call, invitation.call_id)
    asked = {}
    for channel in Channel:
        row = await desk.plan(call, invitation.contact_id, MessageKey.SURVEY_INVITATION, channel, language="es")
        await desk.send(row)
        asked[channel] = desk.texts()[-1]
    assert "Por teléfono me ayudaron." in asked[Channel.SMS]["body"]
    assert "/s/" not in asked[Channel.SMS]["body"]
    assert "/s/" in asked[Channel.EMAIL]["html"]
    assert "me ayudó" not in asked[Channel.EMAIL]["html"]


async def test_their_link_stays_the_same_when_the_hash_key_is_replaced(desk: Desk, key_ring: KeyRing) -> None:
    invitation = await invited(desk)

    async def page() -> SurveyPage | None:
        async with desk.database.reading() as session:
            return await survey_page(session, desk.vault, invitation.call_id, invitation.contact_id, now=desk.now)

    before = await page()
    await replaced(desk.database, key_ring)
    assert before is not None
    assert await page() == before
    assert desk.vault.token_hash(before.path.removeprefix("/s/")) == invitation.token_hash
