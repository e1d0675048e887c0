"""Counts a try to sign in before it is looked at, and records how it ended: five wrong ones lock the account.

It is counted in a transaction that holds the account, so parallel tries get no sixth. Whatever is wrong, the visitor
reads the same and waits as long: only the audit log says which it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.encryption.vault import Vault
from db.queries import staff_accounts, wrong_tries
from db.tables import StaffAccount
from domain.actors import Actor, ActorKind
from domain.audit.acts import Act, ActKind, Outcome
from domain.staff.sign_in import MOST_WRONG_TRIES, WRONG_WITHIN, SignInRefusal
from staff import network_tries
from staff.network_tries import CountedTry
from staff.provider_only import has_provider, local_sign_in_open
from staff.unused_accounts import close_if_unused

_NOT_KNOWN = Actor(ActorKind.SYSTEM, "sign-in")
"""Who tried when no account of ours was named: what was typed may be a name or a password, and is kept nowhere."""


class SignInRefused(Exception):
    """They are not let in. `retry_after` is set where their network has tried too often."""

    def __init__(self, reason: SignInRefusal, retry_after: timedelta | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedFrom:
    """Where a try comes from. `source` is a network address; `visitor` the browser's cookie.

    `locked_account`: of the locked session of this browser, which others of its network cannot keep out.
    """

    ori: str
    source: str
    visitor: str = field(repr=False)
    locked_account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One that is under way, or was refused at once (`refusal`); `id` only if it is counted at an account."""

    begun_at: datetime
    account: StaffAccount | None = None
    id: str | None = None
    refusal: SignInRefusal | None = None
    retry_after: timedelta | None = None


class SignInTries:
    """The tries of one kind from one place."""

    def __init__(self, vault: Vault, what: CountedTry, at: TriedFrom) -> None:
        self._vault = vault
        self._what = what
        self._at = at

    async def begin(
        self, session: AsyncSession, account: StaffAccount | None, *, refusal: SignInRefusal | None, now: datetime
    ) -> Try:
        """Count one. `refusal`: what is known to be wrong already, and counts at no account."""
        over = await network_tries.begin(session, self._vault, self._what, self._at.source, now=now)
        if over is not None and (account is None or account.id != self._at.locked_account):
            if over.is_first:
                await self._refuse(session, None, SignInRefusal.NETWORK, now=now)
            return Try(begun_at=now, refusal=SignInRefusal.NETWORK, retry_after=over.retry_after)
        if account is None:
            return Try(begun_at=now, refusal=refusal)
        if await close_if_unused(session, account, now=now):
            return Try(begun_at=now, account=account, refusal=SignInRefusal.UNUSED)
        held = await staff_accounts.get(session, account.id, lock=True)
        refusal = await self._state(session, held or account, now) or refusal
        if refusal is not None:
            return Try(begun_at=now, account=account, refusal=refusal)
        return Try(begun_at=now, account=account, id=await wrong_tries.begin(session, account.id, now=now))

    async def end(self, session: AsyncSession, begun: Try, reason: SignInRefusal | None, *, now: datetime) -> None:
        """It was right (None), or wrong for this reason: recorded, and the account locked if it is the fifth."""
        if reason is SignInRefusal.NETWORK:
            return
        account = begun.account
        if reason is None:
            if account is not None and begun.id is not None:
                await wrong_tries.was_right(session, begun.id, account.id)
            await network_tries.was_right(session, self._vault, self._what, self._at.source, begun_at=begun.begun_at)
            return
        if account is not None and begun.id is not None:
            await staff_accounts.get(session, account.id, lock=True)
            await wrong_tries.was_wrong(session, begun.id)
        await self._refuse(session, account, reason, now=now)
        if account is not None and begun.id is not None:
            await self._lock_after_five(session, account, now)

    async def _state(self, session: AsyncSession, account: StaffAccount, now: datetime) -> SignInRefusal | None:
        if account.closed_at is not None:
            return SignInRefusal.CLOSED
        if account.locked_at is not None:
            return SignInRefusal.LOCKED
        if not local_sign_in_open(account, has_provider=await has_provider(session, account.ori)):
            return SignInRefusal.PROVIDER_ONLY
        counted = await wrong_tries.since(session, account.id, now - WRONG_WITHIN)
        return SignInRefusal.TOO_MANY_TRIES if counted >= MOST_WRONG_TRIES else None

    async def _lock_after_five(self, session: AsyncSession, account: StaffAccount, now: datetime) -> None:
        wrong = await wrong_tries.since(session, account.id, now - WRONG_WITHIN, only_wrong=True)
        if wrong >= MOST_WRONG_TRIES and await staff_accounts.lock_if_open(session, account.id, now=now):
            by = Actor(ActorKind.SYSTEM, "sign-in")
            facts = {"by": str(by), "about": f"account:{account.badge}", "detail": {"wrong_tries": wrong}}
            await self._record(session, ActKind.ACCOUNT_LOCKED, now=now, **facts)

    async def _refuse(
        self, session: AsyncSession, account: StaffAccount | None, reason: SignInRefusal, *, now: datetime
    ) -> None:
        who = Actor(ActorKind.UNPROVEN, account.badge) if account else _NOT_KNOWN
        about = f"account:{account.badge}" if account else ""
        facts = {"by": str(who), "about": about, "reason": reason.value, "outcome": Outcome.REFUSED}
        await self._record(session, ActKind.SIGN_IN_REFUSED, now=now, **facts)

    async def _record(self, session: AsyncSession, kind: ActKind, *, now: datetime, **facts: Any) -> None:
        await record(session, Act(ori=self._at.ori, kind=kind, source=self._at.source, **facts), now=now)
