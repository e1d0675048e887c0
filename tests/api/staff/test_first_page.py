"""Each role begins where its work is."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from domain.staff.roles import Role
from tests.api.staff.conftest import NewMember
from tests.portal_fixtures import ON_SQLITE
from tests.staff_fixtures import STAFF_HOME, staff_browser

FIRST = {
    Role.DETECTIVE: "cases",
    Role.SUPERVISOR: "today",
    Role.RECORDS: "tasks",
    Role.ADMINISTRATOR: "decisions",
    Role.ANALYST: "results",
    Role.AUDITOR: "audit",
}


@ON_SQLITE
@pytest.mark.parametrize(("role", "page"), FIRST.items())
async def test_a_role_begins_where_its_work_is(app: FastAPI, member: NewMember, role: Role, page: str) -> None:
    async with staff_browser(app, await member(role)) as browser:
        answer = await browser.get(STAFF_HOME)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{STAFF_HOME}/{page}")
