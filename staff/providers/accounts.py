"""The account that a provider's token is about: made at the first sign-in, given its roles anew at every one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.encryption.vault import Vault
from db.queries import staff_accounts, staff_sessions
from db.tables import StaffAccount, StaffProvider
from domain.actors import Actor, ActorKind
from domain.audit.acts import Act, ActKind
from domain.staff.provider_refusals import ProviderSignInRefused, Unfit
from domain.staff.provider_rules import (
    badge_of,
    badges_made_from,
    groups_of,
    language_of_claims,
    roles_of,
    subject_hash_of,
)
from domain.staff.roles import Role, write_roles
from locales.catalog_loader import STAFF

NAME = "staff_accounts.name"
BY_PROVIDER = str(Actor(ActorKind.SYSTEM, "openid"))
"""Who changes accounts by what a provider says."""
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPerson:
    """What a token says of its subject, once it was checked. `source`: the network address they came from."""

    subject: str
    claims: Mapping[str, Any]
    provider: StaffProvider
    source: str


async def account_for(session: AsyncSession, vault: Vault, person: CheckedPerson, *, now: datetime) -> StaffAccount:
    """Their account, with the roles that their groups stand for now.

    Raises ProviderSignInRefused without having written anything; `take_roles_away` is for one who has none any more.
    """
    roles = roles_of(groups_of(person.claims, person.provider.groups_claim), person.provider.role_of)
    known = await known_account(session, person)
    if known is None:
        if not roles:
            raise ProviderSignInRefused(Unfit.NO_ROLE)
        return await _make(session, vault, person, roles, now)
    _require_open(known)
    if not roles:
        raise ProviderSignInRefused(Unfit.NO_ROLE, badge=known.badge)
    await _give_roles(session, known, roles, person.source, now=now)
    known.name_sealed = _sealed_name(vault, person, known) or known.name_sealed
    return known


async def known_account(session: AsyncSession, person: CheckedPerson) -> StaffAccount | None:
    """The account that was made at their first sign-in, open or closed; locked until the transaction ends."""
    subject_hash = subject_hash_of(person.provider.issuer, person.subject)
    found = await staff_accounts.by_subject(session, person.provider.ori, subject_hash)
    return found and await staff_accounts.get(session, found.id, lock=True)


async def take_roles_away(session: AsyncSession, person: CheckedPerson, *, now: datetime) -> None:
    """No group of theirs has a role: what they could do before they cannot do any more, in any browser."""
    account = await known_account(session, person)
    if account is not None and account.roles:
        await _give_roles(session, account, frozenset(), person.source, now=now)
        await staff_sessions.end_of_account(session, account.id, now=now)


def _require_open(account: StaffAccount) -> None:
    if account.closed_at is not None:
        raise ProviderSignInRefused(Unfit.ACCOUNT_CLOSED, badge=account.badge)
    if account.locked_at is not None:
        raise ProviderSignInRefused(Unfit.ACCOUNT_LOCKED, badge=account.badge)


async def _give_roles(
    session: AsyncSession, account: StaffAccount, roles: frozenset[Role], source: str, *, now: datetime
) -> None:
    before, account.roles = account.roles, write_roles(roles)
    if account.roles != before:
        detail = {"roles": account.roles, "before": before}
        await _record(session, account, ActKind.ACCOUNT_CHANGED, source, now=now, detail=detail)


async def _make(
    session: AsyncSession, vault: Vault, person: CheckedPerson, roles: frozenset[Role], now: datetime
) -> StaffAccount:
    """Under the badge that the provider says, or else under one of ours."""
    subject_hash = subject_hash_of(person.provider.issuer, person.subject)
    said = badge_of(person.claims, person.provider.badge_claim)
    for badge in (said,) if said else badges_made_from(subject_hash):
        account = StaffAccount(
            ori=person.provider.ori,
            badge=badge,
            roles=write_roles(roles),
            language=language_of_claims(person.claims, STAFF.languages),
            subject_hash=subject_hash,
            created_at=now,
            created_by=BY_PROVIDER,
        )
        account.name_sealed = _sealed_name(vault, person, account)
        if await staff_accounts.add(session, account):
            detail = {"roles": account.roles}
            await _record(session, account, ActKind.ACCOUNT_ADDED, person.source, now=now, detail=detail)
            return account
        of_a_second_window = await known_account(session, person)
        if of_a_second_window is not None:
            return of_a_second_window
    raise ProviderSignInRefused(Unfit.BADGE_TAKEN, badge=said or "")


def _sealed_name(vault: Vault, person: CheckedPerson, account: StaffAccount) -> str | None:
    name = person.claims.get("name")
    said = name.strip()[:LONGEST_NAME] if isinstance(name, str) else None
    return vault.seal_if_any(said, context=NAME, row=account.id)


async def _record(
    session: AsyncSession,
    account: StaffAccount,
    kind: ActKind,
    source: str,
    *,
    now: datetime,
    detail: Mapping[str, str],
) -> None:
    act = Act(
        ori=account.ori, kind=kind, by=BY_PROVIDER, about=f"account:{account.badge}", source=source, detail=detail
    )
    await record(session, act, now=now)
