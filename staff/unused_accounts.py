"""Closes accounts that were not used for ninety days [CJIS AC-2 (3)], and deletes what sign-ins have left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.queries import rate_counts, sign_in_links, staff_accounts, staff_credentials, staff_sessions, wrong_tries
from db.tables import StaffAccount
from domain.actors import Actor, ActorKind
from domain.staff.roles import Role
from domain.staff.sign_in import LONGEST, UNUSED, WARNED
from staff import accounts

log = structlog.get_logger(__name__)

BY = Actor(ActorKind.SYSTEM, "unused-accounts")
WHY = "unused"
LEFT = timedelta(days=30)
"""So long sessions and links that are over stay, for an administrator who looks back."""
COUNTED = timedelta(days=2)
"""Longer than any window in which tries of a network are counted."""


def last_use(account: StaffAccount) -> datetime:
    """When its unused days began."""
    return max(filter(None, (account.created_at, account.last_used_at, account.reopened_at)))


def is_unused(account: StaffAccount, *, now: datetime) -> bool:
    """True if its days are over."""
    return last_use(account) < now - UNUSED


def is_soon_unused(account: StaffAccount, *, now: datetime) -> bool:
    """True if its days are over within two weeks, and it would be closed then."""
    return account.closed_at is None and not account.is_break_glass and last_use(account) < now - UNUSED + WARNED


async def must_close(session: AsyncSession, account: StaffAccount, *, now: datetime, lock: bool = False) -> bool:
    """True if it is open, unused, no break-glass account, and not the last open administrator of its agency.

    `lock`: hold the agency's administrators meanwhile, so that no two that are closed at once are both the last.
    """
    if account.closed_at is not None or account.is_break_glass or not is_unused(account, now=now):
        return False
    if Role.ADMINISTRATOR not in account.roles.split():
        return True
    left = await staff_accounts.open_administrators(session, account.ori, lock=lock)
    return any(other.id != account.id for other in left) and any(other.id == account.id for other in left)


async def close_if_unused(session: AsyncSession, account: StaffAccount, *, now: datetime) -> bool:
    """True if it was closed now. The transaction holds no account before."""
    if not await must_close(session, account, now=now, lock=True):
        return False
    held = await staff_accounts.get(session, account.id, lock=True)
    if held is None or held.closed_at is not None or not is_unused(held, now=now):
        return False
    await accounts.close(session, held.id, why=WHY, by=BY, now=now)
    return True


class UnusedAccountsRound:
    """Any number of processes may do it side by side: what one has closed the others leave."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def run_once(self) -> None:
        """At every agency."""
        now = self._clock()
        async with self._database.reading() as session:
            unused = await staff_accounts.unused_since(session, now - UNUSED)
        for found in unused:
            # One transaction for each: whether it is the last administrator depends on those closed before.
            async with self._database.transaction() as session:
                if await close_if_unused(session, found, now=now):
                    log.info("account.closed", account_id=found.id, reason=WHY)
        async with self._database.transaction() as session:
            await staff_sessions.end_over(session, begun_before=now - LONGEST, now=now)
            await staff_sessions.forget(session, begun_before=now - LEFT)
            await sign_in_links.forget(session, over_before=now - LEFT)
            await staff_credentials.forget_challenges(session, over_before=now)
            await wrong_tries.forget(session, began_before=now - LEFT)
            await rate_counts.forget(session, began_before=now - COUNTED)
