"""The survey page behind a link that only one person has; it says nothing about the call or the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import PUBLIC
from api.dependencies import ApiDependencies, Deps
from api.pages import survey_texts as texts
from api.pages.page_frame import Page, page_for_stranger
from api.pages.portal.local_time import by_the_clocks_of
from api.pages.survey_form import CALL_BACK, NO_ANSWER, SurveyFormInput, read_form, sections
from db.connection.session import DatabaseUnavailable
from db.queries import agencies
from db.tables import Agency, SurveyInvitation
from domain.surveys.questions import RATINGS, QuestionSet
from intake.surveys.answers import LONGEST_COMMENT, Given, comments_of, invitation_of, is_closed, keep_answers
from locales.formats import format_number, isolate

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC], prefix="/s")

Token = Annotated[str, InPath(max_length=200)]

MOST_FIELDS = 20
"""More than any form of ours has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a link leads to."""

    invitation: SurveyInvitation
    agency: Agency
    questions: QuestionSet
    closed: bool


@router.get("/{token}")
async def show(token: Token, request: Request, deps: Deps) -> HTMLResponse:
    """The questions, or why there are none. Looking changes nothing: link scanners look too."""
    try:
        async with deps.database.reading() as session:
            survey = await _find(session, deps, token)
    except DatabaseUnavailable:
        return _away(request, deps)
    if survey is None or survey.closed:
        return _nothing(survey, request, deps)
    invitation = survey.invitation
    kept = frozenset(comments_of(deps.vault, invitation))
    return _form(deps, survey, SurveyFormInput(ratings=invitation.answers, kept=kept))


@router.post("/{token}")
async def answer(token: Token, request: Request, deps: Deps) -> HTMLResponse:
    """Keep the answers. Every question may be skipped, and answers may be changed until the survey closes."""
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    try:
        async with deps.database.transaction() as session:
            survey = await _find(session, deps, token, lock=True)
            entered = read_form(form, survey.questions) if survey else SurveyFormInput()
            if survey and not survey.closed and not entered.wrong:
                await _keep(session, deps, survey, entered)
    except DatabaseUnavailable:
        return _away(request, deps)
    if survey is None or survey.closed:
        return _nothing(survey, request, deps)
    return _form(deps, survey, entered) if entered.wrong else _thanks(deps, survey)


async def _find(session: AsyncSession, deps: ApiDependencies, token: str, *, lock: bool = False) -> Survey | None:
    invitation = await invitation_of(session, deps.vault, token, lock=lock)
    agency = await agencies.get(session, invitation.ori) if invitation else None
    questions = deps.question_sets.get(invitation.question_set) if invitation else None
    if invitation is None or agency is None or questions is None:
        return None
    closed = is_closed(invitation, now=deps.clock())
    return Survey(invitation=invitation, agency=agency, questions=questions, closed=closed)


async def _keep(session: AsyncSession, deps: ApiDependencies, survey: Survey, entered: SurveyFormInput) -> None:
    survey.invitation.asked = ""  # who answers here is asked no more by text
    given = Given(ratings=entered.ratings, comments=entered.comments, call_back=entered.call_back)
    await keep_answers(session, deps.vault, survey.agency, survey.invitation, given, now=deps.clock())


def _form(deps: ApiDependencies, survey: Survey, entered: SurveyFormInput) -> HTMLResponse:
    """The questions; after a mistake with what was entered."""
    language = survey.invitation.language
    page = Page(deps, language)
    digits = {rating: format_number(rating, language) for rating in RATINGS}
    shown = sections(survey.questions, entered, language)
    return page.render(
        "survey.html",
        422 if entered.wrong else 200,
        title=texts.TITLE,
        about=page.say(texts.ABOUT, agency=survey.agency.name),
        scale=page.say(texts.SCALE, least=digits[RATINGS[0]], most=digits[RATINGS[-1]]),
        open_until=_open_until(page, survey),
        digits=digits,
        sections=shown,
        problems=[each for part in shown for each in (*part.items, *part.comments) if each.wrong],
        answered=survey.invitation.answered_at is not None,
        call_back_name=CALL_BACK,
        call_back=entered.call_back,
        call_back_asked=survey.invitation.call_back,
        no_answer=NO_ANSWER,
        complaint_link=survey.agency.complaint_link,
        longest=LONGEST_COMMENT,
        texts=texts,
    )


def _thanks(deps: ApiDependencies, survey: Survey) -> HTMLResponse:
    page = Page(deps, survey.invitation.language)
    return page.render(
        "survey_thanks.html",
        title=texts.THANKS,
        open_until=_open_until(page, survey),
        call_back_asked=survey.invitation.call_back,
        complaint_link=survey.agency.complaint_link,
        texts=texts,
    )


def _open_until(page: Page, survey: Survey) -> str:
    language = survey.invitation.language
    last = by_the_clocks_of(survey.agency, language)(survey.invitation.expires_at)
    return page.say(texts.OPEN_UNTIL, day=isolate(last.day, language), clock=isolate(last.clock, language))


def _nothing(survey: Survey | None, request: Request, deps: ApiDependencies) -> HTMLResponse:
    """Why there is nothing to answer; of the survey it says nothing but that it is over."""
    if survey is None:
        return page_for_stranger(request, deps).notice(404, texts.UNKNOWN, texts.UNKNOWN_MORE)
    return Page(deps, survey.invitation.language).notice(410, texts.CLOSED, texts.CLOSED_MORE)


def _away(request: Request, deps: ApiDependencies) -> HTMLResponse:
    return page_for_stranger(request, deps).notice(503, texts.AWAY, texts.AWAY_MORE)
