"""A real browser with a virtual authenticator (Chromium's, over its DevTools), at an application on localhost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, CDPSession, Page
from sqlmodel import select

from db.queries import audit_records
from db.tables import AuditRecord, StaffAccount, StaffPasskey
from domain.actors import Actor, ActorKind
from domain.staff.roles import Role
from staff import accounts
from tests.pages.stage import DESK, Stage
from tests.portal_fixtures import ORI
from tests.staff_fixtures import a_member

OPERATOR = Actor(ActorKind.OPERATOR, "test")
SIGN_IN = f"/staff/{ORI}/sign-in"


@dataclass(kw_only=True)
class Device:
    """A page, and the authenticator beside it."""

    stage: Stage
    page: Page
    cdp: CDPSession
    authenticator: str = ""

    async def plug_in(self, *, verifies: bool = True) -> None:
        """A new authenticator, as a phone has it, with nothing in it."""
        if self.authenticator:
            await self.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.authenticator})
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": verifies,
            "automaticPresenceSimulation": True,
        }
        added = await self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.authenticator = added["authenticatorId"]

    async def credentials(self) -> list[dict[str, Any]]:
        """What it holds."""
        found = await self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.authenticator})
        return list(found["credentials"])

    async def put(self, credential: dict[str, Any]) -> None:
        """Into it, in place of everything else."""
        await self.plug_in()
        await self.cdp.send("WebAuthn.addCredential", {"authenticatorId": self.authenticator, "credential": credential})

    async def verify_owner(self, verifies: bool) -> None:
        """Whether finger, face or PIN are right from now on."""
        await self.cdp.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.authenticator, "isUserVerified": verifies}
        )

    async def goto(self, path: str) -> None:
        """Open a page of ours."""
        await self.page.goto(self.stage.address + path)

    async def press_passkey(self) -> None:
        """The button of the form, and wait for the page it leads to."""
        async with self.page.expect_navigation():
            await self.page.locator("form[data-passkey] button").click()

    async def is_in(self) -> bool:
        """True if its session opens what a detective may see."""
        answer = await self.page.request.get(f"{self.stage.address}/staff/{ORI}/waiting", max_redirects=0)
        return answer.status == 200

    async def sign_out(self) -> None:
        """As if the browser had been closed."""
        await self.page.context.clear_cookies()

    async def register(self, account: StaffAccount) -> None:
        """By an invitation."""
        await self.goto(accounts.welcome_path(ORI, await invitation(self.stage, account)))
        await self.press_passkey()


async def invitation(stage: Stage, account: StaffAccount) -> str:
    """Its token."""
    async with stage.database.transaction() as session:
        return await accounts.invite(session, stage.vault, account.id, by=OPERATOR, now=stage.clock())


async def an_officer(stage: Stage, badge: str) -> StaffAccount:
    """A detective."""
    return await a_member(stage.database, stage.vault, Role.DETECTIVE, badge=badge)


async def passkeys_of(stage: Stage, account: StaffAccount) -> Sequence[StaffPasskey]:
    """As they are stored."""
    async with stage.database.reading() as session:
        return (await session.scalars(select(StaffPasskey).where(StaffPasskey.account_id == account.id))).all()


async def audited(stage: Stage) -> Sequence[AuditRecord]:
    """Newest first."""
    async with stage.database.reading() as session:
        return await audit_records.of_agency(session, ORI)


@asynccontextmanager
async def a_device(chromium: Browser, stage: Stage) -> AsyncIterator[Device]:
    """A browser of its own."""
    context = await chromium.new_context(viewport=DESK)
    page = await context.new_page()
    cdp = await context.new_cdp_session(page)
    await cdp.send("WebAuthn.enable")
    device = Device(stage=stage, page=page, cdp=cdp)
    await device.plug_in()
    try:
        yield device
    finally:
        await context.close()
