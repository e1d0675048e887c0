"""Accounts are added, invited, released, closed, reopened and given roles; each act is recorded with who did it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, sign_in_links, staff_accounts, staff_credentials
from db.tables import SignInLink, StaffAccount
from domain.actors import Actor, ActorKind
from domain.audit.acts import ActKind
from domain.staff.roles import Role
from domain.staff.sign_in import INVITED, LinkPurpose, Method, PasswordFlaw
from staff import accounts, one_time_codes, sessions
from staff.accounts import AccountRefused, NewAccount
from staff.local_sign_in import LocalSignIn
from staff.provider_only import local_sign_in_open
from staff.sessions import NewStaffSession
from staff.sign_in_tries import SignInRefused
from staff.welcome import ChosenPassword, Flaws, InvitationOver, Welcome
from tests.database import an_agency
from tests.db.everything import places_of
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff.officers import AT, OPERATOR, PASSWORD, NewOfficer, audited

DANA = NewAccount(ori=ORI, badge="D-114", name="Dana Alvarez", roles=frozenset({Role.DETECTIVE}))


async def added(database: Database, vault: Vault, clock: StandingClock, new: NewAccount = DANA) -> StaffAccount:
    """The account, which nothing opens yet."""
    async with database.transaction() as session:
        await agencies.add(session, an_agency(new.ori))
        return await accounts.add(session, vault, new, by=OPERATOR, now=clock())


async def invited(database: Database, vault: Vault, clock: StandingClock, account: StaffAccount) -> str:
    """The token of its invitation."""
    async with database.transaction() as session:
        return await accounts.invite(session, vault, account.id, by=OPERATOR, now=clock())


async def test_an_account_is_added_with_its_name_sealed(database: Database, vault: Vault, clock: StandingClock) -> None:
    account = await added(database, vault, clock)
    assert vault.open(account.name_sealed or "", context=accounts.NAME, row=account.id) == "Dana Alvarez"
    assert await places_of(database, "Alvarez") == set()
    [act] = await audited(database)
    assert (act.kind, act.by, act.about, act.detail) == (
        ActKind.ACCOUNT_ADDED,
        "operator:test",
        "account:D-114",
        {"roles": "detective"},
    )


@ON_SQLITE
@pytest.mark.parametrize("badge", ["", "Dana Alvarez", "x" * 65, "-1"])
async def test_a_badge_is_no_name(database: Database, vault: Vault, clock: StandingClock, badge: str) -> None:
    with pytest.raises(AccountRefused, match="a badge is no name"):
        await added(database, vault, clock, NewAccount(ori=ORI, badge=badge, name="Dana", roles=DANA.roles))


async def test_a_badge_is_taken_for_good(database: Database, vault: Vault, clock: StandingClock) -> None:
    account = await added(database, vault, clock)
    async with database.transaction() as session:
        await accounts.close(session, account.id, why="left", by=OPERATOR, now=clock())
    with pytest.raises(AccountRefused, match="the badge D-114 is taken"):
        await added(database, vault, clock)


async def test_an_invitation_works_once_and_looking_uses_nothing_up(
    database: Database, vault: Vault, clock: StandingClock
) -> None:
    token = await invited(database, vault, clock, await added(database, vault, clock))
    welcome = Welcome(database, vault, clock=clock)
    seen = [await welcome.find(ORI, token) for _ in range(3)]
    assert len({each.secret for each in seen}) == 1
    code = _code(seen[0].secret, clock)
    assert not await welcome.choose_password(seen[0], ChosenPassword(password=PASSWORD, code=code), source=AT.source)
    with pytest.raises(InvitationOver):
        await welcome.find(ORI, token)
    with pytest.raises(InvitationOver):
        await welcome.choose_password(seen[1], ChosenPassword(password=PASSWORD, code=code), source=AT.source)
    kinds = [each.kind for each in await audited(database)]
    assert kinds == [ActKind.ACCOUNT_ADDED, ActKind.INVITED, ActKind.CREDENTIAL_ADDED]
    assert await places_of(database, token, seen[0].secret, PASSWORD, code) == set()


@ON_SQLITE
async def test_what_is_wrong_at_the_welcome_is_said_and_uses_nothing_up(
    database: Database, vault: Vault, clock: StandingClock
) -> None:
    token = await invited(database, vault, clock, await added(database, vault, clock))
    welcome = Welcome(database, vault, clock=clock)
    guest = await welcome.find(ORI, token)
    for password, code, flaws in (
        ("short", "000000", Flaws(PasswordFlaw.SHORT, code=True)),
        ("dana alvarez dana", _code(guest.secret, clock), Flaws(PasswordFlaw.COMMON, code=False)),
        (PASSWORD, "000000", Flaws(None, code=True)),
    ):
        chosen = ChosenPassword(password=password, code=code)
        assert await welcome.choose_password(guest, chosen, source=AT.source) == flaws
    assert await welcome.find(ORI, token)


@ON_SQLITE
async def test_an_invitation_is_over_after_72_hours_and_at_another_agency(
    database: Database, vault: Vault, clock: StandingClock
) -> None:
    token = await invited(database, vault, clock, await added(database, vault, clock))
    async with database.transaction() as session:
        await agencies.add(session, an_agency("WAOTH0000"))
    welcome = Welcome(database, vault, clock=clock)
    with pytest.raises(InvitationOver):
        await welcome.find("WAOTH0000", token)
    clock.pass_(INVITED - timedelta(seconds=1))
    assert await welcome.find(ORI, token)
    clock.pass_(timedelta(seconds=1))
    with pytest.raises(InvitationOver):
        await welcome.find(ORI, token)


async def test_a_new_invitation_takes_the_place_of_everything_before(
    database: Database, vault: Vault, sign_in: LocalSignIn, new_officer: NewOfficer
) -> None:
    officer = await new_officer()
    clock = officer.clock
    await _session(database, vault, officer.account, clock)
    async with database.transaction() as session:
        assert await staff_accounts.lock_if_open(session, officer.account.id, now=clock())
    first = await invited(database, vault, clock, officer.account)
    second = await invited(database, vault, clock, officer.account)
    async with database.reading() as session:
        assert await staff_credentials.password_of(session, officer.account.id) is None
    welcome = Welcome(database, vault, clock=clock)
    with pytest.raises(InvitationOver):
        await welcome.find(ORI, first)
    assert (await welcome.find(ORI, second)).account.locked_at is None
    assert await _visit(database, vault, officer.account, clock) is None
    with pytest.raises(SignInRefused, match="nothing_set_up"):
        await sign_in.by_password(AT, officer.typed())
    kinds = [each.kind for each in await audited(database)]
    assert kinds[-5:-1] == [ActKind.CREDENTIAL_REMOVED, ActKind.ACCOUNT_RELEASED, ActKind.INVITED, ActKind.INVITED]


async def test_closing_ends_sessions_at_once_and_reopening_lets_in_again(
    database: Database, vault: Vault, sign_in: LocalSignIn, new_officer: NewOfficer
) -> None:
    officer = await new_officer()
    clock = officer.clock
    await _session(database, vault, officer.account, clock)
    assert await _visit(database, vault, officer.account, clock) is not None
    token = await _demonstration(database, vault, officer.account, clock)
    async with database.transaction() as session:
        await accounts.close(session, officer.account.id, why="left", by=OPERATOR, now=clock())
    assert await _visit(database, vault, officer.account, clock) is None
    async with database.reading() as session:
        assert await sign_in_links.find(session, token, LinkPurpose.DEMONSTRATION, now=clock()) is None
    async with database.transaction() as session:
        with pytest.raises(AccountRefused, match="the account is closed"):
            await accounts.release(session, officer.account.id, by=OPERATOR, now=clock())
        await accounts.reopen(session, officer.account.id, by=OPERATOR, now=clock())
    assert await _visit(database, vault, officer.account, clock) is None
    assert await sign_in.by_password(AT, officer.typed())


@ON_SQLITE
async def test_roles_change_what_an_open_session_may_do_and_are_no_ones_own_to_change(
    database: Database, vault: Vault, new_officer: NewOfficer
) -> None:
    officer = await new_officer("A-3", Role.ADMINISTRATOR)
    clock, self_ = officer.clock, Actor(ActorKind.STAFF, "A-3")
    await _session(database, vault, officer.account, clock)
    async with database.transaction() as session:
        with pytest.raises(AccountRefused, match="another administrator"):
            await accounts.set_roles(session, officer.account.id, {Role.AUDITOR}, by=self_, now=clock())
        other = Actor(ActorKind.STAFF, "A-4")
        await accounts.set_roles(session, officer.account.id, {Role.ANALYST}, by=other, now=clock())
    visit = await _visit(database, vault, officer.account, clock)
    assert visit is not None
    assert visit.account.roles == "analyst"
    newest = (await audited(database))[-1]
    assert (newest.by, newest.detail) == ("staff:A-4", {"before": "administrator", "after": "analyst"})


@pytest.mark.parametrize(
    ("break_glass", "of_provider", "has_provider", "may"),
    [
        (False, False, False, True),
        (False, False, True, False),
        (True, False, True, True),
        (False, True, True, False),
        (False, True, False, False),
        (True, False, False, True),
    ],
)
def test_where_a_provider_signs_in_only_break_glass_accounts_have_a_password_here(
    break_glass: bool, of_provider: bool, has_provider: bool, may: bool
) -> None:
    subject = "hash" if of_provider else None
    account = StaffAccount(ori=ORI, badge="D-1", roles="detective", created_by="x", subject_hash=subject)
    account.is_break_glass = break_glass
    assert local_sign_in_open(account, has_provider=has_provider) is may


@ON_SQLITE
async def test_a_password_from_before_the_provider_lets_in_no_more(
    sign_in: LocalSignIn,
    database: Database,
    vault: Vault,
    new_officer: NewOfficer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ordinary = await new_officer()
    glass = await new_officer("B-1", Role.ADMINISTRATOR, is_break_glass=True)
    token = await invited(database, vault, ordinary.clock, ordinary.account)

    async def yes(session: object, ori: str) -> bool:
        return ori == ORI

    monkeypatch.setattr("staff.sign_in_tries.has_provider", yes)
    monkeypatch.setattr("staff.welcome.has_provider", yes)
    with pytest.raises(SignInRefused, match="provider_only"):
        await sign_in.by_password(AT, ordinary.typed())
    with pytest.raises(InvitationOver):
        await Welcome(database, vault, clock=ordinary.clock).find(ORI, token)
    assert await sign_in.by_password(AT, glass.typed()) == glass.account.id


def _code(secret: str, clock: StandingClock) -> str:
    return one_time_codes.code_at(secret, clock())


async def _session(database: Database, vault: Vault, account: StaffAccount, clock: StandingClock) -> None:
    new = NewStaffSession(token="t" * 40, account_id=account.id, method=Method.PASSKEY, source=AT.source)
    async with database.transaction() as session:
        await sessions.open_session(session, vault, new, now=clock())


async def _visit(
    database: Database, vault: Vault, account: StaffAccount, clock: StandingClock
) -> sessions.StaffVisit | None:
    async with database.reading() as session:
        return await sessions.find(session, vault, token="t" * 40, ori=account.ori, now=clock())


async def _demonstration(database: Database, vault: Vault, account: StaffAccount, clock: StandingClock) -> str:
    link = SignInLink(
        token_hash=vault.token_hash("demo"),
        account_id=account.id,
        purpose=LinkPurpose.DEMONSTRATION.value,
        created_at=clock(),
        expires_at=clock() + timedelta(days=7),
    )
    async with database.transaction() as session:
        await sign_in_links.add(session, link)
    return link.token_hash


@ON_SQLITE
async def test_each_use_of_a_break_glass_account_stands_out_in_the_audit_log(
    database: Database, vault: Vault, new_officer: NewOfficer
) -> None:
    glass = await new_officer("B-1", Role.ADMINISTRATOR, is_break_glass=True)
    await _session(database, vault, glass.account, glass.clock)
    newest = (await audited(database))[-1]
    assert (newest.kind, newest.detail) == (ActKind.SIGNED_IN, {"method": "passkey", "break_glass": True})
