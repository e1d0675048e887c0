"""A walk over every staff route with every role: each opens what its rights say, and nothing else."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.pages.staff.signed_in import Needs
from db.queries import audit_records
from domain.audit.acts import ActKind
from domain.staff.roles import RIGHTS, Role
from tests.api.staff.conftest import NewMember
from tests.api.test_access import declared
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff_fixtures import staff_browser


def guarded(app: FastAPI) -> list[tuple[str, str, Needs]]:
    """Every staff route that asks for a right: method, path and what it needs."""
    found = []
    for route in iter_route_contexts(app.routes):
        needs = [call for call in declared(route.dependant) if isinstance(call, Needs)]
        if needs:
            strictest = next((each for each in needs if each.right), needs[0])
            found += [(method, str(route.path), strictest) for method in sorted(route.methods or ())]
    return found


@ON_SQLITE
@pytest.mark.parametrize("role", list(Role))
async def test_a_role_opens_what_its_rights_say_and_nothing_else(app: FastAPI, member: NewMember, role: Role) -> None:
    account = await member(role)
    async with staff_browser(app, account) as browser:
        csrf = "not of this session"
        for method, path, needs in guarded(app):
            where = re.sub(r"\{(?!ori)[^}]+\}", "none", path.replace("{ori}", ORI))
            data = {"csrf": csrf} if method == "POST" else None
            answer = await browser.request(method, where, data=data)
            allowed = needs.right is None or needs.right in RIGHTS[role] or needs.or_right in RIGHTS[role]
            refused = answer.status_code == 403 and "None of your roles" in answer.text
            assert refused is not allowed, (role, method, path, answer.status_code)


@ON_SQLITE
async def test_an_attempt_without_the_right_is_recorded(app: FastAPI, member: NewMember) -> None:
    analyst = await member(Role.ANALYST)
    async with staff_browser(app, analyst) as browser:
        assert (await browser.get(f"/staff/{ORI}/waiting")).status_code == 403
    async with app.state.dependencies.database.reading() as session:
        newest = (await audit_records.of_agency(session, ORI))[0]
    assert (newest.kind, newest.by, newest.about) == (
        ActKind.NOT_ALLOWED,
        f"staff:{analyst.badge}",
        "page:/staff/{ori}/waiting",
    )


@ON_SQLITE
async def test_a_visitor_who_has_not_signed_in_gets_no_staff_page(app: FastAPI, member: NewMember) -> None:
    await member(Role.DETECTIVE)
    async with staff_browser(app) as browser:
        for method, path, _ in guarded(app):
            where = re.sub(r"\{(?!ori)[^}]+\}", "none", path.replace("{ori}", ORI))
            answer = await browser.request(method, where)
            assert answer.status_code in (303, 401), (method, path)
            assert answer.status_code == 401 or "/sign-in" in answer.headers["location"]
