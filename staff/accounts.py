"""Accounts of staff: added, invited, released, closed, reopened and given roles, each act audited with who did it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.encryption.vault import Vault
from db.queries import sign_in_links, staff_accounts, staff_credentials, staff_sessions, wrong_tries
from db.tables import SignInLink, StaffAccount
from domain.actors import Actor, ActorKind
from domain.audit.acts import Act, ActKind
from domain.staff.roles import Role, write_roles
from domain.staff.sign_in import INVITED, LinkPurpose

NAME = "staff_accounts.name"
TOKEN_BYTES = 32


def welcome_path(ori: str, token: str) -> str:
    """Where an invitation leads to."""
    return f"/staff/{ori}/welcome/{token}"


class AccountRefused(Exception):
    """The account cannot be changed so; a sentence that says why, for who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """Who is to sign in. `name` is sealed; `badge` is what timelines and the audit log say."""

    ori: str
    badge: str
    name: str
    roles: frozenset[Role]
    language: str = "en"
    is_break_glass: bool = False


async def add(session: AsyncSession, vault: Vault, new: NewAccount, *, by: Actor, now: datetime) -> StaffAccount:
    """Make an account, which nothing opens until it is invited. Raises AccountRefused."""
    account = StaffAccount(
        ori=new.ori,
        badge=_fit(new.badge),
        roles=write_roles(new.roles),
        language=new.language,
        is_break_glass=new.is_break_glass,
        created_at=now,
        created_by=str(by),
    )
    account.name_sealed = vault.seal(new.name, context=NAME, row=account.id)
    if not await staff_accounts.add(session, account):
        raise AccountRefused(f"the badge {new.badge} is taken: an account keeps its badge when it is closed")
    facts = {"roles": account.roles} | ({"break_glass": True} if account.is_break_glass else {})
    await _record(session, account, ActKind.ACCOUNT_ADDED, by=by, now=now, detail=facts)
    return account


async def invite(session: AsyncSession, vault: Vault, account_id: str, *, by: Actor, now: datetime) -> str:
    """The token of a one-time link by which the account's owner sets up anew how they sign in.

    What it signed in with before opens nothing from now on, its sessions end, and a lock is released.
    Raises AccountRefused.
    """
    account = await _open(session, account_id)
    if account.subject_hash is not None and not account.is_break_glass:
        raise AccountRefused("the agency's provider signs this account in")
    if await staff_credentials.remove_all(session, account.id):
        await _record(session, account, ActKind.CREDENTIAL_REMOVED, by=by, now=now)
    if account.locked_at is not None:
        await _release(session, account, by=by, now=now)
    await staff_sessions.end_of_account(session, account.id, now=now)
    await sign_in_links.revoke(session, account.id, LinkPurpose.INVITATION)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = SignInLink(
        token_hash=vault.token_hash(token),
        account_id=account.id,
        purpose=LinkPurpose.INVITATION.value,
        created_at=now,
        expires_at=now + INVITED,
    )
    await sign_in_links.add(session, link)
    await _record(session, account, ActKind.INVITED, by=by, now=now)
    return token


async def release(session: AsyncSession, account_id: str, *, by: Actor, now: datetime) -> None:
    """Let a locked account sign in again with what it has. Raises AccountRefused if it is not locked."""
    account = await _open(session, account_id)
    if account.locked_at is None:
        raise AccountRefused("the account is not locked")
    await _release(session, account, by=by, now=now)


async def close(session: AsyncSession, account_id: str, *, why: str, by: Actor, now: datetime) -> None:
    """Let it sign in no more, and end its sessions. Raises AccountRefused if it is closed."""
    account = await _open(session, account_id)
    account.closed_at, account.closed_why = now, why
    await staff_sessions.end_of_account(session, account.id, now=now)
    await sign_in_links.revoke(session, account.id, LinkPurpose.INVITATION)
    await sign_in_links.revoke(session, account.id, LinkPurpose.DEMONSTRATION)
    await _record(session, account, ActKind.ACCOUNT_CLOSED, by=by, now=now, reason=why)


async def reopen(session: AsyncSession, account_id: str, *, by: Actor, now: datetime) -> None:
    """Let it sign in again with what it had; its unused days count from now. Raises AccountRefused if it is open."""
    account = await _known(session, account_id)
    if account.closed_at is None:
        raise AccountRefused("the account is open")
    account.closed_at, account.closed_why, account.reopened_at = None, "", now
    await _record(session, account, ActKind.ACCOUNT_REOPENED, by=by, now=now)


async def set_roles(session: AsyncSession, account_id: str, roles: Iterable[Role], *, by: Actor, now: datetime) -> None:
    """Give it these roles and no others, from its next request on. Raises AccountRefused if it is its own."""
    account = await _open(session, account_id)
    if by == Actor(ActorKind.STAFF, account.badge):
        raise AccountRefused("your own roles are changed by another administrator")
    before, account.roles = account.roles, write_roles(roles)
    if not account.roles:
        raise AccountRefused("an account has at least one role")
    facts = {"before": before, "after": account.roles}
    await _record(session, account, ActKind.ACCOUNT_CHANGED, by=by, now=now, detail=facts)


async def _known(session: AsyncSession, account_id: str) -> StaffAccount:
    account = await staff_accounts.get(session, account_id, lock=True)
    if account is None:
        raise AccountRefused("there is no such account")
    return account


async def _open(session: AsyncSession, account_id: str) -> StaffAccount:
    account = await _known(session, account_id)
    if account.closed_at is not None:
        raise AccountRefused("the account is closed")
    return account


async def _release(session: AsyncSession, account: StaffAccount, *, by: Actor, now: datetime) -> None:
    account.locked_at = None
    await wrong_tries.forget_of(session, account.id)
    await _record(session, account, ActKind.ACCOUNT_RELEASED, by=by, now=now)


async def _record(
    session: AsyncSession, account: StaffAccount, kind: ActKind, *, by: Actor, now: datetime, **facts: Any
) -> None:
    await session.flush()
    act = Act(ori=account.ori, kind=kind, by=str(by), about=f"account:{account.badge}", **facts)
    await record(session, act, now=now)


def _fit(badge: str) -> str:
    try:
        return Actor.read(f"{ActorKind.STAFF}:{badge.strip()}").id or _no_badge()
    except ValueError as error:
        raise AccountRefused(f"a badge is no name: {error}") from None


def _no_badge() -> str:
    raise ValueError("it is empty")
