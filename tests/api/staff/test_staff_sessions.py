"""A session is locked after thirty idle minutes, keeps what was typed for its owner, and is over after twelve hours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from api.pages.staff.signed_in import csrf_of
from db.queries import audit_records
from db.tables import StaffAccount
from domain.actors import Actor, ActorKind
from domain.audit.acts import ActKind
from domain.staff.roles import Role
from domain.staff.sign_in import IDLE, LONGEST
from staff import accounts, one_time_codes
from staff.welcome import ChosenPassword, Welcome
from tests.api.staff.conftest import NewMember
from tests.db.everything import everything_kept
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff_fixtures import STAFF_HOME, csrf_in, staff_browser

pytestmark = ON_SQLITE
PASSWORD = "quiet otter moves slow"
SECOND = timedelta(seconds=1)
WORDS = "Ms. Ruiz, we found your bicycle."
WRITE = f"{STAFF_HOME}/write-a-note"
OPERATOR = Actor(ActorKind.OPERATOR, "test")


@dataclass(frozen=True, kw_only=True)
class Officer:
    """A member of staff, their secret, and a browser of theirs."""

    account: StaffAccount
    secret: str
    browser: httpx.AsyncClient
    clock: StandingClock

    async def sign_in(self, *, at: httpx.AsyncClient | None = None, **other: Any) -> httpx.Response:
        """By the form of the page that is shown, in this browser or `at` another's."""
        browser = at or self.browser
        page = await browser.get(f"{STAFF_HOME}/sign-in")
        self.clock.pass_(one_time_codes.STEP)
        code = one_time_codes.code_at(self.secret, self.clock())
        form = {"csrf": csrf_in(page.text), "badge": self.account.badge, "password": PASSWORD, "code": code}
        return await browser.post(f"{STAFF_HOME}/sign-in", data=form | other)

    async def write(self, words: str) -> httpx.Response:
        """Send the form of a page."""
        return await self.browser.post(WRITE, data={"csrf": await self.csrf(), "words": words, "to": "victim"})

    async def csrf(self) -> str:
        """Of a page that was loaded while the session was open."""
        token = next(value for name, value in self.browser.cookies.items() if name == "__Host-staff")
        return csrf_of(self.browser._transport.app.state.dependencies.vault, token)  # type: ignore[attr-defined]


NewOfficer = Callable[..., Awaitable[Officer]]


@pytest.fixture
async def officer(
    app: FastAPI, deps: ApiDependencies, member: NewMember, clock: StandingClock
) -> AsyncIterator[NewOfficer]:
    """Makes one who has signed in."""
    browsers = []

    async def make(badge: str) -> Officer:
        account = await member(Role.DETECTIVE, badge=badge)
        async with deps.database.transaction() as session:
            token = await accounts.invite(session, deps.vault, account.id, by=OPERATOR, now=clock())
        welcome = Welcome(deps.database, deps.vault, clock=clock)
        invited = await welcome.find(ORI, token)
        code = one_time_codes.code_at(invited.secret, clock())
        await welcome.choose_password(invited, ChosenPassword(password=PASSWORD, code=code), source="192.0.2.1")
        opened = staff_browser(app)
        browsers.append(opened)
        made = Officer(account=account, secret=invited.secret, browser=await opened.__aenter__(), clock=clock)
        answer = await made.sign_in()
        assert (answer.status_code, answer.headers["location"]) == (303, STAFF_HOME)
        return made

    yield make
    for opened in browsers:
        await opened.__aexit__(None, None, None)


async def kinds(deps: ApiDependencies) -> list[str]:
    """Of the audit log, newest first."""
    async with deps.database.reading() as session:
        return [each.kind for each in await audit_records.of_agency(session, ORI)]


async def test_thirty_idle_minutes_lock_and_not_a_second_less(officer: NewOfficer, clock: StandingClock) -> None:
    dana = await officer("D-1")
    clock.pass_(IDLE - SECOND)
    assert (await dana.browser.get(f"{STAFF_HOME}/waiting")).status_code == 200
    clock.pass_(SECOND)  # the script's own question kept nothing alive
    answer = await dana.browser.get(f"{STAFF_HOME}/waiting")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{STAFF_HOME}/locked?next={STAFF_HOME}/waiting")


async def test_a_page_that_is_asked_for_or_the_button_keeps_it_open(officer: NewOfficer, clock: StandingClock) -> None:
    dana = await officer("D-1")
    for _ in range(4):
        clock.pass_(IDLE - SECOND)
        answer = await dana.browser.post(f"{STAFF_HOME}/stay", data={"csrf": await dana.csrf()})
        assert answer.status_code == 204
    clock.pass_(IDLE)
    answer = await dana.browser.post(f"{STAFF_HOME}/stay", data={"csrf": await dana.csrf()})
    assert (answer.status_code, "locked" in answer.headers["location"]) == (303, True)


async def test_what_was_typed_is_kept_and_offered_after_unlocking(
    officer: NewOfficer, written: list[str], clock: StandingClock, deps: ApiDependencies
) -> None:
    dana = await officer("D-1")
    clock.pass_(IDLE)
    answer = await dana.write(WORDS)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{STAFF_HOME}/locked")
    assert written == []
    locked = await dana.browser.get(f"{STAFF_HOME}/locked")
    assert "What you sent last was kept" in locked.text
    assert WORDS not in locked.text
    assert WORDS not in str(await everything_kept(deps.database))
    unlocked = await dana.sign_in()
    assert (unlocked.status_code, unlocked.headers["location"]) == (303, f"{STAFF_HOME}/kept")
    offered = await dana.browser.get(f"{STAFF_HOME}/kept")
    assert WORDS in offered.text
    assert 'name="to" value="victim"' in offered.text
    assert f'action="{WRITE}"' in offered.text
    form = {"csrf": csrf_in(offered.text), "words": WORDS, "to": "victim"}
    assert (await dana.browser.post(WRITE, data=form)).text == "written"
    assert written == [WORDS]
    assert (await kinds(deps))[:2] == [ActKind.SESSION_UNLOCKED, ActKind.SESSION_LOCKED]
    clock.pass_(IDLE)
    for _ in range(3):
        await dana.browser.get(f"{STAFF_HOME}/waiting")
    assert (await kinds(deps)).count(ActKind.SESSION_LOCKED) == 2


async def test_what_was_kept_can_be_thrown_away(
    officer: NewOfficer, written: list[str], clock: StandingClock, deps: ApiDependencies
) -> None:
    dana = await officer("D-1")
    clock.pass_(IDLE)
    await dana.write(WORDS)
    await dana.sign_in()
    await dana.browser.post(f"{STAFF_HOME}/kept/throw-away", data={"csrf": await dana.csrf()})
    assert "staff_sessions.kept_sealed" not in await everything_kept(deps.database)
    assert (await dana.browser.get(f"{STAFF_HOME}/kept")).headers["location"] == STAFF_HOME
    assert written == []


@pytest.mark.parametrize("control", ["stay", "language", "sign-out", "kept/throw-away"])
async def test_a_button_of_the_frame_takes_not_the_place_of_what_was_typed(
    officer: NewOfficer, written: list[str], clock: StandingClock, control: str
) -> None:
    dana = await officer("D-1")
    clock.pass_(IDLE)
    await dana.write(WORDS)
    form = {"csrf": await dana.csrf(), "language": "es"}
    answer = await dana.browser.post(f"{STAFF_HOME}/{control}", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{STAFF_HOME}/locked?next={STAFF_HOME}")
    await dana.sign_in()
    assert WORDS in (await dana.browser.get(f"{STAFF_HOME}/kept")).text
    assert written == []


async def test_a_locked_session_opens_by_full_proof_alone(
    officer: NewOfficer, written: list[str], clock: StandingClock
) -> None:
    dana = await officer("D-1")
    clock.pass_(IDLE)
    await dana.write(WORDS)
    tries: tuple[dict[str, Any], ...] = ({"password": "wrong"}, {"code": "000000"}, {"password": "", "code": ""})
    for wrong in tries:
        answer = await dana.sign_in(**wrong)
        assert answer.status_code == 403
        assert "This session is locked" in answer.text
    assert "locked" in (await dana.browser.get(f"{STAFF_HOME}/kept")).headers["location"]
    assert written == []


async def test_a_colleague_who_signs_in_at_a_locked_session_gets_nothing_of_it(
    officer: NewOfficer, written: list[str], clock: StandingClock, deps: ApiDependencies
) -> None:
    dana, sam = await officer("D-1"), await officer("D-2")
    clock.pass_(IDLE)
    await dana.write(WORDS)
    before = dict(dana.browser.cookies)
    answer = await sam.sign_in(at=dana.browser)
    assert (answer.status_code, answer.headers["location"]) == (303, STAFF_HOME)
    assert (await dana.browser.get(f"{STAFF_HOME}/kept")).headers["location"] == STAFF_HOME
    assert "staff_sessions.kept_sealed" not in await everything_kept(deps.database)
    dana.browser.cookies.update(before)
    assert "/sign-in" in (await dana.browser.get(f"{STAFF_HOME}/waiting")).headers["location"]
    assert (await kinds(deps))[:2] == [ActKind.SIGNED_IN, ActKind.SIGNED_OUT]
    assert written == []


async def test_twelve_hours_end_it_however_busy_it_was(
    officer: NewOfficer, written: list[str], clock: StandingClock
) -> None:
    dana = await officer("D-1")
    for _ in range(35):
        clock.pass_(timedelta(minutes=20))
        assert (await dana.browser.post(f"{STAFF_HOME}/stay", data={"csrf": await dana.csrf()})).status_code == 204
    clock.pass_(LONGEST - 35 * timedelta(minutes=20))
    answer = await dana.write(WORDS)
    assert answer.status_code == 401
    assert WORDS in answer.text  # given back, as nothing was sent
    assert written == []
    assert "/sign-in" in (await dana.browser.get(f"{STAFF_HOME}/waiting")).headers["location"]


async def test_closing_the_account_ends_its_sessions_at_once(
    officer: NewOfficer, written: list[str], clock: StandingClock, deps: ApiDependencies
) -> None:
    dana = await officer("D-1")
    clock.pass_(IDLE)
    await dana.write(WORDS)
    async with deps.database.transaction() as session:
        await accounts.close(session, dana.account.id, why="left", by=OPERATOR, now=clock())
    assert "/sign-in" in (await dana.browser.get(f"{STAFF_HOME}/waiting")).headers["location"]
    assert "staff_sessions.kept_sealed" not in await everything_kept(deps.database)
    assert (await dana.sign_in()).status_code == 403
    async with deps.database.transaction() as session:
        await accounts.reopen(session, dana.account.id, by=OPERATOR, now=clock())
    assert "/sign-in" in (await dana.browser.get(f"{STAFF_HOME}/waiting")).headers["location"]
    assert written == []


async def test_signing_out_leaves_nothing_that_was_typed(
    officer: NewOfficer, written: list[str], clock: StandingClock, deps: ApiDependencies
) -> None:
    dana = await officer("D-1")
    clock.pass_(IDLE)
    await dana.write(WORDS)
    await dana.sign_in()
    answer = await dana.browser.post(f"{STAFF_HOME}/sign-out", data={"csrf": await dana.csrf()})
    assert answer.headers["location"] == f"{STAFF_HOME}/sign-in"
    assert "staff_sessions.kept_sealed" not in await everything_kept(deps.database)
    assert written == []
