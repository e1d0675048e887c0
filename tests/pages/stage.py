"""The application served over a database of invented people, and a browser that looks at it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Response, Route, ViewportSize
from sqlmodel import delete

from api.dependencies import ApiDependencies
from api.main import create_app
from api.pages.portal.cookies import Cookie
from api.server import server
from commands.local.demo_seal import COLOR, demo_seal
from db import migrate
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import agencies, agency_seals
from db.queries.contacts import email_hash, phone_hash
from db.tables import Agency, RateCount
from domain.messages import Channel
from domain.pictures.picture import PictureKind
from intake.relay.relay import Relay
from locales.catalog_loader import load_catalogs
from policies.files import load_question_sets, load_state_packs
from portal import sessions
from portal.code_sender import CodeSender
from portal.sign_in_attempts import Proven
from tests.intake.fakes import POLICY, FakeTemporal, StandingClock
from tests.listening import a_place, address_of
from tests.patience import until
from tests.portal_fixtures import ORI

NOW = datetime(2026, 11, 25, 19, 0, tzinfo=UTC)
"""A Wednesday, eleven in the morning in Los Angeles."""

PLAIN_ORI = "WAOTH0000"
"""An agency without a color and a seal."""

PHONE: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 900}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where it is served, and what it stands on."""

    address: str
    app: FastAPI
    clock: StandingClock

    @property
    def deps(self) -> ApiDependencies:
        """What the application stands on."""
        deps: ApiDependencies = self.app.state.dependencies
        return deps

    @property
    def database(self) -> Database:
        """The application's."""
        return self.deps.database

    @property
    def vault(self) -> Vault:
        """The application's."""
        return self.deps.vault

    async def forget_tries(self) -> None:
        """As if nobody had tried to come in lately."""
        async with self.database.transaction() as session:
            await session.execute(delete(RateCount))


@dataclass(kw_only=True)
class Guest:
    """Somebody who reads one language, and their browser."""

    stage: Stage
    language: str
    page: Page
    context: BrowserContext
    statuses: list[int] = field(default_factory=list)
    """Of every page it was shown."""
    strangers: list[str] = field(default_factory=list)
    """What a page asked for elsewhere; it is not given."""
    alarms: list[str] = field(default_factory=list)
    """Scripts that ran or failed, dialogs, and what the page's own policy forbade."""

    async def goto(self, path: str) -> None:
        """Open a page of ours."""
        await self.page.goto(self.stage.address + path)

    async def send(self, **entered: str) -> None:
        """Fill the page's own form and send it."""
        for name, words in entered.items():
            await self.page.locator(f"main [name={name}]").first.fill(words)
        await self.press("main button[type=submit]")

    async def press(self, target: str) -> None:
        """The last such link or button, and wait for the page it leads to."""
        async with self.page.expect_navigation():
            await self.page.locator(target).last.click()

    async def sign_in(self, address: str, *, last_seen: datetime | None = None) -> None:
        """As a right code does."""
        vault, token = self.stage.vault, secrets.token_urlsafe()
        by_email = "@" in address
        async with self.stage.database.transaction() as session:
            proven = Proven(
                address_hash=email_hash(vault, address) if by_email else phone_hash(vault, address),
                channel=(Channel.EMAIL if by_email else Channel.SMS).value,
            )
            visit = sessions.NewVisit(token=token, ori=ORI, proven=proven, language=self.language)
            await sessions.open_session(session, vault, visit, now=last_seen or self.stage.deps.clock())
        await self.give_cookie(Cookie.SESSION, token)

    async def give_cookie(self, cookie: Cookie, value: str) -> None:
        """As the application does."""
        await self.context.add_cookies([{"name": cookie.value, "value": value, "url": self.stage.address}])


@asynccontextmanager
async def staged(directory: Path, *, host: str = "127.0.0.1") -> AsyncIterator[Stage]:
    """Serve until the block ends. The clock stands still. Browsers have passkeys for `localhost`, not for a number."""
    url = f"sqlite:///{directory / 'pages.db'}"
    await asyncio.to_thread(migrate.upgrade, url)
    place = a_place()
    address = address_of(place).replace("127.0.0.1", host)
    database, temporal, clock = Database(url), FakeTemporal(), StandingClock(NOW)
    vault = Vault(KeyRing.create_once(directory / "keys.json", now=NOW))
    relay = Relay(database, temporal.client, vault=vault, clock=clock)
    deps = ApiDependencies(
        database=database,
        vault=vault,
        relay=relay,
        code_sender=CodeSender(database, vault, planned=relay.wake, clock=clock),
        temporal=temporal.client,
        clock=clock,
        catalogs=load_catalogs(),
        question_sets=load_question_sets(),
        state_packs=load_state_packs(),
        base_url=address,
        leave_to=f"{address}/health/live",
        analytics_folder=directory / "analytics",
    )
    async with database.transaction() as session:
        await agencies.add(session, an_agency())
        agency = await agencies.get(session, ORI)
        assert agency is not None
        await agency_seals.give(session, agency, demo_seal(), PictureKind.PNG, now=NOW)
        await agencies.add(session, an_agency(ori=PLAIN_ORI, name="Shelbyville Sheriff's Office", color=None))
    app = create_app(deps)
    serving = server(app, host="127.0.0.1", port=0)
    task = asyncio.create_task(serving._serve(sockets=[place]))
    await until(lambda: serving.started)
    try:
        yield Stage(address=address, app=app, clock=clock)
    finally:
        serving.should_exit = True
        await task
        await database.dispose()


def an_agency(**changes: Any) -> Agency:
    """With everything a page can show."""
    values: dict[str, Any] = {
        "ori": ORI,
        "name": "Springfield Police Department",
        "state": "WA",
        "time_zone": "America/Los_Angeles",
        "non_emergency_phone": "+12065550100",
        "policy": POLICY,
        "report_link": "https://springfield.example/reports",
        "rights_link": "https://springfield.example/rights",
        "complaint_link": "https://springfield.example/feedback",
        "color": COLOR,
        "created_at": NOW,
    }
    return Agency(**(values | changes))


@asynccontextmanager
async def a_guest(chromium: Browser, stage: Stage, language: str, **context: Any) -> AsyncIterator[Guest]:
    """A browser of their own, on a narrow telephone."""
    made = await chromium.new_context(**({"viewport": PHONE, "locale": language} | context))
    guest = Guest(stage=stage, language=language, page=await made.new_page(), context=made)
    await _watch(guest)
    try:
        yield guest
    finally:
        await made.close()


async def _watch(guest: Guest) -> None:
    def answered(answer: Response) -> None:
        if answer.request.resource_type == "document":
            guest.statuses.append(answer.status)

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded" not in message.text:
            guest.alarms.append(message.text)

    async def asked(dialog: Dialog) -> None:
        guest.alarms.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    async def refuse(route: Route) -> None:
        guest.strangers.append(route.request.url)
        await route.abort()

    guest.page.on("response", answered)
    guest.page.on("console", said)
    guest.page.on("dialog", asked)
    guest.page.on("pageerror", lambda error: guest.alarms.append(str(error)))
    await guest.context.route(lambda url: not url.startswith(guest.stage.address), refuse)
