"""A case whose victim can follow it in the portal, and that victim signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from api.pages.portal.cookies import Cookie
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, calls, contacts
from db.state_json import dump_state
from db.tables import Agency, Call, PortalLink
from domain.call_state import CallState, CaseStatus
from domain.contacts import ContactRole
from domain.messages import Channel
from portal import sessions
from portal.sign_in_attempts import Proven
from tests.builders import VICTIM
from tests.database import an_agency
from tests.intake.fakes import POLICY

ORI = "WASPD0000"
CALL = "26-1"
CASE = "2026-00123"
PHONE = "+12065550123"
EMAIL = "ana@example.org"
PUBLIC = "https://caseline.example.org"
TOKEN = "a-session-that-only-one-browser-has"
HOME = f"/portal/{ORI}"

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For tests that are not about the database: one kind is enough."""


async def a_case(
    database: Database,
    vault: Vault,
    *,
    now: datetime,
    ori: str = ORI,
    call_number: str = CALL,
    case_number: str | None = CASE,
    roles: Iterable[ContactRole] = VICTIM,
    person: contacts.PersonValues | None = None,
    **facts: Any,
) -> Call:
    """A theft with a case number and one person, by default Ana, its victim; `facts` are of the call's state."""
    opened: dict[str, Any] = {
        "received_at": now,
        "incident_type": "LARCENY",
        "priority": 3,
        "case_status": CaseStatus.OPENED,
    }
    state = CallState(agency=ori, call_number=call_number, case_number=case_number, **(opened | facts))
    ana: contacts.PersonValues = {"name": "Ana", "phone": PHONE, "email": EMAIL, "language": "en", "roles": set(roles)}
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ori, policy=POLICY))
        call = await calls.get_or_create(session, ori, call_number, now=now)
        call.state = dump_state(state)
        call.status = state.status.value
        call.case_number = case_number
        call.received_at = state.received_at
        await contacts.upsert(session, vault, call_id=call.id, ref="victim", values={**ana, **(person or {})}, now=now)
    return call


async def set_agency(database: Database, ori: str = ORI, **values: Any) -> None:
    """Change the agency."""
    async with database.transaction() as session:
        agency = await session.get_one(Agency, ori)
        for name, value in values.items():
            setattr(agency, name, value)


@asynccontextmanager
async def a_browser(app: FastAPI, *, at: str = "127.0.0.1", **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at this address, which keeps cookies and follows nothing by itself."""
    transport = httpx.ASGITransport(app=app, client=(at, 50000))
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC, headers=headers) as client:
        yield client


async def sign_in(
    client: httpx.AsyncClient,
    app: FastAPI,
    *,
    address: str = PHONE,
    ori: str = ORI,
    language: str = "en",
    token: str = TOKEN,
) -> str:
    """Give the browser a session of this phone or email, as a right code does; the CSRF field's value."""
    deps: ApiDependencies = app.state.dependencies
    by_email = "@" in address
    hash_ = contacts.email_hash(deps.vault, address) if by_email else contacts.phone_hash(deps.vault, address)
    async with deps.database.transaction() as session:
        proven = Proven(address_hash=hash_, channel=(Channel.EMAIL if by_email else Channel.SMS).value)
        visit = sessions.NewVisit(token=token, ori=ori, proven=proven, language=language)
        await sessions.open_session(session, deps.vault, visit, now=deps.clock())
    client.cookies.set(f"__Host-{Cookie.SESSION}", token, domain="caseline.example.org", path="/")
    return deps.vault.token("csrf", token)


async def a_link(database: Database, vault: Vault, *, now: datetime, token: str, phone: str = PHONE) -> None:
    """The link that a text to this phone carries."""
    async with database.transaction() as session:
        session.add(
            PortalLink(
                token_hash=vault.token_hash(token),
                ori=ORI,
                contact_id="x",
                channel="sms",
                address_hash=contacts.phone_hash(vault, phone),
                created_at=now,
            )
        )


def csrf_in(page: httpx.Response) -> str:
    """What a form of this page must carry."""
    return page.text.split('name="csrf" value="', 1)[1].split('"', 1)[0]


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not in."""
    async with a_browser(app) as client:
        yield client


@pytest.fixture
async def victim(app: FastAPI, browser: httpx.AsyncClient) -> httpx.AsyncClient:
    """Ana, the victim of `a_case`, signed in by her phone; `csrf_in(page)` finds what her forms must carry."""
    deps: ApiDependencies = app.state.dependencies
    await a_case(deps.database, deps.vault, now=deps.clock())
    await sign_in(browser, app)
    return browser
