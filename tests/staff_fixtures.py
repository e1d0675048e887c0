"""Members of an agency's staff, and browsers in which they are signed in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from api.pages.staff.cookies import StaffCookie
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, staff_accounts
from db.tables import StaffAccount
from domain.staff.roles import Role
from domain.staff.sign_in import Method
from staff import sessions
from staff.sessions import NewStaffSession
from tests.database import an_agency
from tests.intake.fakes import POLICY
from tests.portal_fixtures import ORI, PUBLIC

STAFF_HOME = f"/staff/{ORI}"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


async def a_member(
    database: Database, vault: Vault, *roles: Role, badge: str = "", ori: str = ORI, **values: Any
) -> StaffAccount:
    """An account with these roles, of an agency that is made if it is not there; `values` are its other columns."""
    from tests.api.conftest import NOW

    badge = badge or f"T-{'-'.join(role.value for role in roles)}"
    account = StaffAccount(
        ori=ori,
        badge=badge,
        roles=" ".join(role.value for role in roles),
        created_at=NOW,
        created_by="operator:test",
        **values,
    )
    account.name_sealed = vault.seal(f"Name of {badge}", context="staff_accounts.name", row=account.id)
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ori, policy=POLICY))
        await staff_accounts.add(session, account)
    return account


@asynccontextmanager
async def staff_browser(app: FastAPI, account: StaffAccount | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which the account is signed in; without an account, one in which no one is."""
    deps: ApiDependencies = app.state.dependencies
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=PUBLIC) as browser:
        if account is not None:
            await sign_in(deps, account, browser)
        yield browser


async def sign_in(deps: ApiDependencies, account: StaffAccount, browser: httpx.AsyncClient) -> str:
    """Let the account in as if it had proved who it is; the token of its session."""
    token = f"session-of-{account.id}-{deps.clock().timestamp()}"
    new = NewStaffSession(token=token, account_id=account.id, method=Method.PASSKEY, source="192.0.2.1")
    async with deps.database.transaction() as session:
        await sessions.open_session(session, deps.vault, new, now=deps.clock())
    prefix = "__Host-" if deps.base_url.startswith("https://") else ""
    browser.cookies.set(f"{prefix}{StaffCookie.SESSION}", token)
    return token


def csrf_in(html: str) -> str:
    """What a form of this page must carry."""
    found = _CSRF.search(html)
    assert found, "no form of ours on the page"
    return found[1]
