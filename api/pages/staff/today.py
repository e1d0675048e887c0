"""The supervisor's page of today, each list of it by itself too."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Response

from api.dependencies import ApiDependencies, Deps
from api.pages.staff import case_words
from api.pages.staff import today_texts as texts
from api.pages.staff.acting import acting
from api.pages.staff.case_reasons import reason_sentence
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff
from db.queries.today import MOST_COUNTED
from domain.staff.roles import Right
from locales.formats import format_number
from staff import today
from staff.today import DayList, PraisedItem
from workflows.contract import workflow_id

router = staff_router()

SeesToday = Annotated[SignedInStaff, Depends(Needs(Right.SEE_TODAY))]


@router.get("/{ori}/today")
async def show_today(
    here: SeesToday,
    deps: Deps,
    only: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """Everything at a glance; with `only` one list, a page at a time."""
    if only in set(DayList):
        return await _one_list(here, deps, DayList(only), page)
    who = acting(here, deps)
    async with deps.database.reading() as session:
        found = await today.look(session, deps.vault, who)
    if found.praise.thanks:
        async with deps.database.transaction() as session:
            await today.note_thanks_seen(session, who, found.praise.thanks)
    return here.page.render(
        "today.html",
        here="today",
        title=texts.TODAY,
        **_frame(here, deps),
        found=found,
        now=who.now,
        unassigned=_counted(here, found.unassigned),
        not_sent_count=_number(here, sum(each.count for each in found.not_sent)),
        reason_words=reason_sentence,
        item_text=lambda item: _item_text(here, deps, item),
        may_review=here.may(Right.REVIEW_HELD),
    )


async def _one_list(here: SignedInStaff, deps: ApiDependencies, wanted: DayList, page: int) -> Response:
    async with deps.database.reading() as session:
        found = await today.one_list(session, acting(here, deps), wanted, page=page)
    return here.page.render(
        "today_list.html",
        here="today/list",
        title=texts.LISTS[wanted],
        **_frame(here, deps),
        name=wanted,
        part=found,
        page_number=page,
    )


def _frame(here: SignedInStaff, deps: ApiDependencies) -> dict[str, Any]:
    def timeline(call_number: str) -> str:
        ui = deps.temporal_ui
        return ui.workflow(workflow_id(here.agency.ori, call_number)) if ui else ""

    return {
        "texts": texts,
        "call_words": case_words,
        "timeline": timeline,
        "number": lambda count: _number(here, count),
        "may_assign": here.may(Right.ASSIGN),
    }


def _number(here: SignedInStaff, count: int) -> str:
    return format_number(count, here.page.language)


def _counted(here: SignedInStaff, count: int) -> str:
    said = _number(here, count)
    return here.page.say(texts.AND_MORE, count=said) if count == MOST_COUNTED else said


def _item_text(here: SignedInStaff, deps: ApiDependencies, item: PraisedItem) -> str:
    """The statement in the reader's language, as it was asked."""
    asked = deps.question_sets.get(item.set)
    words = {each.id: each.text for each in asked.items} if asked else {}
    return words.get(item.question, {}).get(here.page.language, item.text)
