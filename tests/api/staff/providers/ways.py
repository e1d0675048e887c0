"""What a member of staff's browser does between Caseline and the agency's provider, and what there is afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from sqlmodel import col, select

from api.dependencies import ApiDependencies
from db.queries import agencies, audit_records, staff_providers
from db.queries.staff_providers import ProviderValues
from db.tables import AuditRecord, StaffAccount, StaffSession
from domain.staff.provider_rules import TWO_FACTORS, ProviderKind
from tests.database import an_agency
from tests.intake.fakes import POLICY
from tests.openid_provider import CLIENT_ID, SECRET
from tests.portal_fixtures import ORI, PUBLIC

ROLE_OF = {"detectives": ["detective"], "watch": ["supervisor"]}


async def set_up(deps: ApiDependencies, issuer: str, *, ori: str = ORI, **changes: Any) -> None:
    """The agency's staff sign in through the provider of this issuer."""
    values: dict[str, Any] = {
        "kind": ProviderKind.OTHER,
        "name": "Springfield ID",
        "issuer": issuer,
        "client_id": CLIENT_ID,
        "secret": SECRET,
        "two_factors": TWO_FACTORS[ProviderKind.OTHER],
        "groups_claim": "groups",
        "role_of": ROLE_OF,
        "badge_claim": "employee_number",
        **changes,
    }
    async with deps.database.transaction() as session:
        await agencies.add(session, an_agency(ori, policy=POLICY))
        await staff_providers.put(session, deps.vault, ori, ProviderValues(**values), now=deps.clock())


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A browser, and the network outside Caseline that it reaches."""

    app: FastAPI
    deps: ApiDependencies
    browser: httpx.AsyncClient
    outside: httpx.AsyncClient

    async def begin(self, query: str = "", *, ori: str = ORI) -> httpx.Response:
        """Press the button: the answer leads to the provider."""
        return await self.browser.get(f"/staff/{ori}/provider/start{query}")

    async def way_back(self, query: str = "", *, ori: str = ORI) -> str:
        """The address at which the provider sends the browser back."""
        begun = await self.begin(query, ori=ori)
        assert begun.status_code == 303, begun.text
        return (await self.outside.get(begun.headers["location"])).headers["location"]

    async def sign_in(self, query: str = "", *, ori: str = ORI) -> httpx.Response:
        """The whole way; the answer is Caseline's to what the provider said."""
        return await self.browser.get(await self.way_back(query, ori=ori))

    async def is_in(self) -> bool:
        """Whether staff pages open."""
        return "/sign-in" not in (await self.browser.get(f"/staff/{ORI}")).headers.get("location", "")

    async def outside_post(self, logout_token: str, *, ori: str = ORI) -> httpx.Response:
        """What the provider sends of its own accord when they sign out there."""
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as sender:
            return await sender.post(f"/staff/{ori}/provider/sign-out", data={"logout_token": logout_token})

    async def accounts(self) -> Sequence[StaffAccount]:
        """All there are."""
        async with self.deps.database.reading() as session:
            return (await session.scalars(select(StaffAccount).order_by(col(StaffAccount.badge)))).all()

    async def sessions(self) -> Sequence[StaffSession]:
        """All that were begun."""
        async with self.deps.database.reading() as session:
            return (await session.scalars(select(StaffSession))).all()

    async def records(self, ori: str = ORI) -> Sequence[AuditRecord]:
        """The audit log, newest first."""
        async with self.deps.database.reading() as session:
            return await audit_records.of_agency(session, ori)
