"""Pages on which two persons decide: what waits, one proposal with what it would change, and its answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Response
from fastapi import Path as InPath

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import decisions_texts as texts
from api.pages.staff import policy_texts, policy_words
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm, see_other
from db.queries import mass_news, policy_trials, proposals
from db.tables import Proposal, StaffAccount
from domain.staff.proposals import RIGHT_FOR, ProposalKind, ProposalState
from domain.staff.roles import Right
from portal.erasure_ledger import LedgerUnusable
from staff import proposals as deciding
from staff.approved import collect_key, is_to_collect
from staff.proposal_view import what_changes
from staff.proposals import ANSWER, REASON, DecisionTools, pin_now
from staff.second_person import is_alone, name_of, refusal

router = staff_router()

Deciding = Annotated[SignedInStaff, Depends(Needs(Right.REVIEW_HELD, or_right=Right.ERASE))]
"""Each account that can be the second person of anything has one of the two."""
ProposalId = Annotated[str, InPath(max_length=40)]


@router.get("/{ori}/decisions")
async def show_decisions(here: Deciding, deps: Deps) -> Response:
    """What waits for the reader, what they proposed, and what was decided lately."""
    kinds = [kind.value for kind, right in RIGHT_FOR.items() if here.may(right)]
    async with deps.database.reading() as session:
        waiting = [p for p in await proposals.waiting(session, here.agency.ori, kinds) if p.expires_at > deps.clock()]
        done = await proposals.done_lately(session, here.agency.ori, kinds)
        accounts = await proposals.accounts(session, _who(*waiting, *done))
        held = await mass_news.held_by_key(session, here.agency.ori) if here.may(Right.REVIEW_HELD) else ()
        alone = await is_alone(session, here.visit)
    mine = [each for each in waiting if each.proposed_by == here.account.id]
    return here.page.render(
        "decisions.html",
        here="decisions",
        title=texts.TITLE,
        texts=texts,
        words=policy_words,
        for_you=[each for each in waiting if each not in mine],
        yours=mine,
        done=done,
        accounts=accounts,
        held=held,
        alone=alone,
        may_erase=here.may(Right.ERASE),
    )


@router.get("/{ori}/decisions/{proposal_id}")
async def show_proposal(here: Deciding, deps: Deps, proposal_id: ProposalId) -> Response:
    """One proposal: what would change, and why."""
    return await _page(here, deps, proposal_id)


@router.post("/{ori}/decisions/{proposal_id}/approve")
async def approve(here: Deciding, form: StaffForm, deps: Deps, proposal_id: ProposalId) -> Response:
    """The second person says yes: it is done."""
    tools = DecisionTools(vault=deps.vault, ledger=deps.erasure_ledger, source=here.source)
    seen = str(form.get("seen", ""))
    try:
        async with deps.database.transaction() as session:
            why_not = await deciding.approve(session, tools, proposal_id, by=here.visit, seen=seen, now=deps.clock())
    except LookupError:
        raise NothingThere from None
    except LedgerUnusable:
        return await _page(here, deps, proposal_id, problem=here.page.say(texts.LEDGER), status=503)
    if why_not is None:
        return see_other(here.path(f"decisions/{proposal_id}"))
    badge = await _proposer(deps, here, proposal_id)
    return await _page(here, deps, proposal_id, problem=here.page.say(texts.REFUSALS[why_not], badge=badge), status=409)


@router.post("/{ori}/decisions/{proposal_id}/decline")
async def decline(here: Deciding, form: StaffForm, deps: Deps, proposal_id: ProposalId) -> Response:
    """The second person says no, or the first one takes it back."""
    tools, words = DecisionTools(vault=deps.vault, source=here.source), str(form.get("words", ""))
    try:
        async with deps.database.transaction() as session:
            why_not = await deciding.decline(session, tools, proposal_id, by=here.visit, words=words, now=deps.clock())
    except LookupError:
        raise NothingThere from None
    if why_not is None:
        return see_other(here.path(f"decisions/{proposal_id}"))
    badge = await _proposer(deps, here, proposal_id)
    return await _page(here, deps, proposal_id, problem=here.page.say(texts.REFUSALS[why_not], badge=badge), status=409)


@router.post("/{ori}/decisions/{proposal_id}/collect")
async def collect(
    here: Annotated[SignedInStaff, Depends(Needs(Right.MANAGE_KEYS))],
    form: StaffForm,
    deps: Deps,
    proposal_id: ProposalId,
) -> Response:
    """Make the key that was approved, and show it to its proposer this once."""
    del form
    async with deps.database.transaction() as session:
        key = await collect_key(session, proposal_id, by=here.visit, now=deps.clock())
    if key is None:
        raise NothingThere
    return here.page.render(
        "new_key.html", here="decisions", title=texts.THE_KEY, texts=texts, key=key, back=here.path("keys")
    )


async def _page(
    here: SignedInStaff, deps: ApiDependencies, proposal_id: str, *, problem: str = "", status: int = 200
) -> Response:
    now, vault = deps.clock(), deps.vault
    async with deps.database.reading() as session:
        proposal = await proposals.get(session, here.agency.ori, proposal_id)
        is_own = proposal is not None and proposal.proposed_by == here.account.id
        if proposal is None or not (is_own or here.may(RIGHT_FOR[ProposalKind(proposal.kind)])):
            raise NothingThere
        why_not = await refusal(session, vault, proposal, here.visit, now=now)
        changes = await what_changes(session, here.agency, proposal)
        pin = await pin_now(session, here.visit, proposal) if why_not is None else None
        accounts = await proposals.accounts(session, _who(proposal))
        trial = await policy_trials.get(session, here.agency.ori, proposal.facts.get("trial", ""))
    first = accounts[proposal.proposed_by]
    said = here.page.say(texts.REFUSALS[why_not], badge=first.badge) if why_not else ""
    return here.page.render(
        "proposal.html",
        status,
        here="decisions/",
        title=texts.KINDS[ProposalKind(proposal.kind)],
        texts=texts,
        words=policy_words,
        proposal=proposal,
        first=first,
        first_name=name_of(vault, first),
        second=accounts.get(proposal.decided_by or ""),
        is_own=is_own,
        is_open=proposal.state == ProposalState.WAITING and proposal.expires_at > now,
        is_over=proposal.state == ProposalState.WAITING and proposal.expires_at <= now,
        why_not=said if not is_own else "",
        problem=problem,
        changes=changes,
        pin=pin or "",
        reason=vault.open_if_any(proposal.reason_sealed, context=REASON, row=proposal.id) or "",
        answer=vault.open_if_any(proposal.answer_sealed, context=ANSWER, row=proposal.id) or "",
        trial=trial,
        trial_texts=policy_texts,
        to_collect=is_to_collect(proposal, here.visit, now=now),
    )


async def _proposer(deps: ApiDependencies, here: SignedInStaff, proposal_id: str) -> str:
    async with deps.database.reading() as session:
        proposal = await proposals.get(session, here.agency.ori, proposal_id)
        first = await session.get(StaffAccount, proposal.proposed_by) if proposal else None
    return first.badge if first else ""


def _who(*found: Proposal) -> Sequence[str]:
    return sorted({each for p in found for each in (p.proposed_by, p.decided_by) if each})
