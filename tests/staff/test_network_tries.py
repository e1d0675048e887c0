"""One network cannot lock every account of an agency, and is no bar to who is in already or has a passkey."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import staff_accounts, staff_credentials
from db.tables import StaffPassword
from domain.audit.acts import ActKind
from domain.staff.roles import Role
from domain.staff.sign_in import MOST_WRONG_TRIES, SignInRefusal
from staff import network_tries
from staff.local_sign_in import LocalSignIn, TypedProof
from staff.network_tries import MOST, CountedTry
from staff.sign_in_tries import SignInRefused
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff.officers import AT, NewOfficer, audited
from tests.staff_fixtures import a_member

[(OF_A_QUARTER, QUARTER), (OF_A_DAY, DAY)] = MOST[CountedTry.PASSWORD]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared at once, and none is right."""

    async def never(password_hash: str, password: str) -> bool:
        return False

    monkeypatch.setattr("staff.passwords.matches", never)


async def attack(sign_in: LocalSignIn, badge: str, *, source: str = AT.source) -> SignInRefused:
    """One wrong try."""
    with pytest.raises(SignInRefused) as caught:
        await sign_in.by_password(replace(AT, source=source), TypedProof(badge=badge, password="x", code="1"))
    return caught.value


@pytest.mark.usefixtures("quick")
async def test_one_network_locks_eight_accounts_and_then_is_refused(
    database: Database, vault: Vault, sign_in: LocalSignIn, new_officer: NewOfficer
) -> None:
    badges = [f"D-{n}" for n in range(12)]
    one = await new_officer("D-0")
    for badge in badges[1:]:
        account = await a_member(database, vault, Role.DETECTIVE, badge=badge)
        await _same_password(database, one.account.id, account.id)
    for badge in badges:
        for n in range(MOST_WRONG_TRIES):
            await attack(sign_in, badge, source=f"192.0.2.{n}")
    async with database.reading() as session:
        locked = [each.badge for each in await staff_accounts.of_agency(session, ORI) if each.locked_at]
    assert len(locked) == OF_A_QUARTER // MOST_WRONG_TRIES == 8
    last = await attack(sign_in, "D-11")
    assert last.reason is SignInRefusal.NETWORK
    assert last.retry_after is not None
    assert timedelta() < last.retry_after <= QUARTER
    refusals = [each for each in await audited(database) if each.reason == "network"]
    assert len(refusals) == 1  # a flood does not fill the log
    assert (await attack(sign_in, "D-11", source="198.51.100.1")).reason is SignInRefusal.WRONG_PASSWORD


@ON_SQLITE
@pytest.mark.usefixtures("quick")
async def test_the_day_has_a_limit_too(sign_in: LocalSignIn, new_officer: NewOfficer) -> None:
    officer = await new_officer()
    reasons = []
    for _ in range(5):
        reasons += [(await attack(sign_in, "D-999")).reason for _ in range(OF_A_QUARTER)]
        officer.clock.pass_(QUARTER)
    assert reasons.index(SignInRefusal.NETWORK) == OF_A_DAY


@ON_SQLITE
async def test_who_is_right_uses_up_nothing_of_their_network(
    database: Database, vault: Vault, sign_in: LocalSignIn, new_officer: NewOfficer
) -> None:
    officer = await new_officer()
    for _ in range(3):
        await sign_in.by_password(AT, officer.typed())
        officer.clock.pass_(timedelta(seconds=30))
    async with database.transaction() as session:
        now = officer.clock()
        left = [await network_tries.begin(session, vault, CountedTry.PASSWORD, AT.source, now=now) for _ in range(41)]
    assert [each is None for each in left] == [True] * OF_A_QUARTER + [False]


@ON_SQLITE
async def test_the_owner_of_a_locked_session_is_let_in_again_from_a_network_that_is_over(
    database: Database, vault: Vault, sign_in: LocalSignIn, new_officer: NewOfficer
) -> None:
    officer = await new_officer()
    async with database.transaction() as session:
        for _ in range(OF_A_QUARTER):
            await network_tries.begin(session, vault, CountedTry.PASSWORD, AT.source, now=officer.clock())
    with pytest.raises(SignInRefused, match="network"):
        await sign_in.by_password(AT, officer.typed())
    own = replace(AT, locked_account=officer.account.id)
    assert await sign_in.by_password(own, officer.typed()) == officer.account.id
    with pytest.raises(SignInRefused, match="network"):
        await sign_in.by_password(replace(AT, locked_account="of another"), officer.typed())
    assert ActKind.SIGNED_IN not in {each.kind for each in await audited(database)}  # a session is opened elsewhere


async def _same_password(database: Database, of: str, to: str) -> None:
    async with database.transaction() as session:
        found = await staff_credentials.password_of(session, of)
        assert found is not None
        await staff_credentials.set_password(session, StaffPassword(**found.model_dump() | {"account_id": to}))
