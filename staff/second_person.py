"""Says why an account cannot be the second person of a proposal: it must be another's, and as free as can be known.

An account that the proposer added, invited or changed lately may be in the same hands; so may one with the same name.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import proposals, staff_accounts
from db.tables import Proposal, StaffAccount
from domain.staff.proposals import RIGHT_FOR, STRANGERS_AFTER, ProposalKind, ProposalState, SecondPersonRefusal
from domain.staff.roles import Right, Role, rights_of
from staff.sessions import StaffVisit, actor_of

NAME = "staff_accounts.name"


async def refusal(
    session: AsyncSession, vault: Vault, proposal: Proposal, visit: StaffVisit, *, now: datetime
) -> SecondPersonRefusal | None:
    """Why this member of staff cannot approve it now; None if they can, as far as the persons are concerned."""
    if proposal.state != ProposalState.WAITING or proposal.expires_at <= now:
        return SecondPersonRefusal.OVER
    right, second = RIGHT_FOR[ProposalKind(proposal.kind)], visit.account
    if right not in visit.rights:
        return SecondPersonRefusal.NO_RIGHT
    if second.id == proposal.proposed_by:
        return SecondPersonRefusal.OWN
    first = await session.get_one(StaffAccount, proposal.proposed_by, populate_existing=True)
    if not _may(first, right):
        return SecondPersonRefusal.PROPOSER_LOST_IT
    return await _too_near(session, vault, first, second, now)


async def _too_near(
    session: AsyncSession, vault: Vault, first: StaffAccount, second: StaffAccount, now: datetime
) -> SecondPersonRefusal | None:
    if _same_name(vault, first, second):
        return SecondPersonRefusal.SAME_NAME
    return SecondPersonRefusal.SAME_HANDS if await _in_same_hands(session, first, second, now) else None


async def is_alone(session: AsyncSession, visit: StaffVisit) -> bool:
    """True if no other open account has all the rights to decide that this one has: none could be its second."""
    mine = visit.rights & set(RIGHT_FOR.values())
    others = await staff_accounts.of_agency(session, visit.agency.ori)
    return not any(
        each.id != visit.account.id and each.closed_at is None and mine <= rights_of(map(Role, each.roles.split()))
        for each in others
    )


def name_of(vault: Vault, account: StaffAccount) -> str:
    """The name of a member of staff; empty if none is kept."""
    return vault.open_if_any(account.name_sealed, context=NAME, row=account.id) or ""


def _may(account: StaffAccount, right: Right) -> bool:
    is_open = account.closed_at is None
    return is_open and right in rights_of(Role(role) for role in account.roles.split())


def _same_name(vault: Vault, first: StaffAccount, second: StaffAccount) -> bool:
    names = [" ".join(name_of(vault, account).casefold().split()) for account in (first, second)]
    return bool(names[0]) and names[0] == names[1]


async def _in_same_hands(session: AsyncSession, first: StaffAccount, second: StaffAccount, now: datetime) -> bool:
    for one, other in ((first, second), (second, first)):
        if other.created_by == actor_of(one):
            return True
        since = now - STRANGERS_AFTER
        if await proposals.has_changed(session, one.ori, actor_of(one), other.badge, since=since):
            return True
    return False
