"""Texts as Twilio posts them: signed, heard once, answered with nothing, whatever is in them."""

from __future__ import annotations

import asyncio
import random

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import func, select

from db.connection.session import Database
from db.queries import agencies, incoming_texts
from db.tables import Agency, Consent, InboundReply, IncomingText, OutboundMessage, StaffTask
from tests.api.conftest import NOW, ORI
from tests.api.webhooks.conftest import ACCOUNT, FORM, only_for, signed_form
from tests.api.webhooks.texts import INBOUND, STRANGER, a_text, every, said, send
from tests.database import an_agency
from tests.intake.fakes import POLICY
from tests.post import Post
from tests.shared_material import naughty_strings
from tests.thoroughness import on_the_stricter_database

pytestmark = pytest.mark.usefixtures("unhurried")


async def test_a_text_is_heard_and_answered_through_the_outbox(
    anonymous: httpx.AsyncClient, post: Post, database: Database
) -> None:
    await post.a_message(status="delivered")
    assert said(await send(anonymous, a_text("what is new?"))) == []
    [reply] = await every(database, InboundReply)
    assert (reply.ori, reply.intent, reply.answered_with) == (ORI, "other", "not_monitored")
    assert "not_monitored" in [row.key for row in await every(database, OutboundMessage)]


async def test_twilio_posts_it_again_and_nothing_more_happens(
    anonymous: httpx.AsyncClient, post: Post, database: Database
) -> None:
    await post.a_message(status="delivered")
    for _ in range(2):
        assert said(await send(anonymous, a_text("no more texts please"))) == []
    assert len(await every(database, InboundReply)) == 1
    assert len(await every(database, Consent)) == 2


async def test_the_same_text_posted_twice_at_once_is_heard_once(
    anonymous: httpx.AsyncClient, post: Post, database: Database
) -> None:
    await post.a_message(status="delivered")
    answers = await asyncio.gather(*(send(anonymous, a_text("what is new?")) for _ in range(4)))
    assert [said(answer) for answer in answers] == [[]] * 4
    assert len(await every(database, InboundReply)) == 1
    assert [row.key for row in await every(database, OutboundMessage)].count("not_monitored") == 1


async def test_the_calls_view_shows_what_was_meant_and_not_what_was_said(
    client: httpx.AsyncClient, post: Post, database: Database
) -> None:
    await post.a_message(status="delivered")
    await send(client, a_text("I live at 12 Elm Street"))
    shown = await client.get("/v1/calls/26-000123")
    [reply] = shown.json()["replies"]
    assert (reply["intent"], reply["answered_with"]) == ("other", "not_monitored")
    assert "reply received: other" in [line["what"] for line in shown.json()["timeline"]]
    assert "Elm" not in shown.text


async def test_a_text_that_twilio_did_not_sign_is_not_heard(anonymous: httpx.AsyncClient, database: Database) -> None:
    body, headers = signed_form(INBOUND, a_text("STOP"), secret="other")
    assert (await anonymous.post(INBOUND, content=body, headers=headers)).status_code == 403
    assert (await anonymous.post(INBOUND, json={"Body": "STOP"})).status_code == 415
    assert await every(database, InboundReply) == []


async def test_a_picture_without_words_is_kept_for_staff(
    anonymous: httpx.AsyncClient, post: Post, database: Database
) -> None:
    await post.a_message(status="delivered")
    assert said(await send(anonymous, a_text(None, sid="MM" + "c" * 32, NumMedia="1", MediaUrl0="https://x"))) == []
    [reply] = await every(database, InboundReply)
    assert reply.intent == "other"


async def test_a_stranger_in_danger_is_answered_at_once(
    anonymous: httpx.AsyncClient, post: Post, database: Database
) -> None:
    await post.a_message(status="delivered")
    [answer] = said(await send(anonymous, a_text("socorro, tiene una pistola", From=STRANGER)))
    assert "911" in answer
    assert "Seattle" in answer or "policía" in answer.lower() or "Police" in answer
    [reply] = await every(database, InboundReply)
    assert (reply.ori, reply.call_id, reply.intent) == (ORI, None, "emergency")


@pytest.mark.parametrize(("fact", "words"), [(False, "call 911 now."), (True, "call or text 911 now.")])
async def test_a_stranger_is_told_to_text_911_only_where_911_takes_texts(
    anonymous: httpx.AsyncClient, post: Post, database: Database, fact: bool, words: str
) -> None:
    await post.a_message(status="delivered")
    async with database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        agency.text_to_911 = fact
    [answer] = said(await send(anonymous, a_text("help me he has a gun", From=STRANGER)))
    assert answer.startswith(f"If you or someone else is in danger, {words}")


@pytest.mark.parametrize(("listed", "spanish"), [("", True), ('"fr"', True), ('"es"', False)])
async def test_a_stranger_is_answered_in_english_too_where_the_agency_wants_translations_read(
    anonymous: httpx.AsyncClient, post: Post, database: Database, listed: str, spanish: bool
) -> None:
    await post.a_message(status="delivered")
    async with database.transaction() as session:
        (await session.get_one(Agency, ORI)).policy = POLICY.replace("reviewed = []", f"reviewed = [{listed}]")
    [answer] = said(await send(anonymous, a_text("socorro, tiene una pistola", From=STRANGER)))
    assert "911" in answer
    assert ("peligro" in answer) is spanish
    assert answer.endswith("Español: responda ES") is not spanish


async def test_a_stranger_to_a_shared_number_is_told_911_and_no_agencys_name(
    anonymous: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        for ori in ("WAONE0000", "WATWO0000"):
            await agencies.add(session, an_agency(ori))
    [answer] = said(await send(anonymous, a_text("help me he has a gun", From=STRANGER)))
    assert answer == "If you or someone else is in danger, call 911 now."
    assert said(await send(anonymous, a_text("hello", sid="SM" + "d" * 32, From=STRANGER))) == []


async def test_what_comes_through_another_agencys_account_stops_nothing_of_ours(
    anonymous: httpx.AsyncClient, app: FastAPI, post: Post, database: Database
) -> None:
    await post.a_message(status="delivered")
    only_for(app, "WAOTHER00")
    await send(anonymous, a_text("stop all this please"))
    [reply] = await every(database, InboundReply)
    assert (reply.ori, reply.call_id) == ("", None)
    assert await every(database, Consent) == []


async def test_what_does_not_come_from_a_telephone_is_let_go(anonymous: httpx.AsyncClient, database: Database) -> None:
    senders = ("72975", "Acme", "", "+1", "messenger:1234567", "whatsapp:Acme", "rcs:", "+12065550123\x00")
    for number, sender in enumerate(senders):
        for _ in range(2):
            assert said(await send(anonymous, a_text("STOP", sid=f"SM{number:032x}", From=sender))) == []
    assert said(await send(anonymous, a_text("STOP", sid="' OR 1=1 --"))) == []
    assert await every(database, InboundReply) == []
    rows = await every(database, IncomingText)
    assert [(row.not_kept, row.form_sealed) for row in rows] == [("no_telephone", None)] * len(senders)
    async with database.reading() as session:
        assert await incoming_texts.not_kept(session) == {"no_telephone": len(senders)}
        assert await incoming_texts.count_waiting(session) == 0


@pytest.mark.parametrize("network", ["rcs:", "whatsapp:", "RCS:"])
async def test_d4_a_telephone_reached_over_rcs_or_whatsapp_is_that_telephone(
    anonymous: httpx.AsyncClient, post: Post, database: Database, network: str
) -> None:
    await post.a_message(status="delivered")
    await send(anonymous, a_text("no more texts please", From=f"{network}+12065550123", To=f"{network}+15005550006"))
    [reply] = await every(database, InboundReply)
    assert (reply.ori, reply.intent, reply.call_id is None) == (ORI, "opt_out", False)
    assert {word.given for word in await every(database, Consent)} == {False}


@pytest.mark.parametrize(
    ("kind", "body", "intent"),
    [
        ("STOP", "ALTO", "opt_out"),
        ("STOP", "genug", "opt_out"),
        ("START", "VOLVER", "opt_in"),
        ("START", "weiter bitte", "opt_in"),
        ("HELP", "INFOS", "help"),
        ("start", "STOP", "opt_in"),
        ("SOMETHING", "what is new?", "other"),
    ],
)
async def test_d4_what_twilio_took_it_for_decides_and_twilio_has_answered(
    anonymous: httpx.AsyncClient, post: Post, database: Database, kind: str, body: str, intent: str
) -> None:
    await post.a_message(status="delivered")
    await send(anonymous, a_text("no more texts please", sid="SM" + "c" * 32))
    assert said(await send(anonymous, a_text(body, OptOutType=kind))) == []
    reply = next(row for row in await every(database, InboundReply) if row.provider_message_id == "SM" + "b" * 32)
    assert (reply.intent, reply.answered_with) == (intent, "")
    last = {word.purpose: word.given for word in await every(database, Consent)}
    assert set(last.values()) == {intent == "opt_in"}


async def test_d4_a_cry_for_help_is_none_of_twilios_help(
    anonymous: httpx.AsyncClient, post: Post, database: Database
) -> None:
    await post.a_message(status="delivered")
    await send(anonymous, a_text("AUXILIO", OptOutType="HELP"))
    [reply] = await every(database, InboundReply)
    assert reply.intent == "emergency"
    assert "emergency_reply" in [task.kind for task in await every(database, StaffTask)]


@on_the_stricter_database
async def test_naughty_strings_are_kept_and_never_trouble_anybody(
    anonymous: httpx.AsyncClient, post: Post, database: Database
) -> None:
    strings = naughty_strings()
    await post.a_message(status="delivered")
    texts = [*strings[::12], *("\n".join(strings[start : start + 12]) for start in range(0, len(strings), 12))]
    for number, text in enumerate(texts):
        assert said(await send(anonymous, a_text(text, sid=f"SM{number:032x}"))) == []
    assert len(await every(database, InboundReply)) == len(texts)


@on_the_stricter_database
async def test_random_bytes_store_nothing_and_break_nothing(anonymous: httpx.AsyncClient, database: Database) -> None:
    chance = random.Random(4)
    for _ in range(300):
        body = chance.randbytes(chance.randrange(400))
        headers = {"Content-Type": FORM, "X-Twilio-Signature": chance.randbytes(20).hex()}
        assert (await anonymous.post(INBOUND, content=body, headers=headers)).status_code == 403
    async with database.reading() as session:
        assert (await session.execute(select(func.count()).select_from(InboundReply))).scalar_one() == 0


@on_the_stricter_database
async def test_random_signed_fields_break_nothing(anonymous: httpx.AsyncClient, post: Post, database: Database) -> None:
    await post.a_message(status="delivered")
    chance = random.Random(5)
    alphabet = [chr(code) for code in (*range(0x20, 0x7F), 0, 9, 10, 13, 0x2066, 0xFEFF, *range(0x620, 0x640), 0x1F600)]

    def noise(most: int) -> str:
        return "".join(chance.choices(alphabet, k=chance.randrange(most)))

    for number in range(60):
        fields = {chance.choice(["From", "To", "Body", "OptOutType", "MessagingServiceSid", "MessageSid"]): noise(40)}
        form = a_text(noise(400), sid=f"SM{number:032x}") | fields | {"AccountSid": ACCOUNT, noise(9) or "X": noise(9)}
        said(await send(anonymous, form))
    assert {reply.ori for reply in await every(database, InboundReply)} <= {ORI}


async def test_a_very_long_text_is_heard_by_its_beginning(
    anonymous: httpx.AsyncClient, post: Post, database: Database
) -> None:
    await post.a_message(status="delivered")
    assert said(await send(anonymous, a_text("word " * 100_000))) == []
    [reply] = await every(database, InboundReply)
    assert len(reply.body_sealed or "") < 20_000
    assert reply.received_at == NOW
