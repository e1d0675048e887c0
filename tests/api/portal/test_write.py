"""A victim writes to the detective: kept once, shown to staff, never promised an answer, read for danger at once."""

from __future__ import annotations

import json
import re

import httpx
import pytest
from fastapi import FastAPI

from api.pages.portal import write_to_detective_texts as texts
from db.connection.session import Database
from db.queries.replies import BODY
from domain.messages import LANGUAGES
from intake.surveys.answers import tidy
from locales.catalog_loader import load_catalogs
from portal import messages_to_detective
from portal.messages_to_detective import LONGEST_MESSAGE
from tests.api.portal.casework import Casework
from tests.own_logs import own_logs
from tests.portal_fixtures import HOME, a_case, csrf_in, set_agency, sign_in
from tests.shared_material import naughty_strings


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind will do: these tests are about pages."""
    return sqlite_database


async def sheet(client: httpx.AsyncClient, work: Casework) -> tuple[str, dict[str, str]]:
    """Where the form goes, and what it carries by itself."""
    path = f"{HOME}/cases/{(await work.call()).id}/write"
    page = await client.get(path)
    assert page.status_code == 200
    nonce = page.text.split('name="nonce" value="', 1)[1].split('"', 1)[0]
    return path, {"csrf": csrf_in(page), "nonce": nonce}


async def test_the_sheet_says_whom_to_call_and_promises_nothing(victim: httpx.AsyncClient, work: Casework) -> None:
    path, _ = await sheet(victim, work)
    text = (await victim.get(path)).text
    assert text.index("call 911 now.") < text.index("<textarea")
    assert "We may not be able to answer you." in text
    assert '<label class="block" for="words">' in text


async def test_the_sheet_says_to_text_911_where_911_takes_texts(victim: httpx.AsyncClient, work: Casework) -> None:
    path, _ = await sheet(victim, work)
    assert "text 911" not in (await victim.get(path)).text
    await set_agency(work.deps.database, text_to_911=True)
    text = (await victim.get(path)).text
    assert "call or text 911 now." in text
    assert "In an emergency, call or text 911." in text


async def test_a_letter_is_kept_sealed_and_staff_is_told(victim: httpx.AsyncClient, work: Casework) -> None:
    path, form = await sheet(victim, work)
    with own_logs() as logged:
        page = await victim.post(
            path, follow_redirects=True, data={**form, "words": "I found the\r\nreceipt\x00 for my bike"}
        )
    assert page.status_code == 200
    assert "We have kept your message." in page.text
    assert "We may not be able to answer you." in page.text
    [letter] = await work.letters()
    assert (letter.provider, letter.intent, letter.answered_with) == ("portal", "other", "")
    assert letter.contact_id == (await work.known()).id
    assert letter.body_sealed is not None
    assert "receipt" not in letter.body_sealed
    assert work.deps.vault.open(letter.body_sealed, context=BODY, row=letter.id) == "I found the\nreceipt for my bike"
    [task] = await work.tasks()
    assert (task.kind, task.reason) == ("reply", f"wrote to the detective (reply {letter.id[:8]})")
    assert task.call_id == (await work.call()).id
    [line] = await work.lines("noted")
    assert (line.kind, line.what) == ("reply", "reply received: other")
    assert await work.inbox() == []
    assert "receipt" not in str(logged)
    case = await victim.get(path.removesuffix("/write"))
    assert "I found the\nreceipt for my bike" in case.text
    assert "Written here" in case.text


async def test_a_double_click_keeps_it_once_and_other_words_are_another_letter(
    victim: httpx.AsyncClient, work: Casework
) -> None:
    path, form = await sheet(victim, work)
    for words in ("Hello", "Hello", "Hello again"):
        assert (await victim.post(path, follow_redirects=True, data={**form, "words": words})).status_code == 200
    assert len(await work.letters()) == 2
    _, anew = await sheet(victim, work)
    await victim.post(path, follow_redirects=True, data={**anew, "words": "Hello"})
    assert len(await work.letters()) == 3
    [task] = await work.tasks()
    assert task.times == 3


async def test_two_people_may_write_the_same(victim: httpx.AsyncClient, app: FastAPI, work: Casework) -> None:
    path, form = await sheet(victim, work)
    await victim.post(path, follow_redirects=True, data={**form, "words": "Hello"})
    form["csrf"] = await sign_in(victim, app, address="ana@example.org", token="by-email")
    await victim.post(path, follow_redirects=True, data={**form, "words": "Hello"})
    assert len(await work.letters()) == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "he is back, help me"), ("es", "ayúdenme, tiene una pistola"), ("fa", "کمک، او برگشته"), ("ar", "النجدة")],
)
async def test_who_may_be_in_danger_is_told_first_to_call_911_and_staff_at_once(
    browser: httpx.AsyncClient, app: FastAPI, language: str, words: str
) -> None:
    work = Casework(app)
    await a_case(work.deps.database, work.deps.vault, now=work.now)
    await sign_in(browser, app, language=language)
    path, form = await sheet(browser, work)
    page = await browser.post(path, follow_redirects=True, data={**form, "words": words})
    assert page.status_code == 200
    main = page.text.split("<main", 1)[1]
    assert main.index("911") < main.index(load_catalogs()[language].gettext(texts.KEPT.text))
    assert 'role="alert"' in main
    [task] = await work.tasks()
    assert task.kind == "emergency_reply"
    [line] = await work.inbox()
    assert (line.type, line.facts) == ("reply.received", {"intent": "emergency"})
    assert [letter.intent for letter in await work.letters()] == ["emergency"]


@pytest.mark.parametrize(
    ("words", "said"), [("", "write something"), (" \n\x00", "write something"), ("x" * 4001, "4,001")]
)
async def test_what_cannot_be_kept_is_said_at_the_top_and_beside_the_field_and_the_text_is_still_there(
    victim: httpx.AsyncClient, work: Casework, words: str, said: str
) -> None:
    path, form = await sheet(victim, work)
    page = await victim.post(path, follow_redirects=True, data={**form, "words": words})
    assert page.status_code == 422
    assert page.text.count('role="alert"') == 1
    assert '<a href="#words">' in page.text
    assert 'aria-invalid="true"' in page.text
    assert page.text.count(said) == 2
    assert re.search(r"<textarea[^>]*>\n(.*)</textarea>", page.text, re.DOTALL)[1] == words.strip(" \n\x00")  # type: ignore[index]  # it is there
    assert form["nonce"] in page.text
    assert await work.letters() == []


async def test_the_longest_letter_fits(victim: httpx.AsyncClient, work: Casework) -> None:
    path, form = await sheet(victim, work)
    assert (
        await victim.post(path, follow_redirects=True, data={**form, "words": "ن" * LONGEST_MESSAGE})
    ).status_code == 200


async def test_whoever_writes_a_lot_is_asked_to_wait_unless_it_reads_like_danger(
    victim: httpx.AsyncClient, work: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages_to_detective, "MOST_A_DAY", 2)
    path, form = await sheet(victim, work)
    for n in range(2):
        assert (
            await victim.post(path, follow_redirects=True, data={**form, "words": f"Letter {n}"})
        ).status_code == 200
    late = await victim.post(path, follow_redirects=True, data={**form, "words": "One more"})
    assert late.status_code == 429
    assert "One more" in late.text
    assert "write again tomorrow" in late.text
    danger = await victim.post(path, follow_redirects=True, data={**form, "words": "He is back, help me"})
    assert "911" in danger.text
    assert len(await work.letters()) == 3


async def test_naughty_words_come_out_as_words(victim: httpx.AsyncClient, work: Casework) -> None:
    path, form = await sheet(victim, work)
    naughty = [words for words in naughty_strings() if tidy(words)]
    sheets = ["\n".join(naughty[start : start + 50]) for start in range(0, len(naughty), 50)]
    for words in sheets:
        too_long = len(tidy(words)) > LONGEST_MESSAGE
        page = await victim.post(
            path, follow_redirects=True, data={**form, "words": words, "nonce": words[:200], words[:99]: words}
        )
        assert page.status_code == (422 if too_long else 200)
    case = await victim.get(path.removesuffix("/write"))
    data = await victim.get(f"{HOME}/data/download")
    assert case.status_code == data.status_code == 200
    main = case.text.split("<main", 1)[1]
    assert not re.search(r"<(script|img|svg|iframe|body|object|embed|style|a href=.?javascript)", main, re.IGNORECASE)
    said = {letter["text"] for letter in json.loads(data.text)["you_wrote"]}
    assert said == {tidy(words) for words in sheets if len(tidy(words)) <= LONGEST_MESSAGE}
    for words in naughty[::60]:
        assert (await victim.get(path.removesuffix("/write"), params={"messages": words})).status_code < 500


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_sheet_speaks_every_language(browser: httpx.AsyncClient, app: FastAPI, language: str) -> None:
    work = Casework(app)
    await a_case(work.deps.database, work.deps.vault, now=work.now)
    await sign_in(browser, app, language=language)
    path, form = await sheet(browser, work)
    page = await browser.post(path, follow_redirects=True, data={**form, "words": ""})
    said = load_catalogs()[language].gettext
    for sentence in (texts.TITLE, texts.NO_PROMISE, texts.NOTHING):
        assert said(sentence.text) in page.text.replace("&#39;", "'")
        assert language == "en" or sentence.text not in page.text
