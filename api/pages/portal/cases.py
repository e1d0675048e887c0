"""The pages that list a victim's cases and show one of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path as InPath
from fastapi import Query, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.dependencies import Deps
from api.pages.page_frame import Stopped
from api.pages.portal import cases_texts as texts
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import Form, SignedIn, SignedInHere, see_other
from api.pages.portal.standing_texts import STANDING
from domain.call_state import CaseStatus
from domain.portal.standing import standing
from domain.portal.steps import Mark, steps
from domain.states import pack_for
from locales.formats import isolate
from portal.acknowledge import saw
from portal.case_file import case_file
from portal.cases import VictimCall, case_of, cases_of

router = portal_router()

MOST_CASES = 50
"""More than that and the page would be too heavy for a phone."""

MESSAGES_AT_FIRST = 10
"""The newest; the others are shown when asked for."""

CallId = Annotated[str, InPath()]


@router.get("/{ori}/cases")
async def show_cases(here: SignedInHere, deps: Deps) -> Response:
    """Their cases; if there is but one, that one."""
    async with deps.database.reading() as session:
        cases = await cases_of(session, here.agency, await here.address_hash(session))
    if len(cases) == 1:
        return see_other(path_of(here, cases[0].call.id))
    return here.page.render(
        "cases.html",
        here="cases",
        title=texts.CASES,
        cases=[(case, _current_step(case)) for case in cases[:MOST_CASES]],
        more=len(cases) > MOST_CASES,
        texts=texts,
    )


@router.get("/{ori}/cases/{call_id}")
async def show_case(
    call_id: CallId, here: SignedInHere, deps: Deps, messages: Annotated[str, Query()] = ""
) -> HTMLResponse:
    """Everything they may see of one case."""
    async with deps.database.reading() as session:
        file = await case_file(session, deps.vault, await find_case(session, here, call_id))
    state, agency = file.case.state, here.agency
    how = standing(state, file.steps, file.case.policy, now=deps.clock())
    return here.page.render(
        "case.html",
        here=f"cases/{call_id}",
        title=texts.CASE,
        id=call_id,
        number=state.case_number,
        standing=here.page.say(STANDING[how], surviving_reference=isolate(state.merged_into or "", here.page.language)),
        waits=any(step.mark is Mark.TO_COME for step in file.steps),
        file=file,
        sent=file.sent if messages == "all" else file.sent[:MESSAGES_AT_FIRST],
        pack=pack_for(deps.state_packs, state=agency.state, ori=agency.ori),
        texts=texts,
    )


@router.post("/{ori}/cases/{call_id}/seen")
async def say_seen(call_id: CallId, here: SignedInHere, form: Form, deps: Deps) -> Response:
    """They saw an important piece of news."""
    async with deps.database.transaction() as session:
        case = await find_case(session, here, call_id)
        if not await saw(session, case, str(form.get("message", "")), now=deps.clock()):
            raise _no_such_case(here)
    return see_other(f"{path_of(here, call_id)}#happened")


async def find_case(session: AsyncSession, here: SignedIn, call_id: str) -> VictimCall:
    """The case. Raises Stopped, with the same page for another person's case and for one that does not exist."""
    case = await case_of(session, here.agency, await here.address_hash(session), call_id)
    if case is None:
        raise _no_such_case(here)
    return case


def path_of(here: SignedIn, call_id: str) -> str:
    """The address of a case's page."""
    return f"/portal/{here.agency.ori}/cases/{call_id}"


def _no_such_case(here: SignedIn) -> Stopped:
    return Stopped(here.page.notice(404, texts.NO_SUCH_CASE, texts.NO_SUCH_CASE_MORE))


def _current_step(case: VictimCall) -> CaseStatus | None:
    return next((step.status for step in steps(case.state, (), case.policy) if step.mark is Mark.CURRENT), None)
