"""An account that signed is not looked up again for some seconds; a new secret counts at once, an old one ends."""

from __future__ import annotations

import pytest

from messaging.providers.delivery_report import KnownAccount, NotGenuine
from messaging.recent_accounts import KEPT, RecentAccounts

ACCOUNT = "AC" + "1" * 32


class Desk:
    """One account, whose secret changes; `asked` counts how often it was looked up."""

    def __init__(self) -> None:
        self.secret, self.asked, self.now = "first", 0, 1000.0
        self.accounts = RecentAccounts(self, monotonic=lambda: self.now)

    async def for_account(self, account_sid: str) -> KnownAccount | None:
        self.asked += 1
        return KnownAccount(secret=self.secret) if account_sid == ACCOUNT and self.secret else None

    async def signed_with(self, secret: str, account_sid: str = ACCOUNT) -> bool:
        def check(account: KnownAccount) -> None:
            if account.secret != secret:
                raise NotGenuine("the signature does not fit")

        try:
            await self.accounts.signer(account_sid, check)
        except NotGenuine:
            return False
        return True


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_it_is_looked_up_once_in_some_seconds(desk: Desk) -> None:
    assert all([await desk.signed_with("first") for _ in range(20)])
    assert desk.asked == 1
    desk.now += KEPT.total_seconds()
    assert await desk.signed_with("first")
    assert desk.asked == 2


async def test_a_new_secret_counts_at_once_and_ends_the_one_before(desk: Desk) -> None:
    assert await desk.signed_with("first")
    desk.secret = "second"
    assert await desk.signed_with("second")
    assert not await desk.signed_with("first")


async def test_a_secret_that_was_taken_back_ends_within_seconds(desk: Desk) -> None:
    assert await desk.signed_with("first")
    desk.secret = ""
    desk.now += KEPT.total_seconds()
    assert not await desk.signed_with("first")


async def test_what_does_not_fit_is_never_remembered(desk: Desk) -> None:
    assert [await desk.signed_with("guess") for _ in range(3)] == [False] * 3
    assert not await desk.signed_with("first", "AC" + "2" * 32)
    assert desk.asked == 4
