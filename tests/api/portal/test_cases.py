"""What a victim sees of their case."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from api.pages.portal import cases
from api.pages.portal import cases_texts as texts
from db.connection.session import Database
from domain.call_state import CaseStatus
from domain.delivery import DeliveryStatus
from domain.events import EventType
from domain.messages import LANGUAGES, MessageKey
from domain.portal.steps import Mark
from domain.portal.updates import IMPORTANT
from locales.catalog_loader import load_catalogs
from policies.files import load_state_packs
from tests.api.portal.casework import DETECTIVE, Casework, page_of, with_packs
from tests.builders import VICTIM
from tests.intake.fakes import POLICY
from tests.portal_fixtures import CASE, HOME, a_case, csrf_in, set_agency, sign_in

OTHER_PHONE = "+12065550177"
FIRST_VIEW = 50_000
"""Bytes a page may weigh."""


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind will do: these tests are about pages."""
    return sqlite_database


async def test_who_has_one_case_is_led_to_it(victim: httpx.AsyncClient, work: Casework) -> None:
    led = await victim.get(f"{HOME}/cases")
    assert (led.status_code, led.headers["location"]) == (303, f"{HOME}/cases/{(await work.call()).id}")
    page = await victim.get(led.headers["location"])
    assert page.status_code == 200
    assert CASE in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_who_has_several_cases_chooses(victim: httpx.AsyncClient, app: FastAPI, work: Casework) -> None:
    later = work.now + timedelta(days=3)
    await a_case(work.deps.database, work.deps.vault, now=later, call_number="26-2", case_number="2026-00999")
    await Casework(app, "26-2").set_state(case_status="closed")
    page = await victim.get(f"{HOME}/cases")
    assert page.status_code == 200
    assert page.text.index("2026-00999") < page.text.index(CASE)
    assert "Case closed" in page.text
    assert "November 28, 2026" in page.text


async def test_who_has_very_many_cases_sees_the_newest(
    victim: httpx.AsyncClient, work: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "MOST_CASES", 1)
    later = work.now + timedelta(days=3)
    await a_case(work.deps.database, work.deps.vault, now=later, call_number="26-2", case_number="2026-00999")
    text = (await victim.get(f"{HOME}/cases")).text
    assert "2026-00999" in text
    assert CASE not in text
    assert "Only the newest are shown here." in text


async def test_a_case_that_was_joined_with_another_says_so(victim: httpx.AsyncClient, work: Casework) -> None:
    await work.turn(CaseStatus.ASSIGNED)
    await work.happen(EventType.CALL_MERGED, merged_into="26-900")
    text = (await page_of(victim, work)).text
    assert standing_in(text) == (
        "Your call was joined with another one, number 26-900, and what comes next belongs to that one."
    )
    assert "Not yet" not in text


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        ((), "The police were told what happened, and what comes next depends on"),
        ((CaseStatus.ASSIGNED,), "A detective was assigned to your case, and what comes next depends on"),
        ((CaseStatus.ARREST,), "Someone was arrested in your case, and next, a prosecutor may decide"),
        ((CaseStatus.SUSPENDED,), "Our work on your case is paused, not closed, and can go on"),
        ((CaseStatus.CLOSED,), "Your case is closed, and we plan nothing next; if you learn something new, call +1206"),
        ((CaseStatus.CHARGED, CaseStatus.CLOSED), "Our part of your case is closed, and the prosecutor and the court"),
    ],
)
async def test_where_a_case_stands_and_what_comes_next_is_said_before_any_list(
    victim: httpx.AsyncClient, work: Casework, turns: tuple[CaseStatus, ...], said: str
) -> None:
    await work.turn(*turns)
    text = (await page_of(victim, work)).text
    assert standing_in(text).startswith(said)
    main = text.partition("<main")[2]
    assert main.index('<p class="standing">') < min(main.index(f"<{tag}") for tag in ("ol", "ul", 'p class="number'))


def standing_in(text: str) -> str:
    """The sentence at the head of a case."""
    [said] = re.findall(r'<p class="standing">(.*)</p>', text)
    return str(said)


async def test_a_case_is_told_in_steps_with_their_days(victim: httpx.AsyncClient, work: Casework) -> None:
    await work.turn(CaseStatus.ASSIGNED, CaseStatus.ARREST)
    text = (await page_of(victim, work)).text
    shown = [text.index(f'<li class="{mark.value}"') for mark in Mark]
    assert shown == sorted(shown)
    assert text.count('aria-current="step"') == 1
    assert "Someone was arrested in your case." in text
    assert "Not yet" in text
    assert "November 25, 2026" in text


async def test_a_paused_case_is_not_called_closed(victim: httpx.AsyncClient, work: Casework) -> None:
    await work.turn(CaseStatus.SUSPENDED)
    text = (await page_of(victim, work)).text
    assert "Your case is not closed." in text
    assert "Case closed" not in text
    await work.turn(CaseStatus.REOPENED)
    assert "Your case is open again." in (await page_of(victim, work)).text


async def test_a_new_case_reads_well_though_there_is_nothing_to_show(victim: httpx.AsyncClient, work: Casework) -> None:
    text = (await page_of(victim, work)).text
    for words in (
        "There is no detective listed for your case right now.",
        "We have sent you no messages yet.",
        "You have written nothing to us yet.",
        "To ask for a copy, call +12065550100.",
        "To learn more, call +12065550100.",
    ):
        assert words in text


async def test_the_detective_is_named_as_far_as_the_policy_allows(victim: httpx.AsyncClient, work: Casework) -> None:
    await work.person("detective", DETECTIVE)
    text = (await page_of(victim, work)).text
    for words in ("Dana Ruiz", 'href="tel:+12065550199"', "d.ruiz@police.example.org"):
        assert words in text
    only_phone = POLICY.replace('share_detective = ["name", "phone", "email"]', 'share_detective = ["phone"]')
    await set_agency(work.deps.database, policy=only_phone)
    text = (await page_of(victim, work)).text
    assert "+12065550199" in text
    assert "Ruiz" not in text
    assert "d.ruiz" not in text
    silent = POLICY.replace('detective_assigned = { channels = ["sms", "email"] }', "")
    assert silent != POLICY
    await set_agency(work.deps.database, policy=silent)
    assert "+12065550199" not in (await page_of(victim, work)).text


async def test_the_report_and_the_rights_are_where_the_agency_says(
    victim: httpx.AsyncClient, app: FastAPI, work: Casework
) -> None:
    await set_agency(
        work.deps.database, report_link="https://police.example.org/r?a=1&b=2", rights_link="https://example.org/rights"
    )
    text = (await page_of(victim, work)).text
    assert 'href="https://police.example.org/r?a=1&amp;b=2"' in text
    assert 'href="https://example.org/rights"' in text
    app.state.dependencies = with_packs(work.deps)
    packs = load_state_packs()
    text = (await page_of(victim, work)).text
    assert packs["WA"].rights[0].text["en"] in text.replace("&#39;", "'")
    assert packs["WA"].services[0].name in text.replace("&#39;", "'").replace("&amp;", "&")


async def test_messages_are_shown_as_they_were_sent_and_what_became_of_them(
    victim: httpx.AsyncClient, work: Casework
) -> None:
    await work.message(MessageKey.CASE_NUMBER, "Springfield Police: your number is 7", status="delivered")
    await work.message(MessageKey.VICTIM_RIGHTS, "Your rights", status="unknown", channel="email", subject="Rights!")
    await work.message(MessageKey.REPORT_COPY, "Never left", status="withheld")
    await work.message(MessageKey.STILL_OPEN, "Never sent", status="created")
    await work.message(MessageKey.PORTAL_CODE, "Your code is 123456", status="delivered")
    await work.message(MessageKey.ARREST_MADE, "", status="permanent_failure")
    text = (await page_of(victim, work)).text
    for words in ("your number is 7", "Delivered", "Rights!", "we do not know if it reached you", "no longer kept"):
        assert words in text
    for words in ("Never left", "Never sent", "123456"):
        assert words not in text


async def test_a_wrong_message_and_its_correction_are_both_shown(victim: httpx.AsyncClient, work: Casework) -> None:
    wrong = await work.message(MessageKey.CASE_CLOSED, "Your case is now closed.")
    told = {"corrects": "case_closed", "told_at": work.now.isoformat()}
    await work.message(MessageKey.CORRECTION, "That was a mistake.", corrects=wrong.id, facts=told)
    text = (await page_of(victim, work)).text
    assert ("Your case is now closed." in text, "That was a mistake." in text) == (True, True)


async def test_only_the_newest_messages_are_shown_until_all_are_asked_for(
    victim: httpx.AsyncClient, work: Casework
) -> None:
    for n in range(1, 15):
        await work.message(MessageKey.STILL_OPEN, f"Message {n:02}", n=n, sent_at=work.now + timedelta(hours=n))
    text = (await page_of(victim, work)).text
    assert ("Message 14" in text, "Message 05" in text, "Message 04" in text) == (True, True, False)
    assert "?messages=all#messages" in text
    assert "Message 01" in (await page_of(victim, work, "?messages=all")).text


async def test_an_important_notice_is_seen_once(victim: httpx.AsyncClient, work: Casework) -> None:
    await work.turn(CaseStatus.ARREST)
    by_text = await work.message(MessageKey.ARREST_MADE, "Someone was arrested")
    by_email = await work.message(MessageKey.ARREST_MADE, "Someone was arrested", channel="email")
    await work.message(MessageKey.STILL_OPEN, "No news")
    page = await page_of(victim, work)
    assert page.text.count(">I saw this<") == 1
    for row in (by_text, by_email, by_text):
        answer = await victim.post(f"{page.url!s}/seen", data={"csrf": csrf_in(page), "message": row.id})
        assert answer.status_code == 303
    [line] = await work.lines("seen")
    assert (line.kind, line.what, line.detail) == ("message", "arrest_made", {})
    after = await page_of(victim, work)
    assert "You told us on November 25, 2026 that you saw this." in after.text
    assert ">I saw this<" not in after.text


async def test_what_is_no_important_notice_of_theirs_cannot_be_seen(victim: httpx.AsyncClient, work: Casework) -> None:
    await work.person("other", {"phone": OTHER_PHONE, "roles": VICTIM})
    others = await work.message(MessageKey.ARREST_MADE, "Arrest", ref="other")
    plain = await work.message(MessageKey.STILL_OPEN, "No news")
    page = await page_of(victim, work)
    for message in (others.id, plain.id, "", "\x00"):
        answer = await victim.post(f"{page.url!s}/seen", data={"csrf": csrf_in(page), "message": message})
        assert answer.status_code == 404
    assert await work.lines("seen") == []


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("sw", "ltr")])
async def test_a_message_is_shown_in_the_direction_of_its_own_language(
    victim: httpx.AsyncClient, work: Casework, language: str, direction: str
) -> None:
    await work.message(MessageKey.STILL_OPEN, "Seattle Police: ...", language=language)
    page = (await page_of(victim, work)).text
    assert f'<blockquote lang="{language}" dir="{direction}"><p>Seattle Police: ...' in page


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("OK, شكرًا لكم", '<blockquote lang="ar" dir="rtl">'),
        ("OK, ممنون از شما که کمک کردید", '<blockquote lang="fa" dir="rtl">'),
        ("Thank you", '<blockquote dir="auto">'),
    ],
)
async def test_what_they_wrote_is_shown_in_the_direction_that_its_letters_tell(
    victim: httpx.AsyncClient, work: Casework, words: str, shown: str
) -> None:
    page = await page_of(victim, work)
    await victim.post(f"{page.url!s}/write", data={"csrf": csrf_in(page), "nonce": "one", "words": words})
    assert f"{shown}<p>{words}</p></blockquote>" in (await page_of(victim, work)).text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_full_case_is_said_in_every_language_and_stays_light(
    browser: httpx.AsyncClient, app: FastAPI, language: str
) -> None:
    work = Casework(app)
    await a_case(work.deps.database, work.deps.vault, now=work.now)
    app.state.dependencies = with_packs(work.deps)
    await sign_in(browser, app, language=language)
    await work.person("detective", DETECTIVE)
    await work.turn(CaseStatus.ASSIGNED, CaseStatus.ARREST, CaseStatus.CHARGED, CaseStatus.CLOSED, CaseStatus.REOPENED)
    for n in range(1, 15):
        await work.message(MessageKey.DETECTIVE_MESSAGE, "Word " * 60, n=n)
    page = await page_of(browser, work)
    assert page.status_code == 200
    direction = "rtl" if language in ("ar", "fa") else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert len(page.content) < FIRST_VIEW
    assert load_catalogs()[language].gettext(texts.STANDS.text) in page.text
    if language != "en":
        assert "Where your case stands" not in page.text


def test_every_state_of_a_case_has_its_words() -> None:
    assert set(texts.STEPS) == set(texts.NOW) == set(CaseStatus)
    assert set(texts.MARKS) == set(Mark)
    assert set(texts.NEWS) > IMPORTANT
    assert set(texts.ARRIVED) == set(DeliveryStatus) - {DeliveryStatus.CREATED, DeliveryStatus.WITHHELD}
