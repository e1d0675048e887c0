"""What is held about somebody: all of theirs, nobody else's; and the wish that it be deleted."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.pages.portal import my_data_texts as texts
from db.connection.session import Database
from db.queries import consents, replies
from db.queries.contacts import phone_hash
from db.queries.insert_if_new import insert_if_new
from db.tables import Consent, InboundReply, Preference, SurveyInvitation, new_id
from domain.call_state import CaseStatus
from domain.messages import LANGUAGES, MessageKey
from intake.surveys.answers import COMMENT
from locales.catalog_loader import load_catalogs
from tests.api.portal.casework import DETECTIVE, Casework
from tests.builders import CALLER, VICTIM
from tests.intake.fakes import POLICY
from tests.portal_fixtures import CALL, CASE, EMAIL, HOME, ORI, PHONE, a_case, csrf_in, set_agency, sign_in

OTHER_PHONE = "+12065550177"
OTHER = {"name": "Bo Lindqvist", "phone": OTHER_PHONE, "email": "bo@example.org", "roles": VICTIM}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind will do: these tests are about pages."""
    return sqlite_database


async def downloaded(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get(f"{HOME}/data/download")
    assert answer.status_code == 200
    held: dict[str, Any] = json.loads(answer.text)
    return held


async def _reply(work: Casework, words: str, ref: str, address: str) -> None:
    reply_id = new_id()
    reply = InboundReply(
        id=reply_id,
        ori=ORI,
        provider="twilio",
        provider_message_id=words,
        address_hash=phone_hash(work.deps.vault, address),
        call_id=(await work.call()).id,
        contact_id=(await work.known(ref)).id,
        body_sealed=work.deps.vault.seal(words, context=replies.BODY, row=reply_id),
        intent="other",
        received_at=work.now,
    )
    async with work.deps.database.transaction() as session:
        await insert_if_new(session, reply)


async def _survey(work: Casework, words: str, ref: str) -> None:
    asked = SurveyInvitation(
        ori=ORI,
        call_id=(await work.call()).id,
        contact_id=(await work.known(ref)).id,
        address_hash="",
        token_hash=words,
        language="en",
        question_set="officer_came.1",
        invited_at=work.now,
        expires_at=work.now + timedelta(days=7),
        answered_at=work.now,
        answers={"overall": 4},
    )
    asked.comment_sealed = work.deps.vault.seal(json.dumps({"officers": words}), context=COMMENT, row=asked.id)
    async with work.deps.database.transaction() as session:
        await insert_if_new(session, asked)


async def _chose(work: Casework, address: str, how: str) -> None:
    hash_ = phone_hash(work.deps.vault, address)
    async with work.deps.database.transaction() as session:
        word = Consent(ori=ORI, address_hash=hash_, purpose="survey", given=False, how=how, at=work.now)
        await consents.append(session, word)
        session.add(Preference(ori=ORI, address_hash=hash_, language="fa", how=how, set_at=work.now))


async def test_everything_of_theirs_is_in_the_file_and_nothing_of_anybody_else(
    victim: httpx.AsyncClient, work: Casework
) -> None:
    await work.person("other", OTHER)  # type: ignore[arg-type]  # a literal
    await work.person("detective", DETECTIVE)
    for ref, address, name in (("victim", PHONE, "mine"), ("other", OTHER_PHONE, "foreign")):
        await work.message(MessageKey.CASE_NUMBER, f"{name} text", ref=ref)
        await work.message(MessageKey.PORTAL_CODE, f"{name} code 123456", ref=ref)
        await _reply(work, f"{name} reply", ref, address)
        await _survey(work, f"{name} comment", ref)
        await _chose(work, address, f"{name} choice")
    await work.turn(CaseStatus.ARREST)
    held = await downloaded(victim)
    everything = json.dumps(held, ensure_ascii=False)
    assert "foreign" not in everything
    for secret in ("Lindqvist", OTHER_PHONE, "bo@example.org", "Ruiz", "123456", "+12065550199"):
        assert secret not in everything
    [about] = held["about_you"]
    assert (about["name"], about["phone"], about["email"]) == ("Ana", PHONE, EMAIL)
    assert about["part_in_the_call"] == ["victim"]
    [call] = held["calls"]
    assert (call["call_number"], call["case_number"], call["status"]) == (CALL, CASE, "arrest")
    assert [news["what"] for news in call["news"]] == ["call_received", "case_number", "arrest_made"]
    assert {message["text"] for message in held["messages"]} == {"mine text", None}
    assert [reply["text"] for reply in held["you_wrote"]] == ["mine reply"]
    [survey] = held["surveys"]
    assert list(survey["answers"].values()) == [4]
    assert list(survey["comments"].values()) == ["mine comment"]
    assert [word["how"] for word in held["consents"]] == ["mine choice"]
    assert held["choices"]["language"] == "fa"
    assert [visit["from"] for visit in held["sign_ins"]] == ["2026-11-25T04:00:00-08:00"]


async def test_the_file_is_to_be_kept_by_nobody_else(victim: httpx.AsyncClient, work: Casework) -> None:
    del work
    answer = await victim.get(f"{HOME}/data/download")
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


async def test_news_that_the_agency_does_not_tell_is_not_in_the_file_either(
    victim: httpx.AsyncClient, work: Casework
) -> None:
    silent = POLICY.replace('arrest_made = { channels = ["sms", "email"] }', "").replace(
        'exempt = ["arrest_made"]', "exempt = []"
    )
    await set_agency(work.deps.database, policy=silent)
    await work.turn(CaseStatus.ARREST)
    await work.message(MessageKey.ARREST_MADE, status="withheld", reason="not_in_policy")
    await work.message(MessageKey.STILL_OPEN, status="withheld", reason="opted_out")
    held = await downloaded(victim)
    assert "arrest" not in json.dumps(held)
    assert [(message["what"], message["reason"]) for message in held["messages"]] == [("still_open", "opted_out")]


async def test_a_call_they_only_made_is_in_the_file_without_its_case(victim: httpx.AsyncClient, work: Casework) -> None:
    await a_case(
        work.deps.database, work.deps.vault, now=work.now, call_number="26-7", case_number="2026-777", roles=CALLER
    )
    everything = json.dumps(await downloaded(victim))
    assert "26-7" in everything
    assert "2026-777" not in everything


async def test_people_who_share_a_telephone_are_not_told_each_others_names(
    victim: httpx.AsyncClient, work: Casework
) -> None:
    await work.person("brother", {"name": "Iván", "phone": PHONE, "email": "ivan@example.org", "roles": VICTIM})
    held = await downloaded(victim)
    assert {(each["name"], each["phone"], each["email"]) for each in held["about_you"]} == {(None, PHONE, None)}
    assert "ivan" not in json.dumps(held)


async def test_what_they_wrote_about_a_call_that_may_not_be_spoken_of_is_left_out(
    victim: httpx.AsyncClient, work: Casework
) -> None:
    await _reply(work, "about a secret call", "victim", PHONE)
    await work.set_state(sensitive=True)
    assert (await downloaded(victim))["you_wrote"] == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_says_in_short_what_is_held_in_every_language(
    browser: httpx.AsyncClient, app: FastAPI, language: str
) -> None:
    work = Casework(app)
    await a_case(work.deps.database, work.deps.vault, now=work.now)
    await work.message(MessageKey.CASE_NUMBER, "secret words")
    await sign_in(browser, app, language=language)
    page = await browser.get(f"{HOME}/data")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    for words in ("Ana", PHONE, EMAIL, CALL, CASE):
        assert words in page.text
    assert "secret words" not in page.text
    said = load_catalogs()[language].gettext
    for sentence in (texts.ABOUT_YOU, texts.DELETE_THEN, texts.DOWNLOAD_MORE):
        assert said(sentence.text) in page.text.replace("&#39;", "'")
        assert language == "en" or sentence.text not in page.text


async def test_a_wish_to_be_forgotten_is_one_task_while_it_is_open(victim: httpx.AsyncClient, work: Casework) -> None:
    page = await victim.get(f"{HOME}/data")
    assert "Nothing is deleted right away." in page.text
    assert "The law may say" in page.text
    for _ in range(2):
        assert (await victim.post(f"{HOME}/data/delete", data={"csrf": csrf_in(page)})).status_code == 303
    [task] = await work.tasks()
    assert (task.kind, task.times) == ("deletion_request", 1)
    assert task.reason == f"asks that what is held about them be deleted (calls {CALL})"
    assert task.call_id == (await work.call()).id
    assert PHONE not in task.task_key
    after = await victim.get(f"{HOME}/data")
    assert "You have asked us to delete your data." in after.text
    assert "Ask to delete my data" not in after.text
