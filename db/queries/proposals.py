"""Proposals: read in lists, and one of them locked to be decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries import named_locks
from db.tables import AuditRecord, Proposal, StaffAccount
from domain.audit.acts import ActKind
from domain.staff.proposals import ProposalState

_CHANGES_ANOTHER = [kind.value for kind in ActKind if kind.name.startswith(("ACCOUNT_", "CREDENTIAL_", "INVITED"))]
"""What one account can do to another by which it may come into the same hands."""


async def add(session: AsyncSession, proposal: Proposal) -> None:
    """A new one."""
    session.add(proposal)
    await session.flush()


async def get(session: AsyncSession, ori: str, proposal_id: str, *, lock: bool = False) -> Proposal | None:
    """One of the agency's, to look at, or `lock`ed to be decided."""
    wanted = select(Proposal).where(col(Proposal.ori) == ori, col(Proposal.id) == proposal_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def one_at_a_time(session: AsyncSession, ori: str) -> None:
    """Until this transaction ends no other decides for this agency: two that change the same would not see each other.

    Lock before the proposal is read.
    """
    await named_locks.take(session, f"proposals/{ori}")


async def waiting(session: AsyncSession, ori: str, kinds: Collection[str], *, most: int = 50) -> Sequence[Proposal]:
    """Those of these kinds without an answer yet, the oldest first; some may have expired by now."""
    mine = (col(Proposal.ori) == ori, col(Proposal.state) == ProposalState.WAITING.value, col(Proposal.kind).in_(kinds))
    in_order = select(Proposal).where(*mine).order_by(col(Proposal.proposed_at), col(Proposal.id))
    return (await session.scalars(in_order.limit(most))).all()


async def done_lately(session: AsyncSession, ori: str, kinds: Collection[str], *, most: int = 50) -> Sequence[Proposal]:
    """Those of these kinds that are over, the newest first."""
    mine = (col(Proposal.ori) == ori, col(Proposal.state) != ProposalState.WAITING.value, col(Proposal.kind).in_(kinds))
    in_order = select(Proposal).where(*mine).order_by(col(Proposal.proposed_at).desc(), col(Proposal.id))
    return (await session.scalars(in_order.limit(most))).all()


async def to_execute(session: AsyncSession, *, most: int = 10) -> Sequence[Proposal]:
    """Those that were approved and are not done to their end, what was approved first first."""
    wanted = select(Proposal).where(
        col(Proposal.state) == ProposalState.APPROVED.value, col(Proposal.executed_at).is_(None)
    )
    return (await session.scalars(wanted.order_by(col(Proposal.decided_at), col(Proposal.id)).limit(most))).all()


async def executed(session: AsyncSession, proposal_id: str, outcome: Mapping[str, object], *, now: datetime) -> bool:
    """True for the one who did it to its end first."""
    once = (col(Proposal.id) == proposal_id, col(Proposal.executed_at).is_(None))
    done = update(Proposal).where(*once).values(executed_at=now, outcome=dict(outcome)).returning(col(Proposal.id))
    return (await session.execute(done)).first() is not None


async def any_over(session: AsyncSession, *, now: datetime) -> bool:
    """True if one waits too long: asked often, and without a lock."""
    over = (col(Proposal.state) == ProposalState.WAITING.value, col(Proposal.expires_at) <= now)
    return (await session.execute(select(col(Proposal.id)).where(*over).limit(1))).first() is not None


async def expire(session: AsyncSession, *, now: datetime) -> int:
    """End what waits too long, and forget what it would have put in force; how many."""
    over = (col(Proposal.state) == ProposalState.WAITING.value, col(Proposal.expires_at) <= now)
    ended = update(Proposal).where(*over).values(state=ProposalState.EXPIRED.value, secret_sealed=None)
    return len((await session.execute(ended.returning(col(Proposal.id)))).all())


async def accounts(session: AsyncSession, ids: Collection[str]) -> dict[str, StaffAccount]:
    """By id: who proposed and decided."""
    found = await session.scalars(select(StaffAccount).where(col(StaffAccount.id).in_(ids)))
    return {account.id: account for account in found}


async def has_changed(session: AsyncSession, ori: str, by: str, badge: str, *, since: datetime) -> bool:
    """True if this actor added, invited, released or changed the account with this badge since then."""
    found = select(col(AuditRecord.id)).where(
        col(AuditRecord.ori) == ori,
        col(AuditRecord.about) == f"account:{badge}",
        col(AuditRecord.by) == by,
        col(AuditRecord.kind).in_(_CHANGES_ANOTHER),
        col(AuditRecord.at) > since,
    )
    return (await session.execute(found.limit(1))).first() is not None
