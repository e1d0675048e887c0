"""A case, its detective, and what the pages of a case do with both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from api.dependencies import ApiDependencies
from db.queries import case_assignments, staff_accounts
from db.tables import Call, CaseAssignment, StaffAccount
from domain.staff.roles import Role
from tests.portal_fixtures import ORI, a_case
from tests.staff_fixtures import a_member, csrf_in

CASES = f"/staff/{ORI}/cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedCase:
    """A call and the detective who has it."""

    call: Call
    detective: StaffAccount

    @property
    def path(self) -> str:
        """Of its page."""
        return f"{CASES}/{self.call.id}"


async def assign(deps: ApiDependencies, call: Call, account: StaffAccount) -> None:
    """The case is theirs."""
    async with deps.database.transaction() as session:
        at, by = deps.clock(), "operator:test"
        await case_assignments.assign(
            session, CaseAssignment(call_id=call.id, account_id=account.id, assigned_at=at, assigned_by=by)
        )


async def an_assigned_case(deps: ApiDependencies, *, badge: str = "D-7", **facts: Any) -> AssignedCase:
    """A theft with one victim, of a detective of this badge; `facts` are of `tests.portal_fixtures.a_case`."""
    call = await a_case(deps.database, deps.vault, now=deps.clock(), **facts)
    async with deps.database.reading() as session:
        known = await staff_accounts.by_badge(session, call.ori, badge)
    detective = known or await a_member(deps.database, deps.vault, Role.DETECTIVE, badge=badge)
    await assign(deps, call, detective)
    return AssignedCase(call=call, detective=detective)


async def send_form(browser: httpx.AsyncClient, page: str, to: str, **fields: Any) -> httpx.Response:
    """As the form on this page does."""
    shown = await browser.get(page)
    return await browser.post(to, data={"csrf": csrf_in(shown.text), **fields})


def hidden_in(html: str, name: str) -> str:
    """The value of a hidden field."""
    before = f'name="{name}" value="'
    return html.partition(before)[2].partition('"')[0]
