"""A password and a code let their owner in; whatever is wrong, the answer is the same and five lock the account."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count

import argon2
import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, staff_accounts, staff_credentials
from db.tables import StaffAccount
from domain.audit.acts import ActKind
from domain.staff.roles import Role
from domain.staff.sign_in import MOST_WRONG_TRIES, WRONG_WITHIN, SignInRefusal
from staff import accounts, one_time_codes, passwords
from staff.local_sign_in import LocalSignIn, TypedProof
from staff.sign_in_tries import SignInRefused
from tests.database import an_agency
from tests.db.everything import places_of
from tests.portal_fixtures import ON_SQLITE
from tests.staff.officers import AT, OPERATOR, NewOfficer, audited
from tests.staff_fixtures import a_member

MINUTE = timedelta(minutes=1)


async def refused(sign_in: LocalSignIn, typed: TypedProof, *, source: str = AT.source) -> SignInRefusal:
    """Why it was."""
    with pytest.raises(SignInRefused) as caught:
        await sign_in.by_password(replace(AT, source=source), typed)
    return caught.value.reason


async def stored(database: Database, account: StaffAccount) -> StaffAccount:
    """As it is now."""
    async with database.reading() as session:
        found = await staff_accounts.get(session, account.id)
    assert found is not None
    return found


async def test_the_right_password_and_code_let_their_owner_in(sign_in: LocalSignIn, new_officer: NewOfficer) -> None:
    officer = await new_officer()
    assert await sign_in.by_password(AT, officer.typed()) == officer.account.id


@ON_SQLITE
async def test_what_is_wrong_is_said_to_the_audit_log_alone(
    database: Database, sign_in: LocalSignIn, new_officer: NewOfficer
) -> None:
    officer = await new_officer()
    assert await refused(sign_in, officer.typed(password="quiet otter moves fast")) is SignInRefusal.WRONG_PASSWORD
    assert await refused(sign_in, officer.typed(code="000000")) is SignInRefusal.WRONG_CODE
    assert await refused(sign_in, officer.typed(badge="D-999")) is SignInRefusal.UNKNOWN_BADGE
    newest = (await audited(database))[-3:]
    assert [(each.kind, each.reason, each.source) for each in newest] == [
        (ActKind.SIGN_IN_REFUSED, "wrong_password", AT.source),
        (ActKind.SIGN_IN_REFUSED, "wrong_code", AT.source),
        (ActKind.SIGN_IN_REFUSED, "unknown_badge", AT.source),
    ]
    assert [(each.by, each.about) for each in newest[-2:]] == [
        ("unproven:D-114", "account:D-114"),
        ("system:sign-in", ""),
    ]


@ON_SQLITE
async def test_a_badge_that_is_not_known_is_written_nowhere(database: Database, sign_in: LocalSignIn) -> None:
    from db.queries import agencies
    from tests.database import an_agency

    async with database.transaction() as session:
        await agencies.add(session, an_agency())
    typed = TypedProof(badge="my secret password", password="x", code="1")
    assert await refused(sign_in, typed) is SignInRefusal.UNKNOWN_BADGE
    assert await places_of(database, "my secret password") == set()


async def test_a_code_lets_in_once_even_if_it_is_used_twice_at_once(
    sign_in: LocalSignIn, new_officer: NewOfficer
) -> None:
    officer = await new_officer()
    same = officer.typed()
    ended = await asyncio.gather(*(sign_in.by_password(AT, same) for _ in range(3)), return_exceptions=True)
    assert sorted(str(each) for each in ended if isinstance(each, SignInRefused)) == ["code_used_before"] * 2
    assert [each for each in ended if isinstance(each, str)] == [officer.account.id]
    assert await refused(sign_in, same) is SignInRefusal.CODE_USED_BEFORE


@ON_SQLITE
async def test_the_code_that_set_the_account_up_does_not_sign_in(sign_in: LocalSignIn, new_officer: NewOfficer) -> None:
    officer = await new_officer()
    assert await refused(sign_in, officer.typed(code=officer.code(later=-2))) is SignInRefusal.WRONG_CODE
    officer.clock.pass_(-2 * one_time_codes.STEP)
    assert await refused(sign_in, officer.typed()) is SignInRefusal.CODE_USED_BEFORE


@ON_SQLITE
async def test_clocks_may_differ_by_half_a_minute(sign_in: LocalSignIn, new_officer: NewOfficer) -> None:
    officer = await new_officer()
    assert await refused(sign_in, officer.typed(code=officer.code(later=2))) is SignInRefusal.WRONG_CODE
    assert await sign_in.by_password(AT, officer.typed(code=officer.code(later=-1)))
    spaced = f"{officer.code(later=1)[:3]} {officer.code(later=1)[3:]}"
    assert await sign_in.by_password(AT, officer.typed(code=spaced))


@ON_SQLITE
@pytest.mark.parametrize("badge", ["D-999", "D-2", "D-3", ""])
async def test_where_there_is_no_password_another_is_compared_so_that_it_takes_as_long(
    database: Database,
    vault: Vault,
    sign_in: LocalSignIn,
    new_officer: NewOfficer,
    monkeypatch: pytest.MonkeyPatch,
    badge: str,
) -> None:
    officer = await new_officer()
    await a_member(database, vault, Role.DETECTIVE, badge="D-2")
    await a_member(database, vault, Role.DETECTIVE, badge="D-3", closed_at=officer.clock(), closed_why="left")
    compared: list[str] = []

    async def noting(password_hash: str, password: str) -> bool:
        compared.append(password_hash)
        return True  # even if it were right

    monkeypatch.setattr(passwords, "matches", noting)
    await refused(sign_in, officer.typed(badge=badge))
    assert compared == [passwords.NO_PASSWORD]


async def test_five_wrong_tries_lock_the_account_until_it_is_released(
    database: Database, sign_in: LocalSignIn, new_officer: NewOfficer
) -> None:
    officer = await new_officer()
    for _ in range(MOST_WRONG_TRIES):
        assert await refused(sign_in, officer.typed(password="wrong")) is SignInRefusal.WRONG_PASSWORD
    assert await refused(sign_in, officer.typed()) is SignInRefusal.LOCKED
    officer.clock.pass_(timedelta(days=1))
    assert await refused(sign_in, officer.typed()) is SignInRefusal.LOCKED
    log = await audited(database)
    [locked] = [each for each in log if each.kind == ActKind.ACCOUNT_LOCKED]
    assert (locked.about, locked.detail) == ("account:D-114", {"wrong_tries": MOST_WRONG_TRIES})
    async with database.transaction() as session:
        await accounts.release(session, officer.account.id, by=OPERATOR, now=officer.clock())
    assert await sign_in.by_password(AT, officer.typed()) == officer.account.id


@ON_SQLITE
async def test_four_wrong_tries_and_a_right_one_begin_anew(
    database: Database, sign_in: LocalSignIn, new_officer: NewOfficer
) -> None:
    officer = await new_officer()
    for _ in range(3):
        for _ in range(MOST_WRONG_TRIES - 1):
            await refused(sign_in, officer.typed(code="000000"))
        officer.clock.pass_(one_time_codes.STEP)
        assert await sign_in.by_password(AT, officer.typed())
    assert (await stored(database, officer.account)).locked_at is None


@ON_SQLITE
async def test_wrong_tries_of_long_ago_do_not_lock(
    database: Database, sign_in: LocalSignIn, new_officer: NewOfficer
) -> None:
    officer = await new_officer()
    for _ in range(3 * MOST_WRONG_TRIES):
        await refused(sign_in, officer.typed(password="wrong"))
        officer.clock.pass_(WRONG_WITHIN / (MOST_WRONG_TRIES - 1))
    assert (await stored(database, officer.account)).locked_at is None


async def test_parallel_tries_get_no_sixth(
    database: Database, sign_in: LocalSignIn, new_officer: NewOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await new_officer()
    compared, matches = count(), passwords.matches

    async def counting(password_hash: str, password: str) -> bool:
        next(compared)
        return await matches(password_hash, password)

    monkeypatch.setattr(passwords, "matches", counting)
    tries = (refused(sign_in, officer.typed(password=f"guess {n}"), source=f"192.0.{n}.1") for n in range(20))
    reasons = await asyncio.gather(*tries)
    assert reasons.count(SignInRefusal.WRONG_PASSWORD) == MOST_WRONG_TRIES
    assert set(reasons) <= {SignInRefusal.WRONG_PASSWORD, SignInRefusal.TOO_MANY_TRIES, SignInRefusal.LOCKED}
    assert next(compared) == 20  # each waits as long, compared with its hash or not
    assert (await stored(database, officer.account)).locked_at is not None
    assert len([each for each in await audited(database) if each.kind == ActKind.ACCOUNT_LOCKED]) == 1


@ON_SQLITE
async def test_a_try_that_never_ended_counts_as_wrong(
    database: Database, sign_in: LocalSignIn, new_officer: NewOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await new_officer()

    async def crash(password_hash: str, password: str) -> bool:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(passwords, "matches", crash)
        for _ in range(MOST_WRONG_TRIES):
            with pytest.raises(ConnectionError):
                await sign_in.by_password(AT, officer.typed())
    assert await refused(sign_in, officer.typed()) is SignInRefusal.TOO_MANY_TRIES
    officer.clock.pass_(WRONG_WITHIN + MINUTE)
    assert await sign_in.by_password(AT, officer.typed())


@ON_SQLITE
async def test_an_account_without_a_password_is_not_locked_by_tries_of_one(
    database: Database, sign_in: LocalSignIn, new_officer: NewOfficer
) -> None:
    officer = await new_officer()
    async with database.transaction() as session:
        await staff_credentials.remove_all(session, officer.account.id)
    for _ in range(MOST_WRONG_TRIES + 1):
        assert await refused(sign_in, officer.typed()) is SignInRefusal.NOTHING_SET_UP
    assert (await stored(database, officer.account)).locked_at is None


@ON_SQLITE
async def test_a_closed_account_and_one_of_another_agency_are_refused(
    database: Database, sign_in: LocalSignIn, new_officer: NewOfficer
) -> None:
    officer = await new_officer()
    async with database.transaction() as session:
        await agencies.add(session, an_agency("WAOTH0000"))
    with pytest.raises(SignInRefused, match="unknown_badge"):
        await sign_in.by_password(replace(AT, ori="WAOTH0000"), officer.typed())
    async with database.transaction() as session:
        await accounts.close(session, officer.account.id, why="left", by=OPERATOR, now=officer.clock())
    assert await refused(sign_in, officer.typed()) is SignInRefusal.CLOSED


@ON_SQLITE
async def test_a_password_of_older_parameters_is_hashed_anew_once_it_is_known(
    database: Database, sign_in: LocalSignIn, new_officer: NewOfficer
) -> None:
    officer = await new_officer()
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(officer.typed().password)
    async with database.transaction() as session:
        found = await staff_credentials.password_of(session, officer.account.id)
        assert found is not None
        found.password_hash = weak
    assert await sign_in.by_password(AT, officer.typed())
    async with database.reading() as session:
        after = await staff_credentials.password_of(session, officer.account.id)
    assert after is not None
    assert not passwords.needs_rehash(after.password_hash)
    assert await passwords.matches(after.password_hash, officer.typed().password)
