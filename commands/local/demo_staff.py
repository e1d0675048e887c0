"""Invented staff of the demonstration agency, and links that sign in as them: on a loopback address only."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from analytics.coaching.example import LOOKED_AT
from db.encryption.vault import Vault
from db.queries import sign_in_links, staff_accounts
from db.tables import SignInLink, StaffAccount
from domain.loopback import is_loopback
from domain.staff.roles import Role
from domain.staff.sign_in import LinkPurpose

TOKEN_BYTES = 32
LASTS = timedelta(days=7)
"""So long a link works; each start of `caseline up` makes new ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedMember:
    """A member of staff who does not exist."""

    badge: str
    name: str
    role: Role
    cad_id: str | None = None


STAFF = (
    InventedMember(badge="D-114", name="Dana Alvarez", role=Role.DETECTIVE),
    InventedMember(badge="S-12", name="Sam Okafor", role=Role.SUPERVISOR),
    InventedMember(badge="A-3", name="Alex Lindqvist", role=Role.ADMINISTRATOR),
    InventedMember(badge="A-4", name="Robin Castillo", role=Role.ADMINISTRATOR),
    InventedMember(badge="O-24", name="Jamie Whitfield", role=Role.OFFICER, cad_id=LOOKED_AT),
)
"""Two administrators, so that what needs two persons can be tried; and an officer, about whose work
coaching's invented year says something.
"""


async def demo_links(
    session: AsyncSession, vault: Vault, *, ori: str, base_url: str, now: datetime
) -> Mapping[str, str]:
    """Role and badge -> the link that signs in so; none if the address is not this machine's alone."""
    if not is_loopback(base_url):
        return {}
    links: dict[str, str] = {}
    for member in STAFF:
        account = await _account(session, vault, ori, member, now)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        await sign_in_links.revoke(session, account.id, LinkPurpose.DEMONSTRATION)
        link = SignInLink(
            token_hash=vault.token_hash(token),
            account_id=account.id,
            purpose=LinkPurpose.DEMONSTRATION.value,
            created_at=now,
            expires_at=now + LASTS,
        )
        await sign_in_links.add(session, link)
        links[f"{member.role.value.title()} {member.badge}"] = f"{base_url}/staff/{ori}/demonstration/{token}"
    return links


async def _account(
    session: AsyncSession, vault: Vault, ori: str, member: InventedMember, now: datetime
) -> StaffAccount:
    """Made at the first start; what an administrator changed since stays, but it is open."""
    known = await staff_accounts.by_badge(session, ori, member.badge)
    if known is not None:
        known.closed_at = known.locked_at = None
        known.reopened_at = now
        return known
    account = StaffAccount(
        ori=ori,
        badge=member.badge,
        roles=member.role.value,
        cad_id=member.cad_id,
        created_at=now,
        created_by="system:demonstration",
    )
    account.name_sealed = vault.seal(member.name, context="staff_accounts.name", row=account.id)
    await staff_accounts.add(session, account)
    return account
