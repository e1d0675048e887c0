"""Propose an act that needs two persons, and approve, decline or withdraw it; what is approved is done exactly once.

What takes a moment is done in the transaction of the approval: both are kept, or neither. A mass of held messages is
marked in it and settled by `staff.approved`; a new key of the API is made when its proposer collects it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.encryption.vault import Vault
from db.queries import proposals
from db.tables import Proposal, StaffAccount, new_id
from domain.audit.acts import Act, ActKind, Outcome
from domain.staff.proposals import LASTS, RIGHT_FOR, ProposalKind, ProposalState, SecondPersonRefusal, pin_of
from staff.acts.contract import CannotPropose, Execution, LedgerFile, TwoPersonAct
from staff.acts.erasure import ErasureAct
from staff.acts.held import HeldAct
from staff.acts.keys import KeyChangeAct
from staff.acts.policy import PolicyAct
from staff.acts.senders import SenderAct
from staff.second_person import refusal
from staff.sessions import StaffVisit, actor_of

ACTS: Mapping[ProposalKind, TwoPersonAct] = {
    ProposalKind.POLICY: PolicyAct(),
    ProposalKind.SENDER: SenderAct(),
    ProposalKind.HELD_RELEASE: HeldAct(),
    ProposalKind.HELD_DROP: HeldAct(),
    ProposalKind.ERASURE: ErasureAct(),
    ProposalKind.KEY_CHANGE: KeyChangeAct(),
}

WHAT_WAS_DONE: Mapping[ProposalKind, ActKind] = {
    ProposalKind.POLICY: ActKind.POLICY_CHANGED,
    ProposalKind.SENDER: ActKind.SENDER_CHANGED,
    ProposalKind.HELD_RELEASE: ActKind.HELD_REVIEWED,
    ProposalKind.HELD_DROP: ActKind.HELD_REVIEWED,
    ProposalKind.ERASURE: ActKind.ERASED,
    ProposalKind.KEY_CHANGE: ActKind.KEY_CHANGED,
}

PINNED_BY_THE_SECOND = frozenset({ProposalKind.HELD_RELEASE, ProposalKind.HELD_DROP})
"""More may come while they wait: the second person approves what they saw."""

REASON, ANSWER, SECRET = "proposals.reason", "proposals.answer", "proposals.secret"
LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTools:
    """What deciding needs: `ledger` is that of erasures; `source` the network address the request came from."""

    vault: Vault
    ledger: LedgerFile | None = None
    source: str = ""


async def propose(
    session: AsyncSession,
    vault: Vault,
    *,
    kind: ProposalKind,
    facts: Mapping[str, Any],
    by: StaffVisit,
    now: datetime,
) -> Proposal:
    """Wait for a second person. Of the facts `reason` and `secret` are sealed, `source` goes to the audit log.

    Raises CannotPropose, PermissionError for who has not the right.
    """
    if RIGHT_FOR[kind] not in by.rights:
        raise PermissionError(kind)
    act, agency, secret = ACTS[kind], by.agency, str(facts.get("secret", ""))
    kept = await act.checked(session, agency, {**facts, "has_secret": bool(secret)})
    state = await act.state(session, agency, kept)
    if state is None:
        raise CannotPropose("there is nothing to change")
    row = new_id()
    reason = str(facts.get("reason", "")).strip()[:LONGEST_REASON]
    proposal = Proposal(
        id=row,
        ori=agency.ori,
        kind=kind.value,
        facts=kept,
        secret_sealed=vault.seal_if_any(secret or None, context=SECRET, row=row),
        reason_sealed=vault.seal_if_any(reason or None, context=REASON, row=row),
        pinned_hash="" if kind in PINNED_BY_THE_SECOND else pin_of(state),
        state=ProposalState.WAITING.value,
        proposed_by=by.account.id,
        proposed_at=now,
        expires_at=now + LASTS,
    )
    await proposals.add(session, proposal)
    act_of_it = _act(by, ActKind.PROPOSED, proposal, source=str(facts.get("source", "")))
    await record(session, act_of_it, now=now)
    return proposal


async def pin_now(session: AsyncSession, by: StaffVisit, proposal: Proposal) -> str | None:
    """The hash of what it would change now, which a form shown to the second person carries; None: nothing is left."""
    state = await ACTS[ProposalKind(proposal.kind)].state(session, by.agency, proposal.facts)
    return None if state is None else pin_of(state)


async def approve(
    session: AsyncSession, tools: DecisionTools, proposal_id: str, *, by: StaffVisit, seen: str, now: datetime
) -> SecondPersonRefusal | None:
    """Approve it and do it, or say why not; a refusal is recorded too. `seen`: the pin of what they were shown.

    Raises LookupError if the agency has no such proposal, and LedgerUnusable, after which nothing was done.
    """
    proposal = await _locked(session, by, proposal_id)
    why_not = await refusal(session, tools.vault, proposal, by, now=now)
    if why_not is None:
        why_not = await _changed(session, by, proposal, seen)
    if why_not is not None:
        await record(session, _act(by, ActKind.APPROVED, proposal, source=tools.source, refused=why_not), now=now)
        return why_not
    proposal.state, proposal.decided_by, proposal.decided_at = ProposalState.APPROVED.value, by.account.id, now
    await record(session, _act(by, ActKind.APPROVED, proposal, source=tools.source), now=now)
    await _execute(session, tools, proposal, by, now)
    return None


async def decline(
    session: AsyncSession, tools: DecisionTools, proposal_id: str, *, by: StaffVisit, words: str, now: datetime
) -> SecondPersonRefusal | None:
    """Another member of staff with the right says no, and why; or its proposer takes it back.

    Raises LookupError.
    """
    proposal = await _locked(session, by, proposal_id)
    is_own = proposal.proposed_by == by.account.id
    if RIGHT_FOR[ProposalKind(proposal.kind)] not in by.rights and not is_own:
        return SecondPersonRefusal.NO_RIGHT
    if proposal.state != ProposalState.WAITING or proposal.expires_at <= now:
        return SecondPersonRefusal.OVER
    proposal.state = (ProposalState.WITHDRAWN if is_own else ProposalState.DECLINED).value
    proposal.decided_by, proposal.decided_at, proposal.secret_sealed = by.account.id, now, None
    said = words.strip()[:LONGEST_REASON] or None
    proposal.answer_sealed = tools.vault.seal_if_any(said, context=ANSWER, row=proposal.id)
    await record(session, _act(by, ActKind.DECLINED, proposal, source=tools.source), now=now)
    return None


async def _locked(session: AsyncSession, by: StaffVisit, proposal_id: str) -> Proposal:
    await proposals.one_at_a_time(session, by.agency.ori)
    proposal = await proposals.get(session, by.agency.ori, proposal_id, lock=True)
    if proposal is None:
        raise LookupError(proposal_id)
    return proposal


async def _changed(session: AsyncSession, by: StaffVisit, proposal: Proposal, seen: str) -> SecondPersonRefusal | None:
    pin = await pin_now(session, by, proposal)
    if pin is None:
        return SecondPersonRefusal.IMPOSSIBLE
    return None if pin == (proposal.pinned_hash or seen) else SecondPersonRefusal.CHANGED


async def _execute(
    session: AsyncSession, tools: DecisionTools, proposal: Proposal, by: StaffVisit, now: datetime
) -> None:
    first = await session.get_one(StaffAccount, proposal.proposed_by)
    doing = Execution(
        vault=tools.vault,
        ledger=tools.ledger,
        agency=by.agency,
        proposal=proposal,
        by=actor_of(first),
        approved_by=by.actor,
        now=now,
    )
    done = await ACTS[ProposalKind(proposal.kind)].execute(session, doing)
    proposal.secret_sealed, proposal.outcome = None, dict(done.facts)
    if done.to_its_end:
        proposal.executed_at = now
        await record(session, act_done(proposal, doing.by, doing.approved_by, about=done.about), now=now)
    await session.flush()


def act_done(proposal: Proposal, by: str, approved_by: str, *, about: str) -> Act:
    """The act itself for the audit log: by who proposed it, approved by the other."""
    detail = {"approved_by": approved_by, "proposal": proposal.id, **proposal.outcome}
    kind = ProposalKind(proposal.kind)
    if kind in PINNED_BY_THE_SECOND:
        detail["decision"] = kind.value
    return Act(ori=proposal.ori, kind=WHAT_WAS_DONE[kind], by=by, about=about, detail=detail)


def _act(
    by: StaffVisit, kind: ActKind, proposal: Proposal, *, source: str = "", refused: SecondPersonRefusal | None = None
) -> Act:
    return Act(
        ori=proposal.ori,
        kind=kind,
        by=by.actor,
        about=f"proposal:{proposal.id}",
        outcome=Outcome.REFUSED if refused else Outcome.DONE,
        reason=refused.value if refused else "",
        source=source,
        detail={"kind": proposal.kind, "state": proposal.state},
    )
