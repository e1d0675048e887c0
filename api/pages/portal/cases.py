"""The pages that list a victim's cases and show one of them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.dependencies import Deps
from api.pages.portal import cases_texts as texts
from api.pages.portal.case_values import CaseValues
from api.pages.portal.local_time import by_the_clocks_of
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import Form, SignedIn, SignedInHere, see_other
from domain.portal.steps import Mark, steps
from portal.acknowledge import saw
from portal.case_file import case_file
from portal.cases import VictimCall, case_of, cases_of

router = portal_router()

MOST_CASES = 50
"""More than that and the page would be too heavy for a phone."""

CallId = Annotated[str, InPath()]


@router.get("/{ori}/cases")
async def show_cases(here: SignedInHere, deps: Deps) -> Response:
    """Their cases; if there is but one, that one."""
    async with deps.database.reading() as session:
        cases = await cases_of(session, here.agency, here.visit.address_hash)
    if len(cases) == 1:
        return see_other(path_of(here, cases[0].call.id))
    values = CaseValues(here, deps.state_packs)
    return here.page.render(
        "cases.html",
        here="cases",
        title=texts.CASES,
        cases=[_row(here, case) for case in cases[:MOST_CASES]],
        more=len(cases) > MOST_CASES,
        only_newest=values.with_phone(texts.ONLY_NEWEST),
        if_wrong=values.with_phone(texts.IF_WRONG),
        texts=texts,
    )


@router.get("/{ori}/cases/{call_id}")
async def show_case(
    call_id: CallId, here: SignedInHere, deps: Deps, messages: Annotated[str, Query()] = ""
) -> HTMLResponse:
    """Everything they may see of one case."""
    async with deps.database.reading() as session:
        case = await find_case(session, here, call_id)
        file = await case_file(session, deps.vault, case) if case else None
    if file is None:
        return no_such_case(here)
    values = CaseValues(here, deps.state_packs).of(file, all_messages=messages == "all")
    return here.page.render("case.html", here=f"cases/{call_id}", title=texts.CASE, texts=texts, **values)


@router.post("/{ori}/cases/{call_id}/seen")
async def say_seen(call_id: CallId, here: SignedInHere, form: Form, deps: Deps) -> Response:
    """They saw an important piece of news."""
    async with deps.database.transaction() as session:
        case = await find_case(session, here, call_id)
        known = case is not None and await saw(session, case, str(form.get("message", "")), now=deps.clock())
    return see_other(f"{path_of(here, call_id)}#happened") if known else no_such_case(here)


async def find_case(session: AsyncSession, here: SignedIn, call_id: str) -> VictimCall | None:
    """The case, if it is theirs."""
    return await case_of(session, here.agency, here.visit.address_hash, call_id)


def no_such_case(here: SignedIn) -> HTMLResponse:
    """The same page for another person's case and for a case that does not exist."""
    return here.page.notice(404, texts.NO_SUCH_CASE, texts.NO_SUCH_CASE_MORE)


def path_of(here: SignedIn, call_id: str) -> str:
    """The address of a case's page."""
    return f"/portal/{here.agency.ori}/cases/{call_id}"


def _row(here: SignedIn, case: VictimCall) -> dict[str, Any]:
    current = [step for step in steps(case.state, (), case.policy) if step.mark is Mark.CURRENT]
    return {
        "id": case.call.id,
        "number": case.state.case_number,
        "stands": texts.STEPS[current[0].status] if current else None,
        "received": by_the_clocks_of(here.agency, here.page.language)(case.received_at),
    }
