"""What counts once counts once, however many ask at the same moment: codes, links, counters, answers, locks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import rate_counts, sign_in_links, staff_accounts, staff_credentials, wrong_tries
from db.tables import PasskeyChallenge, SignInLink, StaffAccount, StaffPasskey, StaffPassword
from domain.staff.roles import Role
from domain.staff.sign_in import LinkPurpose
from tests.database import NOW
from tests.staff_fixtures import a_member

AT_ONCE = 8


@pytest.fixture
async def account(database: Database, vault: Vault) -> StaffAccount:
    """With a password, a passkey that counted to five, an invitation and a challenge."""
    made = await a_member(database, vault, Role.DETECTIVE, badge="D-1")
    async with database.transaction() as session:
        password = StaffPassword(
            account_id=made.id, password_hash="x", totp_secret_sealed="x", totp_last_step=100, created_at=NOW
        )
        await staff_credentials.set_password(session, password)
        for credential_id, sign_count in (("counts", 5), ("does-not", 0)):
            passkey = StaffPasskey(
                credential_id=credential_id,
                account_id=made.id,
                public_key=b"x",
                sign_count=sign_count,
                is_synced=False,
                created_at=NOW,
            )
            await staff_credentials.add_passkey(session, passkey)
        link = SignInLink(token_hash="link", account_id=made.id, purpose="invitation", created_at=NOW, expires_at=LATER)
        await sign_in_links.add(session, link)
        asked = PasskeyChallenge(challenge_hash="challenge", asked_by_hash="browser", expires_at=LATER)
        await staff_credentials.ask(session, asked)
    return made


LATER = NOW + timedelta(hours=1)


async def at_once(database: Database, work: Callable[[AsyncSession], Awaitable[bool]]) -> int:
    """How many of several at the same moment were told yes."""

    async def one() -> bool:
        async with database.transaction() as session:
            return await work(session)

    return sum(await asyncio.gather(*(one() for _ in range(AT_ONCE))))


async def test_a_code_is_used_once_and_no_older_one_after_it(database: Database, account: StaffAccount) -> None:
    assert await at_once(database, lambda session: staff_credentials.use_code(session, account.id, 101)) == 1
    async with database.transaction() as session:
        assert not await staff_credentials.use_code(session, account.id, 100)
        assert await staff_credentials.use_code(session, account.id, 103)
        assert not await staff_credentials.use_code(session, account.id, 102)


async def test_a_counter_goes_on_once(database: Database, account: StaffAccount) -> None:
    del account

    def used(sign_count: int, credential_id: str = "counts") -> Callable[[AsyncSession], Awaitable[bool]]:
        return lambda s: staff_credentials.use_passkey(s, credential_id, sign_count=sign_count, now=NOW)

    assert await at_once(database, used(5)) == 0
    assert await at_once(database, used(6)) == 1
    assert await at_once(database, used(0)) == 0
    assert await at_once(database, used(2**32 - 1)) == 1
    assert await at_once(database, used(0, "does-not")) == AT_ONCE
    assert await at_once(database, used(1, "unknown")) == 0


async def test_a_question_is_answered_once_by_the_browser_that_was_asked(
    database: Database, account: StaffAccount
) -> None:
    del account
    take = staff_credentials.take_answer
    assert await at_once(database, lambda session: take(session, "challenge", "another", now=NOW)) == 0
    assert await at_once(database, lambda session: take(session, "challenge", "browser", now=LATER)) == 0
    assert await at_once(database, lambda session: take(session, "challenge", "browser", now=NOW)) == 1


async def test_an_invitation_is_used_once_and_an_account_locked_once(database: Database, account: StaffAccount) -> None:
    assert await at_once(database, lambda session: sign_in_links.use_up(session, "link", now=NOW)) == 1
    async with database.reading() as session:
        assert await sign_in_links.find(session, "link", LinkPurpose.INVITATION, now=NOW) is None
    assert await at_once(database, lambda session: staff_accounts.lock_if_open(session, account.id, now=NOW)) == 1


async def test_what_was_right_takes_wrong_tries_back_and_leaves_what_is_under_way(
    database: Database, account: StaffAccount
) -> None:
    async with database.transaction() as session:
        wrong, right, open_ = [await wrong_tries.begin(session, account.id, now=NOW) for _ in range(3)]
        await wrong_tries.was_wrong(session, wrong)
        before = NOW - timedelta(minutes=15)
        assert await wrong_tries.since(session, account.id, before) == 3
        assert await wrong_tries.since(session, account.id, before, only_wrong=True) == 1
        await wrong_tries.was_right(session, right, account.id)
        assert await wrong_tries.since(session, account.id, before) == 1
        await wrong_tries.was_wrong(session, open_)
        assert await wrong_tries.since(session, account.id, before, only_wrong=True) == 1
        assert await wrong_tries.since(session, account.id, NOW) == 0


async def test_a_count_that_is_given_back_is_never_less_than_none(database: Database) -> None:
    async with database.transaction() as session:
        assert await rate_counts.count(session, "a", began_at=NOW) == 1
        for _ in range(3):
            await rate_counts.give_back(session, "a", began_at=NOW)
        assert await rate_counts.count(session, "a", began_at=NOW) == 1


async def test_what_an_account_signs_in_with_is_listed_and_taken_away(
    database: Database, account: StaffAccount
) -> None:
    async with database.transaction() as session:
        assert await staff_credentials.kinds_of(session, [account.id]) == {account.id: {"passkey", "password and code"}}
        assert await staff_credentials.remove_all(session, account.id)
        assert not await staff_credentials.remove_all(session, account.id)
        assert await staff_credentials.kinds_of(session, [account.id]) == {account.id: set()}
