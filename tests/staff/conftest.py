"""Desks at which members of staff decide, and officers who sign in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from domain.staff.roles import Role
from portal.erasure_ledger import ErasureLedger
from staff import accounts, one_time_codes
from staff.local_sign_in import LocalSignIn
from staff.welcome import ChosenPassword, Welcome
from tests.api.conftest import NOW
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import ORI
from tests.staff.deciding import Desk
from tests.staff.officers import AT, OPERATOR, PASSWORD, NewOfficer, Officer
from tests.staff_fixtures import a_member


@pytest.fixture
def clock() -> StandingClock:
    """Everything's clock."""
    return StandingClock(NOW)


@pytest.fixture
def sign_in(database: Database, vault: Vault, clock: StandingClock) -> LocalSignIn:
    """Signs in."""
    return LocalSignIn(database, vault, clock=clock)


@pytest.fixture
def new_officer(database: Database, vault: Vault, clock: StandingClock) -> NewOfficer:
    """Makes one, who was invited and chose a password; a minute later, so that the code of now was not used yet."""

    async def make(badge: str = "D-114", *roles: Role, **values: Any) -> Officer:
        account = await a_member(database, vault, *(roles or (Role.DETECTIVE,)), badge=badge, **values)
        async with database.transaction() as session:
            token = await accounts.invite(session, vault, account.id, by=OPERATOR, now=clock())
        welcome = Welcome(database, vault, clock=clock)
        invited = await welcome.find(ORI, token)
        officer = Officer(account=account, invited=invited, clock=clock)
        chosen = ChosenPassword(password=PASSWORD, code=officer.code())
        assert not await welcome.choose_password(invited, chosen, source=AT.source)
        clock.pass_(2 * one_time_codes.STEP)
        return officer

    return make


@pytest.fixture
async def desk_of_two(database: Database, vault: Vault, tmp_path: Path) -> Desk:
    """On a database of each kind, with something to decide about."""
    desk = Desk(database=database, vault=vault, ledger=ErasureLedger(tmp_path / "erasures.jsonl"))
    await desk.open()
    return desk
