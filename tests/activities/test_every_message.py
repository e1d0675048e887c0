"""Every message in every language over both channels, through the vendors' SDKs to the simulator."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.queries import agencies, contacts, messages
from db.queries.corrections import SentPeriod
from db.tables import Call, Person, new_id
from domain.call_state import CaseStatus, End
from domain.contacts import ContactRole
from domain.lifecycle import CASE_NEWS
from domain.message_plan import PlannedMessage
from domain.messages import KEY_RULES, LANGUAGES, RIGHT_TO_LEFT, Channel, MessageKey, Purpose
from intake.staff.corrections import correct
from messaging.call_context import CallContext
from messaging.compose import NOTE
from messaging.queue_message import PlannedReply, reply
from messaging.rendering.texts import TEXTS
from messaging.survey_invitations import invite
from policies.files import load_question_sets
from tests.desk import ORI, Desk

K = MessageKey
WHILE_WAITING = (K.CALL_RECEIVED, K.OFFICER_DELAYED, K.OFFICER_DISPATCHED, K.OFFICER_EN_ROUTE)
REPLIES = tuple(key for key in MessageKey if KEY_RULES[key].purpose is Purpose.REPLIES)
STATUS_TOLD = {key: status for status, key in CASE_NEWS.items()}
ENDS: dict[MessageKey, dict[str, Any]] = {
    K.OUTCOME_UNABLE_TO_LOCATE: {"disposition": "14"},
    K.OUTCOME_LOOKOUT: {"disposition": "06"},
    K.OUTCOME_REFERRED: {"disposition": "15"},
    K.CALL_CANCELLED: {"disposition": "10", "ended": End.CANCELLED},
    K.CALL_MERGED: {"ended": End.MERGED, "merged_into": "26-000099"},
}
WORDS = "1234"
ASKED = {"question_set": "officer_came.1", "question": "officers_listened"}


async def a_call_about(desk: Desk, key: MessageKey) -> Call:
    """A call of which `key` is true, with a speaker of every language and a detective."""
    over = {"ended": End.CLOSED, "ended_at": desk.now, "disposition": "01"} | ENDS.get(key, {})
    case = {"case_number": "26-4711", "case_status": STATUS_TOLD.get(key, CaseStatus.ASSIGNED)}
    state: dict[str, Any] = {"eta_minutes": 12} if key in WHILE_WAITING else over | case | {"case_status_at": desk.now}
    call = await desk.set_call(f"26-{key}", **state)
    for n, language in enumerate(LANGUAGES):
        address = {"phone": f"+1206555019{n}", "email": f"{language}@example.com"}
        await desk.set_person(call, ref=language, language=language, **address)
    detective = {"name": "M. Okonkwo", "phone": "+12065550177", "email": "m.okonkwo@police.example.com"}
    await desk.set_person(call, ref="detective", roles=[ContactRole.DETECTIVE], **detective)
    return call


async def speakers(desk: Desk, call: Call) -> list[Person]:
    async with desk.database.reading() as session:
        return [person for person in await contacts.of_call(session, call.id) if person.ref in LANGUAGES]


async def planned(desk: Desk, call: Call, key: MessageKey) -> list[str]:
    return [
        await desk.plan(
            call,
            person.id,
            key,
            channel,
            id=id,
            language=person.ref,
            facts={"minutes": 31},
            note_sealed=desk.vault.seal(WORDS, context=NOTE, row=id),
        )
        for person in await speakers(desk, call)
        for channel in Channel
        for id in (new_id(),)
    ]


async def invited(desk: Desk, call: Call) -> None:
    """Everybody has a survey page."""
    people, key = await speakers(desk, call), K.SURVEY_INVITATION
    news = [PlannedMessage(contact_id=p.id, key=key, n=1, channel=Channel.SMS, language=p.ref) for p in people]
    async with desk.database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        context = CallContext.of(agency, call, now=desk.now)
        await invite(session, desk.vault, context, news, people, load_question_sets())


async def answered(desk: Desk, call: Call, key: MessageKey) -> list[str]:
    """A reply to everybody, as to somebody who wrote."""
    people = await speakers(desk, call)
    async with desk.database.transaction() as session:
        answers = [
            (person, PlannedReply(key=key, channel=channel, language=person.ref, note=WORDS, facts=ASKED))
            for person in people
            for channel in Channel
        ]
        return [(await reply(session, desk.vault, call, each, answer, now=desk.now)).id for each, answer in answers]


@pytest.mark.parametrize("key", [key for key in TEXTS if key is not K.CORRECTION])
async def test_it_leaves_in_every_language_over_both_channels(desk: Desk, key: MessageKey) -> None:
    call = await a_call_about(desk, key)
    await invited(desk, call)
    ids = await (answered if key in REPLIES else planned)(desk, call, key)
    outcomes = await desk.send(*ids)
    assert {(outcome.status, outcome.reason) for outcome in outcomes} == {("sent", "")}
    sent = desk.texts()
    assert sorted(text["to"] for text in sent) == sorted(
        [f"+1206555019{n}" for n, _ in enumerate(LANGUAGES)] + [f"{language}@example.com" for language in LANGUAGES]
    )
    bodies = {text["body"] for text in sent if text["channel"] == "sms"}
    assert len(bodies) == len(LANGUAGES)
    for letter in (text for text in sent if text["channel"] == "email"):
        is_right_to_left = letter["to"].split("@")[0] in RIGHT_TO_LEFT
        assert ('dir="rtl"' in letter["html"]) == is_right_to_left


async def test_a_correction_leaves_in_every_language_over_both_channels(desk: Desk) -> None:
    call = await a_call_about(desk, K.CASE_CLOSED)
    await desk.send(*await planned(desk, call, K.CASE_CLOSED))
    hour = timedelta(hours=1)
    period = SentPeriod(ori=ORI, key=K.CASE_CLOSED, since=desk.now - hour, until=desk.now + hour)
    done = await correct(desk.database, desk.vault, period, by="4711", clock=lambda: desk.now)
    assert done.written == 2 * len(LANGUAGES)
    async with desk.database.reading() as session:
        rows = [row for row in await messages.of_call(session, call.id) if row.key == K.CORRECTION]
    outcomes = await desk.send(*[row.id for row in rows])
    assert {(outcome.status, outcome.reason) for outcome in outcomes} == {("sent", "")}
    for n, _ in enumerate(LANGUAGES):
        first, second = desk.texts(f"+1206555019{n}")
        assert first["body"] != second["body"]
    assert len({text["body"] for text in desk.texts() if text["channel"] == "sms"}) == 2 * len(LANGUAGES)
