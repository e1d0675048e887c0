"""Accounts that sign in by password and code, and what it takes to try one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import audit_records
from db.tables import AuditRecord, StaffAccount
from domain.actors import Actor, ActorKind
from domain.staff.roles import Role
from staff import accounts, one_time_codes
from staff.local_sign_in import LocalSignIn, TypedProof
from staff.sign_in_tries import TriedFrom
from staff.welcome import ChosenPassword, InvitedMember, Welcome
from tests.api.conftest import NOW
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import ORI
from tests.staff_fixtures import a_member

PASSWORD = "quiet otter moves slow"
OPERATOR = Actor(ActorKind.OPERATOR, "test")
AT = TriedFrom(ori=ORI, source="192.0.2.7", visitor="a-browser")


@pytest.fixture
def clock() -> StandingClock:
    """Everything's clock."""
    return StandingClock(NOW)


@dataclass(frozen=True, kw_only=True)
class Officer:
    """A member of staff with a password and an app that shows codes."""

    account: StaffAccount
    invited: InvitedMember
    clock: StandingClock

    def code(self, *, later: int = 0) -> str:
        """What the app shows now, or so many steps later."""
        return one_time_codes.code_at(self.invited.secret, self.clock() + later * one_time_codes.STEP)

    def typed(self, **other: str) -> TypedProof:
        """What they type; `other` in its place."""
        right = TypedProof(badge=self.account.badge, password=PASSWORD, code=self.code())
        return replace(right, **other)


@pytest.fixture
def sign_in(database: Database, vault: Vault, clock: StandingClock) -> LocalSignIn:
    """Signs in."""
    return LocalSignIn(database, vault, clock=clock)


NewOfficer = Callable[..., Awaitable[Officer]]


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


async def audited(database: Database) -> Sequence[AuditRecord]:
    """The audit log of the agency, oldest first."""
    async with database.reading() as session:
        return [*reversed(await audit_records.of_agency(session, ORI))]
