"""The survey page behind a link that only one person has; it says nothing about the call or the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.dependencies import ApiDependencies, Deps
from api.pages import survey_texts as texts
from api.pages.local_time import local_time
from api.pages.page_frame import NothingThere, Page, Stopped, page_router
from api.pages.survey_form import CALL_BACK, NO_ANSWER, SurveyFormInput, read_form, sections
from db.connection.session import DatabaseUnavailable
from db.queries import agencies
from db.tables import Agency, SurveyInvitation
from domain.surveys.questions import RATINGS, QuestionSet
from intake.surveys.answers import LONGEST_COMMENT, Given, comments_so_far, invitation_of, is_closed, keep_answers
from locales.formats import format_number, isolate

router = page_router(
    "/s",
    {
        NothingThere: (404, texts.UNKNOWN, texts.UNKNOWN_MORE),
        DatabaseUnavailable: (503, texts.AWAY, texts.AWAY_MORE),
    },
)

Token = Annotated[str, InPath(max_length=200)]

MOST_FIELDS = 20
"""More than any form of ours has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyVisit:
    """What a link leads to: a survey that is open, and the page in the invitation's language."""

    invitation: SurveyInvitation
    agency: Agency
    questions: QuestionSet
    page: Page


@router.get("/{token}")
async def show(token: Token, deps: Deps) -> HTMLResponse:
    """The questions, or why there are none. Looking changes nothing: link scanners look too."""
    async with deps.database.reading() as session:
        visit = await _find(session, deps, token)
    kept = frozenset(comments_so_far(deps.vault, visit.invitation))
    return _form(visit, SurveyFormInput(ratings=visit.invitation.answers, kept=kept))


@router.post("/{token}")
async def answer(token: Token, request: Request, deps: Deps) -> HTMLResponse:
    """Keep the answers. Every question may be skipped, and answers may be changed until the survey closes."""
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    async with deps.database.transaction() as session:
        visit = await _find(session, deps, token, lock=True)
        entered = read_form(form, visit.questions)
        if entered.wrong:
            return _form(visit, entered)
        visit.invitation.asked = ""  # a person who answers here is asked no more by text
        given = Given(ratings=entered.ratings, comments=entered.comments, call_back=entered.call_back)
        await keep_answers(session, deps.vault, visit.agency, visit.invitation, given, now=deps.clock())
    return visit.page.render("survey_thanks.html", title=texts.THANKS, **_values(visit))


async def _find(session: AsyncSession, deps: ApiDependencies, token: str, *, lock: bool = False) -> SurveyVisit:
    """Raises NothingThere, or Stopped for a survey that is closed: of it the page says nothing else."""
    invitation = await invitation_of(session, deps.vault, token, lock=lock)
    agency = await agencies.get(session, invitation.ori) if invitation else None
    questions = deps.question_sets.get(invitation.question_set) if invitation else None
    if invitation is None or agency is None or questions is None:
        raise NothingThere
    page = Page(deps, invitation.language, agency=agency)
    if is_closed(invitation, now=deps.clock()):
        raise Stopped(page.notice(410, texts.CLOSED, texts.CLOSED_MORE))
    return SurveyVisit(invitation=invitation, agency=agency, questions=questions, page=page)


def _form(visit: SurveyVisit, entered: SurveyFormInput) -> HTMLResponse:
    """The questions; after a mistake with what was entered."""
    page = visit.page
    digits = {rating: format_number(rating, page.language) for rating in RATINGS}
    shown = sections(visit.questions, entered, page.language)
    return page.render(
        "survey.html",
        422 if entered.wrong else 200,
        title=texts.TITLE,
        about=page.say(texts.ABOUT, agency=visit.agency.name),
        in_short=page.say_counted(texts.IN_SHORT, len(visit.questions.items) + len(visit.questions.comments)),
        digits=digits,
        sections=shown,
        problems=[each for part in shown for each in (*part.items, *part.comments) if each.wrong],
        answered=visit.invitation.answered_at is not None,
        call_back_name=CALL_BACK,
        call_back=entered.call_back,
        no_answer=NO_ANSWER,
        longest=LONGEST_COMMENT,
        **_values(visit),
    )


def _values(visit: SurveyVisit) -> dict[str, Any]:
    """What the form and the page after it both show."""
    language = visit.page.language
    last = local_time(visit.invitation.expires_at, visit.agency, language)
    return {
        "open_until": visit.page.say(
            texts.OPEN_UNTIL, day=isolate(last.day, language), clock=isolate(last.at, language)
        ),
        "call_back_asked": visit.invitation.call_back,
        "complaint_link": visit.agency.complaint_link,
        "texts": texts,
    }
