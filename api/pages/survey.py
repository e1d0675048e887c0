"""The survey page behind a link that only one person has; it says nothing about the call or the person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from fastapi.responses import HTMLResponse

from activities.messages.words import Sentence
from api.access import PUBLIC
from api.dependencies import ApiDependencies, Deps
from api.pages import survey_texts as texts
from api.pages.page import Page, page_for_stranger
from db.queries import agencies
from db.session import DatabaseUnavailable
from intake.survey_answers import LONGEST_COMMENT, invitation_of, is_closed, keep_answers, tidy

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC], prefix="/s")

Token = Annotated[str, InPath(max_length=200)]


def _form(
    page: Page, *, agency: str, overall: int | None, comment: str = "", wrong: Sentence | None = None
) -> HTMLResponse:
    """The questions; after a mistake with what was entered."""
    return page.render(
        "survey.html",
        422 if wrong else 200,
        title=texts.TITLE,
        about=page.say(texts.ABOUT, agency=agency),
        overall=overall,
        comment=comment,
        wrong=wrong,
        longest=LONGEST_COMMENT,
        texts=texts,
    )


@router.get("/{token}")
async def show(token: Token, request: Request, deps: Deps) -> HTMLResponse:
    """The questions, or why there are none. Looking changes nothing: link scanners look too."""
    try:
        async with deps.database.reading() as session:
            invitation = await invitation_of(session, deps.vault, token)
            agency = await agencies.get(session, invitation.ori) if invitation else None
    except DatabaseUnavailable:
        return page_for_stranger(request, deps).notice(503, texts.AWAY, texts.AWAY_MORE)
    if invitation is None or agency is None:
        return _unknown(request, deps)
    page = Page(deps, invitation.language)
    if is_closed(invitation, now=deps.clock()):
        return page.notice(410, texts.CLOSED, texts.CLOSED_MORE)
    return _form(page, agency=agency.name, overall=invitation.answers.get("overall"))


@router.post("/{token}")
async def answer(token: Token, request: Request, deps: Deps) -> HTMLResponse:
    """Keep the answers. Every question may be skipped, and answers may be changed until the survey closes."""
    form = await request.form(max_files=0, max_fields=20)
    chosen, comment = str(form.get("overall", "")), tidy(str(form.get("comment", "")))
    wrong = _wrong(chosen, comment)
    overall = int(chosen) if chosen and not wrong else None
    try:
        async with deps.database.transaction() as session:
            invitation = await invitation_of(session, deps.vault, token, lock=True)
            agency = await agencies.get(session, invitation.ori) if invitation else None
            closed = invitation is not None and is_closed(invitation, now=deps.clock())
            if invitation and not closed and not wrong:
                await keep_answers(session, deps.vault, invitation, overall=overall, comment=comment, now=deps.clock())
    except DatabaseUnavailable:
        return page_for_stranger(request, deps).notice(503, texts.AWAY, texts.AWAY_MORE)
    if invitation is None or agency is None:
        return _unknown(request, deps)
    page = Page(deps, invitation.language)
    if closed:
        return page.notice(410, texts.CLOSED, texts.CLOSED_MORE)
    if wrong:
        return _form(page, agency=agency.name, overall=None, comment=comment, wrong=wrong)
    return page.notice(200, texts.THANKS, texts.STORED)


def _wrong(chosen: str, comment: str) -> Sentence | None:
    if chosen and chosen not in {str(value) for value, _ in texts.CHOICES}:
        return texts.WRONG_CHOICE
    return texts.TOO_LONG if len(comment) > LONGEST_COMMENT else None


def _unknown(request: Request, deps: ApiDependencies) -> HTMLResponse:
    return page_for_stranger(request, deps).notice(404, texts.UNKNOWN, texts.UNKNOWN_MORE)
