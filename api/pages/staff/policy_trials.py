"""The page of one trial of a policy: how far it is, what would have been different, and the form that proposes it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Response
from fastapi import Path as InPath

from api.dependencies import Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import coaching_texts, decisions_texts, policy_words
from api.pages.staff import policy_texts as texts
from api.pages.staff.coaching_rule import compared_rules
from api.pages.staff.proposing import propose_or_say
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm
from db.queries import policy_trials
from db.queries.policy_versions import text_hash
from domain.policy import Policy
from domain.staff.proposals import ProposalKind
from domain.staff.roles import Right
from policies.policy_file import parse
from policies.toml_file import TomlError
from staff.proposal_view import diff

router = staff_router()

MayTry = Annotated[SignedInStaff, Depends(Needs(Right.MANAGE_POLICY))]
TrialId = Annotated[str, InPath(max_length=40)]


@router.get("/{ori}/policy/trials/{trial_id}")
async def show_trial(here: MayTry, deps: Deps, trial_id: TrialId) -> Response:
    """Reloaded by who wants to know how far it is; it goes on without them."""
    async with deps.database.reading() as session:
        trial = await policy_trials.get(session, here.agency.ori, trial_id)
    if trial is None:
        raise NothingThere
    in_force, wanted = text_hash(here.agency.policy), _policy(trial.text)
    return here.page.render(
        "policy_trial.html",
        here="policy/",
        title=texts.TRIAL,
        texts=texts,
        words=policy_words,
        deciding=decisions_texts,
        trial=trial,
        changes=trial.result.get("changes", {}),
        lines=list(diff(here.agency.policy, trial.text)),
        is_in_force=trial.text_hash == in_force,
        is_old=trial.base_hash != in_force,
        coaching_texts=coaching_texts,
        coaching=await compared_rules(here, deps, wanted),
    )


@router.post("/{ori}/policy/trials/{trial_id}/propose")
async def propose_policy(here: MayTry, form: StaffForm, deps: Deps, trial_id: TrialId) -> Response:
    """Put it in force, after a second person has approved."""
    async with deps.database.reading() as session:
        trial = await policy_trials.get(session, here.agency.ori, trial_id)
    if trial is None:
        raise NothingThere
    facts = {"text": trial.text, "trial": trial.id, "reason": str(form.get("reason", ""))}
    return await propose_or_say(here, deps, ProposalKind.POLICY, facts, back=f"policy/trials/{trial.id}")


def _policy(text: str) -> Policy | None:
    """None if it can be read no more, as by a newer version."""
    try:
        return parse(text)
    except TomlError:
        return None
