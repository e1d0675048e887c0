"""What somebody chooses in the portal is kept for every address of theirs, and the rules obey it from then on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from api.dependencies import ApiDependencies
from api.pages.portal.preferences_form import options
from db.connection.session import Database
from db.queries import calls, consents, contacts, timeline
from db.tables import Consent, InboxEvent, Preference
from domain.contacts import Contact, ContactRole
from domain.messages import LANGUAGES, Channel
from domain.preferences import Preferences, UpdateGroup, text_of
from portal.preferences import REVIEW_AFTER
from tests.database import an_agency
from tests.db.people import contacts_for_rules
from tests.intake.fakes import POLICY, StandingClock
from tests.portal_fixtures import CALL, EMAIL, HOME, ORI, PHONE, a_case, csrf_in, set_agency, sign_in

PAGE = f"{HOME}/preferences"
ALL = [group.value for group in UpdateGroup]
SAFE = ["sms", "email", "voice", "identify"]
AS_IT_IS: dict[str, Any] = {"language": "en", "channels": "usual", "updates": ALL, "safe": SAFE}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind will do: these tests are about a page."""
    return sqlite_database


@pytest.fixture
def deps(app: FastAPI) -> ApiDependencies:
    found: ApiDependencies = app.state.dependencies
    return found


async def save(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    """Fill in the form and press the button."""
    page = await client.get(PAGE)
    return await client.post(PAGE, data=AS_IT_IS | changes | {"csrf": csrf_in(page)})


async def press(client: httpx.AsyncClient, button: str) -> httpx.Response:
    return await client.post(PAGE, data={"do": button, "csrf": csrf_in(await client.get(PAGE))})


async def rules_see(deps: ApiDependencies, number: str = CALL) -> Contact:
    async with deps.database.reading() as session:
        call = await calls.get(session, ORI, number)
        assert call is not None
        [contact] = await contacts_for_rules(session, call.id, an_agency(ORI))
    return contact


async def kept(deps: ApiDependencies) -> list[Preference]:
    async with deps.database.reading() as session:
        return list((await session.scalars(select(Preference).order_by(col(Preference.address_hash)))).all())


async def test_everything_that_is_chosen_holds_for_both_addresses(
    victim: httpx.AsyncClient, deps: ApiDependencies, clock: StandingClock
) -> None:
    answer = await save(
        victim,
        language="ar",
        channels="sms email",
        updates=["progress", "case_status"],
        safe=["email", "voice"],
        **{"from": "22", "until": "6"},
    )
    assert answer.status_code == 200  # texts are not safe any more: that was the last page of this visit
    rows = await kept(deps)
    hashes = {contacts.phone_hash(deps.vault, PHONE), contacts.email_hash(deps.vault, EMAIL)}
    assert {row.address_hash for row in rows} == hashes
    for row in rows:
        assert (row.language, row.channels, row.safe_hours, row.how) == ("ar", "email sms", "22:00-06:00", "portal")
        assert (row.safe_sms, row.safe_email, row.safe_voice, row.ok_to_identify) == (False, True, True, False)
        assert row.updates_off == "detective reports_and_rights still_open surveys"
        assert (row.set_at, row.review_by) == (clock.now, clock.now + REVIEW_AFTER)
    contact = await rules_see(deps)
    assert (contact.language, contact.safe_sms, contact.safe_email) == ("ar", False, False)
    assert contact.preferences.channels == frozenset(Channel)
    assert [text_of(hours) for hours in contact.preferences.safe_hours] == ["22:00-06:00"]


async def test_the_page_shows_what_is_in_force(victim: httpx.AsyncClient, app: FastAPI) -> None:
    fresh = (await victim.get(PAGE)).text
    assert 'value="usual" id="channels" checked' in fresh
    assert fresh.count('type="checkbox"') == fresh.count('checkbox" name="updates"') + 4 == len(ALL) + 4
    assert fresh.count(" checked") == 2 + len(ALL) + 4
    assert "You last changed" not in fresh
    await save(victim, language="es", channels="email", updates=[], safe=["sms"], **{"from": "9", "until": "24"})
    await sign_in(victim, app, language="es", token="the-next-visit")
    page = (await victim.get(f"{PAGE}?saved=1")).text
    assert '<html lang="es" dir="ltr">' in page
    assert 'value="email" checked' in page
    assert page.count(" checked") == 3
    assert '<option value="9" selected>' in page
    assert '<option value="24" selected>' in page
    assert 'role="status"' in page


async def test_swahili_hours_are_shown_by_both_clocks(victim: httpx.AsyncClient) -> None:
    await save(victim, language="sw")
    page = (await victim.get(PAGE)).text
    hours = {"0": "12:00 AM (saa 6 usiku)", "9": "9:00 AM (saa 3 asubuhi)", "21": "9:00 PM (saa 3 usiku)"}
    for hour, shown in hours.items():
        assert f'<option value="{hour}">{shown}</option>' in page
    assert "8:00 AM (saa 2 asubuhi) na 9:00 PM (saa 3 usiku)" in page


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_speaks_every_language(victim: httpx.AsyncClient, language: str) -> None:
    await save(victim, language=language)
    page = await victim.get(f"{PAGE}?saved=1")
    assert f'<html lang="{language}"' in page.text
    assert "{" not in page.text
    assert "<script" not in page.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"language": "xx"}, "language"),
        ({"channels": "pigeon"}, "channels"),
        ({"channels": ""}, "channels"),
        ({"from": "9"}, "from"),
        ({"until": "9"}, "from"),
        ({"from": "9", "until": "9"}, "from"),
        ({"from": "24", "until": "9"}, "from"),
        ({"from": "x", "until": "9"}, "from"),
    ],
)
async def test_a_mistake_is_said_beside_the_field_and_at_the_top_and_what_was_entered_stays(
    victim: httpx.AsyncClient, deps: ApiDependencies, changes: dict[str, str], field: str
) -> None:
    page = await save(victim, updates=["surveys"], **changes)
    assert page.status_code == 422
    assert page.text.count('role="alert"') == 1
    assert f'<a href="#{field}">' in page.text
    assert f'id="{field}"' in page.text
    assert f'id="{field}-wrong"' in page.text
    assert page.text.count('name="updates"') == len(ALL)
    assert 'value="surveys" checked' in page.text
    assert 'value="progress" checked' not in page.text
    assert await kept(deps) == []


async def test_the_whole_day_is_any_time(victim: httpx.AsyncClient, deps: ApiDependencies) -> None:
    await save(victim, **{"from": "0", "until": "24"})
    assert (await rules_see(deps)).preferences.safe_hours == frozenset()


async def test_a_call_looks_again_and_its_timeline_says_only_that_something_was_chosen(
    victim: httpx.AsyncClient, deps: ApiDependencies
) -> None:
    await save(victim, channels="none", safe=[])
    async with deps.database.reading() as session:
        call = await calls.get(session, ORI, CALL)
        assert call is not None
        [line] = await timeline.of_call(session, call.id)
        [told] = (await session.scalars(select(InboxEvent))).all()
    assert (line.kind, line.what, line.effect, line.detail) == ("preferences", "preferences changed", "noted", {})
    assert (told.call_number, told.type, told.facts) == (CALL, "messages.added", {})


async def test_a_call_that_is_over_is_left_alone(
    browser: httpx.AsyncClient, app: FastAPI, deps: ApiDependencies, clock: StandingClock
) -> None:
    await a_case(deps.database, deps.vault, now=clock.now, finished=True)
    await sign_in(browser, app)
    await save(browser)
    async with deps.database.reading() as session:
        assert (await session.scalars(select(InboxEvent))).all() == []


async def test_everything_is_stopped_and_started_at_every_address_once(
    victim: httpx.AsyncClient, deps: ApiDependencies
) -> None:
    for _ in range(2):
        assert (await press(victim, "stop")).status_code == 303
    contact = await rules_see(deps)
    assert contact.opted_out == contact.emails_stopped == {"updates", "survey"}
    assert 'value="start"' in (await victim.get(PAGE)).text
    for _ in range(2):
        await press(victim, "start")
    contact = await rules_see(deps)
    assert contact.opted_out == contact.emails_stopped == frozenset()
    async with deps.database.reading() as session:
        words = (await session.scalars(select(Consent))).all()
    assert len(words) == 2 * 2 * 2
    assert {word.how for word in words} == {"portal"}
    assert await kept(deps) == []


async def test_start_takes_back_that_nothing_was_wanted(
    victim: httpx.AsyncClient, app: FastAPI, deps: ApiDependencies
) -> None:
    await save(victim, channels="none", safe=["sms", "identify"])
    await sign_in(victim, app, token="the-next-visit")
    await press(victim, "stop")
    await press(victim, "start")
    preferences = (await rules_see(deps)).preferences
    assert (preferences.channels, preferences.safe_sms, preferences.safe_email) == (None, True, False)


async def test_what_was_stopped_by_text_can_be_started_here(
    victim: httpx.AsyncClient, deps: ApiDependencies, clock: StandingClock
) -> None:
    async with deps.database.transaction() as session:
        hash_ = contacts.phone_hash(deps.vault, PHONE)
        word = Consent(ori=ORI, address_hash=hash_, purpose="updates", given=False, how="text", at=clock.now)
        await consents.append(session, word)
    await press(victim, "start")
    assert (await rules_see(deps)).opted_out == frozenset()


async def test_only_ways_that_are_known_are_offered(
    browser: httpx.AsyncClient, app: FastAPI, deps: ApiDependencies, clock: StandingClock
) -> None:
    await a_case(deps.database, deps.vault, now=clock.now, person={"email": None})
    await sign_in(browser, app)
    page = (await browser.get(PAGE)).text
    assert 'name="channels" value="sms"' in page
    assert 'name="channels" value="email"' not in page
    assert (await save(browser, channels="sms email")).status_code == 422
    assert [value for value, _ in options(frozenset(Channel))] == ["usual", "sms", "email", "sms email", "none"]


async def test_a_channel_the_agency_does_not_use_is_not_offered(
    victim: httpx.AsyncClient, deps: ApiDependencies
) -> None:
    policy = POLICY.replace('["sms", "email"]', '["sms"]').replace('["email", "sms"]', '["sms"]')
    await set_agency(deps.database, policy=policy)
    assert 'name="channels" value="email"' not in (await victim.get(PAGE)).text


async def test_what_the_dispatcher_said_is_not_safe_is_shown_and_stays_so(
    browser: httpx.AsyncClient, app: FastAPI, deps: ApiDependencies, clock: StandingClock
) -> None:
    await a_case(deps.database, deps.vault, now=clock.now, person={"safe_email": False})
    await sign_in(browser, app)
    assert "We were told that emails are not safe for you" in (await browser.get(PAGE)).text
    await save(browser)
    contact = await rules_see(deps)
    assert (contact.safe_sms, contact.safe_email) == (True, False)


async def test_after_half_a_year_it_asks_whether_it_is_still_right(
    victim: httpx.AsyncClient, app: FastAPI, clock: StandingClock
) -> None:
    await save(victim, safe=["sms", "email", "identify"])
    assert "It has been a while" not in (await victim.get(PAGE)).text
    clock.pass_(REVIEW_AFTER + timedelta(minutes=1))
    await sign_in(victim, app, token="another-visit-by-the-same-person")
    assert "It has been a while since you told us what is safe" in (await victim.get(PAGE)).text


async def test_nothing_is_chosen_for_a_suspect_who_shares_the_telephone(
    victim: httpx.AsyncClient, deps: ApiDependencies, clock: StandingClock
) -> None:
    await a_case(
        deps.database,
        deps.vault,
        now=clock.now,
        call_number="26-2",
        roles={ContactRole.SUSPECT},
        person={"phone": PHONE, "email": "suspect@example.org"},
    )
    await save(victim, channels="none")
    await press(victim, "stop")
    theirs = contacts.email_hash(deps.vault, "suspect@example.org")
    assert theirs not in {row.address_hash for row in await kept(deps)}
    async with deps.database.reading() as session:
        assert await consents.current(session, ORI, theirs) == {}


async def test_a_form_of_another_page_changes_nothing(victim: httpx.AsyncClient, deps: ApiDependencies) -> None:
    answer = await victim.post(PAGE, data=AS_IT_IS | {"channels": "none", "csrf": "x"})
    assert answer.status_code == 403
    assert await kept(deps) == []


async def test_nobody_sees_it_who_is_not_in(browser: httpx.AsyncClient, deps: ApiDependencies) -> None:
    await a_case(deps.database, deps.vault, now=deps.clock())
    assert (await browser.get(PAGE)).headers["location"] == HOME


async def test_whatever_is_posted_is_answered(victim: httpx.AsyncClient, app: FastAPI) -> None:
    for n, value in enumerate(("\x00", "<script>alert(1)</script>", "9" * 500, "sms email pigeon", "\u202e", "-1")):
        for name in (*AS_IT_IS, "from", "until"):
            csrf = await sign_in(victim, app, token=f"visit-{n}-{name}")
            answer = await victim.post(PAGE, data=AS_IT_IS | {name: value, "csrf": csrf})
            assert answer.status_code in (200, 303, 422)
            assert "<script" not in answer.text


async def test_what_is_chosen_again_takes_the_place_of_what_was_chosen_before(
    victim: httpx.AsyncClient, app: FastAPI, deps: ApiDependencies
) -> None:
    await save(victim, channels="none", updates=[], safe=[], **{"from": "9", "until": "17"})
    await sign_in(victim, app, token="the-next-visit")
    await save(victim)
    contact = await rules_see(deps)
    assert contact.preferences == Preferences(review_by=contact.preferences.review_by)
