"""An account is tied to the id that CAD has for its officer or call-taker, by an administrator."""

from __future__ import annotations

from fastapi import FastAPI

from api.dependencies import ApiDependencies
from db.queries import coaching
from domain.staff.roles import Role
from tests.api.staff.conftest import NewMember
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff_fixtures import STAFF_HOME, csrf_in, staff_browser

pytestmark = ON_SQLITE


async def test_an_administrator_ties_an_account_to_its_id_but_not_their_own(
    app: FastAPI, member: NewMember, deps: ApiDependencies
) -> None:
    administrator, officer = await member(Role.ADMINISTRATOR, Role.OFFICER), await member(Role.OFFICER)
    async with staff_browser(app, administrator) as browser:
        page = (await browser.get(f"{STAFF_HOME}/accounts/{officer.id}")).text
        form = {"csrf": csrf_in(page), "cad_id": "4711"}
        assert (await browser.post(f"{STAFF_HOME}/accounts/{officer.id}/cad-id", data=form)).status_code == 303
        assert 'value="4711"' in (await browser.get(f"{STAFF_HOME}/accounts/{officer.id}")).text
        own = await browser.post(f"{STAFF_HOME}/accounts/{administrator.id}/cad-id", data=form | {"cad_id": "1"})
        assert "another administrator" in own.text
    async with deps.database.reading() as session:
        assert await coaching.accounts_of(session, ORI) == {"4711": officer.badge}
