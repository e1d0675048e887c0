"""The page on the policy in force with its history, and the check of a new one."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Response
from fastapi import Path as InPath

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import decisions_texts, policy_words
from api.pages.staff import policy_texts as texts
from api.pages.staff.routing import staff_router
from api.pages.staff.said import as_it_is
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm, see_other
from db.queries import policy_trials, policy_versions
from domain.contacts import CALLERS
from domain.staff.roles import Right
from policies.in_force import readable_policy
from policies.policy_file import parse
from policies.policy_summary import duration, message_rules, rule_sentences
from policies.toml_file import TomlError, TomlProblem
from staff.acts.contract import CannotPropose
from staff.acts.policy import LONGEST
from staff.policy_trial import ask_for_trial
from staff.proposal_view import diff

router = staff_router()

MayManagePolicy = Annotated[SignedInStaff, Depends(Needs(Right.MANAGE_POLICY))]


@router.get("/{ori}/policy")
async def show_policy(here: MayManagePolicy, deps: Deps) -> Response:
    """Who is told what and when, what was in force before, and a field for a new one."""
    return await _page(here, deps, text=here.agency.policy)


@router.post("/{ori}/policy/check")
async def check_policy(here: MayManagePolicy, form: StaffForm, deps: Deps) -> Response:
    """Say what is wrong with it by line, or begin its trial."""
    text = str(form.get("text", "")).replace("\r\n", "\n").strip("\n") + "\n"
    problems = _problems(text)
    if problems:
        return await _page(here, deps, text=text, problems=problems)
    try:
        async with deps.database.transaction() as session:
            trial = await ask_for_trial(session, text, by=here.visit, now=deps.clock())
    except CannotPropose as error:
        return await _page(here, deps, text=text, problems=(TomlProblem(wrong=str(error)),))
    return see_other(here.path(f"policy/trials/{trial.id}"))


@router.get("/{ori}/policy/versions/{number}")
async def show_version(here: MayManagePolicy, deps: Deps, number: Annotated[str, InPath(max_length=9)]) -> Response:
    """One that was in force, and what it changed."""
    wanted = int(number) if number.isascii() and number.isdigit() else 0
    async with deps.database.reading() as session:
        version = await policy_versions.numbered(session, here.agency, wanted)
        before = await policy_versions.numbered(session, here.agency, wanted - 1)
    if version is None:
        raise NothingThere
    return here.page.render(
        "policy_version.html",
        here="policy/",
        title=as_it_is(here.page.say(texts.VERSION_TITLE, number=str(wanted))),
        texts=texts,
        deciding=decisions_texts,
        version=version,
        before=before,
        lines=list(diff(before.text, version.text)) if before else [],
        is_in_force=version.text == here.agency.policy,
    )


async def _page(
    here: SignedInStaff, deps: ApiDependencies, *, text: str, problems: tuple[TomlProblem, ...] = ()
) -> Response:
    async with deps.database.reading() as session:
        versions = await policy_versions.of_agency(session, here.agency)
        trials = await policy_trials.lately(session, here.agency.ori)
    policy = readable_policy(here.agency)
    return here.page.render(
        "policy.html",
        400 if problems else 200,
        here="policy",
        title=texts.TITLE,
        texts=texts,
        words=policy_words,
        versions=versions,
        trials=trials,
        policy=policy,
        rules=list(message_rules(policy)) if policy else [],
        sentences=rule_sentences(policy) if policy else [],
        callers=CALLERS,
        duration=duration,
        text=text,
        problems=problems,
    )


def _problems(text: str) -> tuple[TomlProblem, ...]:
    if len(text) > LONGEST:
        return (TomlProblem(wrong=f"it has {len(text)} characters; at most {LONGEST}"),)
    try:
        parse(text)
    except TomlError as error:
        return error.problems
    return ()
