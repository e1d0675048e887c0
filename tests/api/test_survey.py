"""The survey page: in the person's language, without a script, and silent about everything else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from db.connection.session import Database
from db.encryption.vault import Vault
from intake.surveys.answers import comments_of
from tests.api.conftest import NOW
from tests.api.surveys import PAGE, SET, invitation, invite, lines, set_agency, tasks
from tests.chance import without_chance
from tests.intake.fakes import POLICY, StandingClock


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("es", "ltr"), ("ar", "rtl"), ("fa", "rtl")])
async def test_the_page_speaks_the_language_of_the_invitation(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault, language: str, direction: str
) -> None:
    await invite(database, vault, language=language)
    page = await anonymous.get(PAGE)
    assert page.status_code == 200
    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert page.text.count('type="radio"') == 5 * 6
    assert SET.items[0].text[language] in page.text.replace("&#39;", "'")
    assert "<script" not in page.text
    for name in ("Ana", "555", "26-1"):
        assert name not in without_chance(page.text)


async def test_every_question_has_a_label_and_nothing_comes_from_elsewhere(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await invite(database, vault)
    page = await anonymous.get(PAGE)
    assert "<fieldset" in page.text
    assert "<legend>" in page.text
    assert '<label class="block" for="comment-officers">' in page.text
    assert not re.search(r'(src|href)="(https?:)?//', page.text)
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert (await anonymous.get("/static/page.css")).headers["content-type"].startswith("text/css")


async def test_looking_changes_nothing(anonymous: httpx.AsyncClient, database: Database, vault: Vault) -> None:
    await invite(database, vault)
    await anonymous.get(PAGE)
    assert (await invitation(database)).answered_at is None


async def test_answers_are_kept_sealed_and_the_timeline_says_only_that_there_are_some(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await invite(database, vault)
    page = await anonymous.post(PAGE, data={"item-overall": "4", "comment-officers": "Officer Ray was kind\r\nمرسی"})
    assert page.status_code == 200
    assert "Thank you." in page.text
    kept = await invitation(database)
    assert (kept.answers, kept.answered_at) == ({"overall": 4}, NOW)
    assert kept.comment_sealed is not None
    assert "Officer Ray" not in kept.comment_sealed
    assert comments_of(vault, kept) == {"officers": "Officer Ray was kind\nمرسی"}
    [line] = await lines(database)
    assert (line.kind, line.what, line.detail) == ("survey", "survey.answered", {})


async def test_answers_can_be_changed_until_the_survey_closes_and_are_told_once(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await invite(database, vault)
    await anonymous.post(PAGE, data={"item-overall": "2", "item-told_next": "4", "comment-officers": "slow"})
    clock.pass_(timedelta(days=6))
    await anonymous.post(PAGE, data={"item-overall": "3", "item-told_next": "none", "comment-call_taker": "kind"})
    kept = await invitation(database)
    assert (kept.answers, kept.answered_at) == ({"overall": 3}, NOW)
    assert comments_of(vault, kept) == {"officers": "slow", "call_taker": "kind"}
    assert len(await lines(database)) == 1
    page = await anonymous.get(PAGE)
    assert 'name="item-overall" value="3" checked' in page.text
    assert page.text.count(" checked") == 1
    assert "You can change them here" in page.text
    assert "slow" not in page.text
    assert page.text.count("takes its place") == 2
    clock.pass_(timedelta(days=1))
    late = await anonymous.post(PAGE, data={"item-overall": "5"})
    assert late.status_code == (await anonymous.get(PAGE)).status_code == 410
    assert (await invitation(database)).answers == {"overall": 3}


@pytest.mark.parametrize(
    ("language", "until"),
    [("en", "until November 30, 2026, 8:30 PM."), ("fa", "\u2068۳۰ نوامبر ۲۰۲۶ (۹ آذر ۱۴۰۵)\u2069، \u2068۲۰:۳۰\u2069")],
)
async def test_the_page_says_how_long_it_is_open_and_keeps_to_it(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault, clock: StandingClock, language: str, until: str
) -> None:
    asked = NOW.replace(day=24, hour=4, minute=30)
    await invite(database, vault, language=language, invited_at=asked)
    clock.now = asked + timedelta(hours=168, seconds=-1)
    assert until in (await anonymous.get(PAGE)).text
    assert until in (await anonymous.post(PAGE, data={"item-overall": "5"})).text
    clock.now = asked + timedelta(hours=168)
    assert (await anonymous.get(PAGE)).status_code == 410


async def test_every_question_may_be_skipped(anonymous: httpx.AsyncClient, database: Database, vault: Vault) -> None:
    await invite(database, vault)
    assert (await anonymous.post(PAGE, data={})).status_code == 200
    assert (await invitation(database)).answered_at == NOW


async def test_a_survey_of_a_call_played_ahead_of_time_can_be_answered_now(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await invite(database, vault, invited_at=NOW + timedelta(days=40))
    assert (await anonymous.post(PAGE, data={"item-overall": "5"})).status_code == 200


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"item-overall": "6"}, "item-overall"),
        ({"item-officers_listened": "x"}, "item-officers_listened"),
        ({"comment-call_taker": "x" * 2001}, "comment-call_taker"),
    ],
)
async def test_what_is_no_answer_is_said_at_the_top_and_beside_the_field_and_what_was_written_is_still_there(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault, form: dict[str, str], field: str
) -> None:
    await invite(database, vault)
    page = await anonymous.post(PAGE, data={"comment-officers": "<b>hi</b>", "item-told_next": "2"} | form)
    assert page.status_code == 422
    assert page.text.count('role="alert"') == 1
    assert f'<a href="#{field}">' in page.text
    assert f'id="{field}"' in page.text
    assert f'id="{field}-wrong"' in page.text
    assert "<b>" not in page.text
    assert "&lt;b&gt;hi&lt;/b&gt;" in page.text
    assert 'name="item-told_next" value="2" checked' in page.text
    assert (await invitation(database)).answered_at is None


async def test_call_taker_and_officers_stand_under_headings_of_their_own(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await invite(database, vault)
    text = (await anonymous.get(PAGE)).text
    order = [
        "The person who took your call</h2>",
        "was helpful.",
        "The officers</h2>",
        "The officers listened",
        "whole</h2>",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert text.index("not true at all") < text.index("completely true")
    assert "In an emergency, call 911." in text


async def test_the_page_says_to_text_911_where_911_takes_texts(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await invite(database, vault)
    await set_agency(database, text_to_911=True)
    assert "In an emergency, call or text 911." in (await anonymous.get(PAGE)).text


async def test_farsi_has_its_own_digits(anonymous: httpx.AsyncClient, database: Database, vault: Vault) -> None:
    await invite(database, vault, language="fa")
    assert 'value="4"><span>۴</span></label>' in (await anonymous.get(PAGE)).text


async def test_a_call_back_is_a_task_once_and_nothing_is_promised(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await invite(database, vault)
    thanks = await anonymous.post(PAGE, data={"call-back": "yes", "item-overall": "1"})
    assert "We may not be able to." in thanks.text
    await anonymous.post(PAGE, data={"call-back": "yes"})
    [task] = await tasks(database)
    assert (task.kind, task.times, task.reason) == ("call_back", 1, "asks to be called back (survey)")
    page = await anonymous.get(PAGE)
    assert "You have asked us to call you back." in page.text
    assert 'type="checkbox"' not in page.text


@pytest.mark.parametrize(("wanted", "score", "raised"), [("true", "2", 1), ("true", "3", 0), ("false", "1", 0)])
async def test_a_low_score_is_a_task_only_where_the_policy_says_so(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault, wanted: str, score: str, raised: int
) -> None:
    await invite(database, vault)
    policy = POLICY.replace("task_on_low_score = false", f"task_on_low_score = {wanted}")
    await set_agency(database, policy=policy)
    for _ in range(2):
        await anonymous.post(PAGE, data={"item-officers_listened": score, "item-overall": "5"})
    assert [(task.reason, task.times) for task in await tasks(database)] == [("a low score in a survey", 1)] * raised


async def test_complaints_are_sent_to_where_the_agency_takes_them(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await invite(database, vault)
    assert "complaint" not in (await anonymous.get(PAGE)).text
    await set_agency(database, complaint_link='https://police.example.com/"feedback')
    link = '<a href="https://police.example.com/&#34;feedback" rel="noreferrer">'
    assert link in (await anonymous.get(PAGE)).text
    assert link in (await anonymous.post(PAGE, data={})).text


async def test_an_answered_survey_keeps_its_version(
    anonymous: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault
) -> None:
    await invite(database, vault)
    newer = replace(SET, version=2, items=SET.items[:1])
    deps = app.state.dependencies
    app.state.dependencies = replace(deps, question_sets={SET.key: SET, newer.key: newer})
    assert SET.items[4].text["en"] in (await anonymous.get(PAGE)).text
    app.state.dependencies = replace(deps, question_sets={newer.key: newer})
    assert (await anonymous.get(PAGE)).status_code == 404
