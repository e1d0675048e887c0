"""The page that lists a detective's cases by what is due next, and what waits in them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Response

from api.dependencies import Deps
from api.pages.staff import case_words as words
from api.pages.staff import cases_texts as texts
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff
from domain.staff.roles import Right
from staff.my_cases import SHOWN_AT_FIRST, my_cases, my_ended_cases

router = staff_router()

OwnCases = Annotated[SignedInStaff, Depends(Needs(Right.SEE_OWN_CASES))]
ALL, ENDED = "all", "ended"


@router.get("/{ori}/cases")
async def show_cases(here: OwnCases, deps: Deps, show: Annotated[str, Query(max_length=20)] = "") -> Response:
    """What waits, and the open cases; or those that have ended."""
    now = deps.clock()
    if show == ENDED:
        async with deps.database.reading() as session:
            ended = await my_ended_cases(session, here.visit, now=now)
        return here.page.render(
            "cases_ended.html", here="cases", title=texts.ENDED, cases=ended, texts=texts, words=words
        )
    async with deps.database.reading() as session:
        mine = await my_cases(session, here.visit, now=now)
    return here.page.render(
        "cases.html",
        here="cases",
        title=texts.TITLE,
        mine=mine,
        groups=(
            (texts.LETTERS, "letters", mine.letters),
            (texts.CALL_BACKS, "letters", mine.call_backs),
            (texts.UNREACHED, "people", mine.unreached),
        ),
        cases=mine.cases if show == ALL else mine.cases[:SHOWN_AT_FIRST],
        texts=texts,
        words=words,
    )
