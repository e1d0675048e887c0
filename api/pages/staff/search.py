"""The search page: what is sought and what was found stand in no address, and each search needs a reason."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Response
from starlette.datastructures import FormData

from api.dependencies import Deps
from api.pages.staff import case_words
from api.pages.staff import search_texts as texts
from api.pages.staff.acting import acting
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm
from domain.plain_facts import tells_of_a_person
from domain.staff.roles import Right
from locales.sentences import Sentence
from staff.search import MOST_FOUND, MOST_TYPED, Search, SearchReason, SearchResult, search, too_often

router = staff_router()

Searches = Annotated[SignedInStaff, Depends(Needs(Right.SEARCH))]
MOST_WORDS = 100


@router.get("/{ori}/search")
async def ask_what(here: Searches) -> Response:
    """The form."""
    return _page(here, FormData())


@router.post("/{ori}/search")
async def find(here: Searches, form: StaffForm, deps: Deps) -> Response:
    """What was found, below the form."""
    wrong = _wrong(form)
    if wrong is not None:
        return _page(here, form, status=422, wrong=wrong)
    who = acting(here, deps)
    async with deps.database.transaction() as session:
        stopped = await too_often(session, who)
    if stopped:
        return _page(here, form, status=429, wrong=texts.TOO_OFTEN)
    reason = SearchReason(str(form["reason"]))
    wanted = Search(text=_text(form), reason=reason, words=_words(form))
    async with deps.database.transaction() as session:
        found = await search(session, deps.vault, who, wanted)
    return _page(here, form, found=found)


def _text(form: FormData) -> str:
    return str(form.get("what", "")).strip()


def _words(form: FormData) -> str:
    return " ".join(str(form.get("words", "")).split())[:MOST_WORDS]


def _wrong(form: FormData) -> Sentence | None:
    text, words, reason = _text(form), _words(form), str(form.get("reason", ""))
    if not text or len(text) > MOST_TYPED:
        return texts.TYPE_SOMETHING
    if reason not in set(SearchReason):
        return texts.CHOOSE_REASON
    if (reason == SearchReason.OTHER and not words) or tells_of_a_person("unit", words):
        return texts.SAY_WHY
    return None


def _page(
    here: SignedInStaff,
    form: FormData,
    *,
    status: int = 200,
    wrong: Sentence | None = None,
    found: SearchResult | None = None,
) -> Response:
    return here.page.render(
        "search.html",
        status,
        here="search",
        title=texts.SEARCH,
        texts=texts,
        words_of=case_words,
        what=_text(form)[:MOST_TYPED],
        reason=str(form.get("reason", "")),
        words=_words(form),
        wrong=wrong,
        found=found,
        most=str(MOST_FOUND),
        only_own=not here.may(Right.SEE_ALL_CASES),
    )
