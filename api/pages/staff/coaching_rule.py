"""The page of coaching's rule: how many it points at on the last 12 months, and how many another rule would."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, Response
from starlette.datastructures import FormData

from analytics.coaching.making import Pointing, tried
from analytics.not_installed import NotInstalled
from api.dependencies import ApiDependencies, Deps
from api.pages.staff import coaching_texts as texts
from api.pages.staff.coaching_view import closed, coaching_of, store_of
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm
from audit.record import record
from domain.audit.acts import ActKind
from domain.coaching.policy import CoachingPolicy, CoachingRule
from domain.coaching.terms import Direction, SubjectRole
from domain.policy import Policy
from domain.staff.roles import Right
from locales.sentences import Sentence
from policies.coaching_table import RULE_LIMITS

router = staff_router()

SeesRule = Annotated[SignedInStaff, Depends(Needs(Right.SEE_COACHING))]


@router.get("/{ori}/coaching/rule")
async def show_rule(here: SeesRule, deps: Deps) -> Response:
    """The rule in force, with its numbers."""
    policy = coaching_of(here)
    return await _page(here, deps, policy, [policy.rule]) if policy else closed(here)


@router.post("/{ori}/coaching/rule")
async def try_rule(here: SeesRule, form: StaffForm, deps: Deps) -> Response:
    """Another one beside it; it is put in force by a change of the policy."""
    policy = coaching_of(here)
    if policy is None:
        return closed(here)
    other = _rule(form)
    if other is None:
        return await _page(here, deps, policy, [policy.rule], wrong=texts.WRONG_RULE)
    async with deps.database.transaction() as session:
        act = here.act(ActKind.COACHING_RULE_TRIED, about="coaching:rule", detail={"rule": str(other)})
        await record(session, act, now=deps.clock())
    return await _page(here, deps, policy, [policy.rule, other])


async def compared_rules(here: SignedInStaff, deps: ApiDependencies, wanted: Policy | None) -> dict[str, Any]:
    """For the page of a policy's trial, what it would change of coaching: nothing, a note, or numbers."""
    before, after = coaching_of(here), wanted.coaching if wanted else None
    if wanted is None or before == after:
        return {}
    if before is None or after is None:
        return {"note": texts.CLOSES if after is None else texts.OPENS}
    try:
        return {"note": None, "rows": rows(await _pointings(here, deps, before, [before.rule, after.rule]))}
    except NotInstalled:
        return {"note": texts.NOT_INSTALLED_MORE}


def rows(pointings: Sequence[Pointing]) -> list[tuple[SubjectRole, Sentence, list[int]]]:
    """Of the table: which work, what, and the number by each rule."""
    return [
        row
        for role in SubjectRole
        for row in (
            (role, texts.SHOWN, [each.shown[role] for each in pointings]),
            (role, texts.WOULD_PRAISE, [each.pointed[role, Direction.PRAISE] for each in pointings]),
            (role, texts.WOULD_LOOK, [each.pointed[role, Direction.LOOK] for each in pointings]),
        )
    ]


async def _pointings(
    here: SignedInStaff, deps: ApiDependencies, policy: CoachingPolicy, rules: Sequence[CoachingRule]
) -> list[Pointing]:
    today = deps.clock().astimezone(ZoneInfo(here.agency.time_zone)).date()
    return await asyncio.to_thread(tried, store_of(here, deps), rules, policy.compared_since(today))


async def _page(
    here: SignedInStaff,
    deps: ApiDependencies,
    policy: CoachingPolicy,
    rules: Sequence[CoachingRule],
    *,
    wrong: Sentence | None = None,
) -> Response:
    try:
        found = rows(await _pointings(here, deps, policy, rules))
    except NotInstalled:
        return here.page.notice(503, texts.NOT_INSTALLED, texts.NOT_INSTALLED_MORE)
    return here.page.render(
        "coaching_rule.html",
        422 if wrong else 200,
        here="coaching/rule",
        title=texts.RULE,
        texts=texts,
        rules=rules,
        rows=found,
        limits=RULE_LIMITS,
        value_of=lambda name: getattr(rules[-1], name),
        wrong=wrong,
    )


def _rule(form: FormData) -> CoachingRule | None:
    typed = {name: str(form.get(name, "")).strip() for name in RULE_LIMITS}
    if not all(text.isascii() and text.isdigit() and len(text) < 6 for text in typed.values()):
        return None
    values = {name: int(text) for name, text in typed.items()}
    if any(not least <= values[name] <= most for name, (least, most) in RULE_LIMITS.items()):
        return None
    return CoachingRule(**values)
