"""How victims reach a detective is told from the account, checked before it is kept, and recorded without it."""

from __future__ import annotations

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, audit_records, staff_accounts
from domain.actors import Actor, ActorKind
from domain.staff.roles import Role
from staff.accounts import AccountRefused
from staff.assign import detective_of
from staff.work_reach import WorkReach, set_work_reach, work_reach
from tests.database import NOW
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff_fixtures import a_member

ADMINISTRATOR = Actor(ActorKind.STAFF, "A-3")
pytestmark = ON_SQLITE


async def reached(database: Database, vault: Vault, account_id: str, reach: WorkReach) -> None:
    async with database.transaction() as session:
        await set_work_reach(session, vault, account_id, reach, by=ADMINISTRATOR, now=NOW)


async def test_a_victim_is_told_the_detectives_own_number_and_email(database: Database, vault: Vault) -> None:
    account = await a_member(database, vault, Role.DETECTIVE, badge="D-114")
    await reached(database, vault, account.id, WorkReach(phone="(206) 555-0177", email="d.alvarez@police.example.org"))
    async with database.reading() as session:
        stored, agency = await staff_accounts.get(session, account.id), await agencies.get(session, ORI)
        newest = (await audit_records.of_agency(session, ORI))[0]
    assert stored is not None
    assert agency is not None
    told = detective_of(vault, agency, stored)
    assert (told.phone, told.email) == ("+1 206-555-0177", "d.alvarez@police.example.org")
    assert (newest.by, newest.detail) == ("staff:A-3", {"work_phone": True, "work_email": True})


async def test_without_a_number_of_their_own_it_is_the_agencys(database: Database, vault: Vault) -> None:
    account = await a_member(database, vault, Role.DETECTIVE, badge="D-114")
    await reached(database, vault, account.id, WorkReach(phone="206 555 0177"))
    await reached(database, vault, account.id, WorkReach())
    async with database.reading() as session:
        stored, agency = await staff_accounts.get(session, account.id), await agencies.get(session, ORI)
    assert stored is not None
    assert agency is not None
    assert work_reach(vault, stored) == WorkReach()
    assert detective_of(vault, agency, stored).phone == agency.non_emergency_phone


@pytest.mark.parametrize(
    "reach", [WorkReach(phone="911"), WorkReach(phone="ring me"), WorkReach(email="none@none.com")]
)
async def test_what_is_no_address_is_refused(database: Database, vault: Vault, reach: WorkReach) -> None:
    account = await a_member(database, vault, Role.DETECTIVE, badge="D-114")
    with pytest.raises(AccountRefused):
        await reached(database, vault, account.id, reach)
