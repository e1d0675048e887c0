"""Accounts unused for ninety days are closed, but break-glass ones and the last administrator of an agency."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import staff_accounts
from db.tables import StaffAccount
from domain.audit.acts import ActKind
from domain.staff.roles import Role
from domain.staff.sign_in import UNUSED, WARNED, Method
from staff import accounts, sessions
from staff.local_sign_in import LocalSignIn
from staff.sessions import AccountClosed, NewStaffSession
from staff.sign_in_tries import SignInRefused
from staff.unused_accounts import UnusedAccountsRound, is_soon_unused
from tests.db.everything import everything_kept
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff.officers import AT, OPERATOR, NewOfficer, audited
from tests.staff_fixtures import a_member

SECOND = timedelta(seconds=1)
Member = Callable[..., Awaitable[StaffAccount]]


@pytest.fixture
def member(database: Database, vault: Vault) -> Member:
    """Makes one."""

    async def make(badge: str, *roles: Role, **values: object) -> StaffAccount:
        return await a_member(database, vault, *(roles or (Role.DETECTIVE,)), badge=badge, **values)  # type: ignore[arg-type]

    return make


async def open_badges(database: Database) -> set[str]:
    """Of the accounts that are open."""
    async with database.reading() as session:
        return {each.badge for each in await staff_accounts.of_agency(session, ORI) if each.closed_at is None}


async def test_ninety_days_without_a_sign_in_close_an_account(
    database: Database, member: Member, clock: StandingClock
) -> None:
    await member("D-1")
    await member("D-2", last_used_at=clock() + timedelta(days=30))
    rounds = UnusedAccountsRound(database, clock=clock)
    clock.pass_(UNUSED)
    await rounds.run_once()
    assert await open_badges(database) == {"D-1", "D-2"}
    clock.pass_(SECOND)
    await rounds.run_once()
    assert await open_badges(database) == {"D-2"}
    clock.pass_(timedelta(days=31))
    await asyncio.gather(*(rounds.run_once() for _ in range(3)))
    assert await open_badges(database) == set()
    closed = [each for each in await audited(database) if each.kind == ActKind.ACCOUNT_CLOSED]
    assert [(each.about, each.by, each.reason) for each in closed] == [
        ("account:D-1", "system:unused-accounts", "unused"),
        ("account:D-2", "system:unused-accounts", "unused"),
    ]


async def test_the_last_administrator_and_break_glass_accounts_stay_open(
    database: Database, member: Member, clock: StandingClock
) -> None:
    for badge in ("A-1", "A-2", "A-3"):
        await member(badge, Role.ADMINISTRATOR)
    await member("B-1", Role.SUPERVISOR, is_break_glass=True)
    clock.pass_(UNUSED + SECOND)
    rounds = UnusedAccountsRound(database, clock=clock)
    await asyncio.gather(*(rounds.run_once() for _ in range(4)))
    left = await open_badges(database)
    assert "B-1" in left
    assert len(left - {"B-1"}) == 1


@ON_SQLITE
async def test_a_reopened_account_has_ninety_days_again(
    database: Database, member: Member, clock: StandingClock
) -> None:
    account = await member("D-1")
    rounds = UnusedAccountsRound(database, clock=clock)
    clock.pass_(UNUSED + SECOND)
    await rounds.run_once()
    async with database.transaction() as session:
        await accounts.reopen(session, account.id, by=OPERATOR, now=clock())
    await rounds.run_once()
    clock.pass_(UNUSED)
    await rounds.run_once()
    assert await open_badges(database) == {"D-1"}
    clock.pass_(SECOND)
    await rounds.run_once()
    assert await open_badges(database) == set()


@ON_SQLITE
async def test_an_officer_who_comes_a_day_late_is_refused_and_the_account_closed(
    database: Database, vault: Vault, sign_in: LocalSignIn, new_officer: NewOfficer, clock: StandingClock
) -> None:
    officer = await new_officer()
    clock.pass_(UNUSED + SECOND)
    new = NewStaffSession(token="t" * 40, account_id=officer.account.id, method=Method.PROVIDER, source=AT.source)
    with pytest.raises(AccountClosed):
        async with database.transaction() as session:
            await sessions.open_session(session, vault, new, now=clock())
    with pytest.raises(SignInRefused, match="unused"):
        await sign_in.by_password(AT, officer.typed())
    assert await open_badges(database) == set()
    with pytest.raises(SignInRefused, match="closed"):
        await sign_in.by_password(AT, officer.typed())


@ON_SQLITE
@pytest.mark.parametrize(("days", "warned"), [(75, False), (77, True), (91, True)])
async def test_two_weeks_before_administrators_are_told(
    member: Member, clock: StandingClock, days: int, warned: bool
) -> None:
    now = clock() + timedelta(days=days)
    assert is_soon_unused(await member("D-1"), now=now) is warned
    assert not is_soon_unused(await member("B-1", is_break_glass=True), now=now)
    assert timedelta(14) == WARNED


@ON_SQLITE
async def test_what_was_typed_into_a_session_is_gone_when_its_twelve_hours_are_over(
    database: Database, vault: Vault, member: Member, clock: StandingClock
) -> None:
    account = await member("D-1")
    await _kept(database, vault, account, clock())
    rounds = UnusedAccountsRound(database, clock=clock)
    await rounds.run_once()
    assert await _kept_words(database)
    clock.pass_(timedelta(hours=12))
    await rounds.run_once()
    assert not await _kept_words(database)


async def _kept(database: Database, vault: Vault, account: StaffAccount, now: datetime) -> None:
    new = NewStaffSession(token="t" * 40, account_id=account.id, method=Method.PASSKEY, source=AT.source)
    async with database.transaction() as session:
        await sessions.open_session(session, vault, new, now=now)
        visit = await sessions.find(session, vault, token="t" * 40, ori=ORI, now=now)
        assert visit is not None
        await sessions.keep_form(session, vault, visit, sessions.KeptForm(path="/x", fields=[("words", "Hello")]))


async def _kept_words(database: Database) -> bool:
    return "staff_sessions.kept_sealed" in await everything_kept(database)
