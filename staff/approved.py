"""Does what was approved and takes long, to its end and once, whichever process is killed meanwhile; ends what is over.

Also gives a new key of the API to its proposer: it is made when they collect it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.connection.session import Database
from db.queries import mass_news, proposals
from db.tables import Proposal, StaffAccount
from domain.actors import ActorKind
from domain.mass_news import BrakeDecision
from domain.messages import MessageKey
from domain.staff.proposals import COLLECTED_WITHIN, RIGHT_FOR, KeyAct, ProposalKind, ProposalState
from intake.staff.mass_news import Review, carry_out
from staff.acts import keys
from staff.proposals import act_done
from staff.sessions import StaffVisit, actor_of

log = structlog.get_logger(__name__)

DECISIONS = {
    ProposalKind.HELD_RELEASE: BrakeDecision.RELEASED,
    ProposalKind.HELD_DROP: BrakeDecision.DROPPED,
}


class ApprovedProposals:
    """A periodic job: any number of processes may do it side by side."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def run_once(self) -> None:
        """Go on with what was approved, and end what has waited too long."""
        async with self._database.reading() as session:
            found = await proposals.to_execute(session)
            any_over = await proposals.any_over(session, now=self._clock())
        for proposal in found:
            if proposal.kind in DECISIONS:
                await self._settle(proposal)
            elif proposal.decided_at and proposal.decided_at + COLLECTED_WITHIN <= self._clock():
                await self._not_collected(proposal)
        if any_over:
            async with self._database.transaction() as session:
                await proposals.expire(session, now=self._clock())

    async def _settle(self, proposal: Proposal) -> None:
        by, approved_by = await self._who(proposal)
        review = Review(
            ori=proposal.ori,
            key=MessageKey(proposal.facts["key"]),
            decision=DECISIONS[ProposalKind(proposal.kind)],
            by="+".join(each.partition(":")[2] for each in (by, approved_by)),
            kind=ActorKind.STAFF,
            review_id=proposal.id,
        )
        await carry_out(self._database, review, clock=self._clock)
        async with self._database.transaction() as session:
            count = await mass_news.settled_by_review(session, proposal.id)
            now, outcome = self._clock(), {"messages": count}
            if await proposals.executed(session, proposal.id, outcome, now=now):
                proposal.outcome = outcome
                act = act_done(proposal, by, approved_by, about=f"held:{proposal.facts['key']}")
                await record(session, act, now=now)
        log.info("proposal.executed", proposal=proposal.id, kind=proposal.kind, messages=count)

    async def _who(self, proposal: Proposal) -> tuple[str, str]:
        async with self._database.reading() as session:
            ids = [each for each in (proposal.proposed_by, proposal.decided_by) if each]
            accounts = await proposals.accounts(session, ids)
        return actor_of(accounts[ids[0]]), actor_of(accounts[ids[1]])

    async def _not_collected(self, proposal: Proposal) -> None:
        async with self._database.transaction() as session:
            found = await proposals.get(session, proposal.ori, proposal.id, lock=True)
            if found is not None and found.executed_at is None:
                found.state = ProposalState.EXPIRED.value


async def collect_key(session: AsyncSession, proposal_id: str, *, by: StaffVisit, now: datetime) -> str | None:
    """Make the approved key and hand it to its proposer, this once; None if it is not theirs to collect."""
    proposal = await proposals.get(session, by.agency.ori, proposal_id, lock=True)
    if proposal is None or not is_to_collect(proposal, by, now=now):
        return None
    key_id, key = await keys.make(session, by.agency.ori, proposal.facts, now=now)
    proposal.executed_at = proposal.collected_at = now
    proposal.outcome = {"what": KeyAct.CREATE.value, "key_id": key_id}
    second = await session.get_one(StaffAccount, proposal.decided_by)
    await record(session, act_done(proposal, by.actor, actor_of(second), about=f"key:{key_id}"), now=now)
    return key


def is_to_collect(proposal: Proposal, by: StaffVisit, *, now: datetime) -> bool:
    """True if this member of staff proposed this new key, it was approved lately, and was not collected yet."""
    return (
        proposal.kind == ProposalKind.KEY_CHANGE
        and proposal.facts["what"] == KeyAct.CREATE
        and proposal.state == ProposalState.APPROVED
        and proposal.executed_at is None
        and proposal.proposed_by == by.account.id
        and RIGHT_FOR[ProposalKind.KEY_CHANGE] in by.rights
        and proposal.decided_at is not None
        and now < proposal.decided_at + COLLECTED_WITHIN
    )
