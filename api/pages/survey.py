"""The survey page behind a link that only one person has; it says nothing about the call or the person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from activities.messages.words import Sentence
from api.access import PUBLIC
from api.dependencies import ApiDependencies, Deps
from api.pages import survey_texts as texts
from db.queries import agencies
from db.session import DatabaseUnavailable
from intake.survey_answers import LONGEST_COMMENT, invitation_of, is_closed, keep_answers, tidy
from locales.formats import direction
from locales.negotiate import negotiate

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC], prefix="/s")

Token = Annotated[str, InPath(max_length=200)]

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


class _Page:
    """Pages in one language."""

    def __init__(self, deps: ApiDependencies, language: str) -> None:
        self._catalog = deps.catalogs[language]
        self._language = language

    def form(
        self, *, agency: str, overall: int | None, comment: str = "", wrong: Sentence | None = None
    ) -> HTMLResponse:
        """The questions; after a mistake with what was entered."""
        return self._render(
            "survey.html",
            422 if wrong else 200,
            title=texts.TITLE,
            about=self._said(texts.ABOUT).format(agency=agency),
            overall=overall,
            comment=comment,
            wrong=wrong,
            longest=LONGEST_COMMENT,
        )

    def notice(self, status: int, title: Sentence, more: Sentence) -> HTMLResponse:
        """A page that says one thing."""
        return self._render("notice.html", status, title=title, more=more)

    def _render(self, template: str, status: int, **values: Any) -> HTMLResponse:
        html = _templates.get_template(template).render(
            say=self._said, texts=texts, language=self._language, direction=direction(self._language), **values
        )
        return HTMLResponse(html, status_code=status, headers=HEADERS)

    def _said(self, sentence: Sentence) -> str:
        return str(self._catalog.gettext(sentence.text))


@router.get("/{token}")
async def show(token: Token, request: Request, deps: Deps) -> HTMLResponse:
    """The questions, or why there are none. Looking changes nothing: link scanners look too."""
    try:
        async with deps.database.reading() as session:
            invitation = await invitation_of(session, deps.vault, token)
            agency = await agencies.get(session, invitation.ori) if invitation else None
    except DatabaseUnavailable:
        return _stranger(request, deps).notice(503, texts.AWAY, texts.AWAY_MORE)
    if invitation is None or agency is None:
        return _unknown(request, deps)
    page = _Page(deps, invitation.language)
    if is_closed(invitation, now=deps.clock()):
        return page.notice(410, texts.CLOSED, texts.CLOSED_MORE)
    return page.form(agency=agency.name, overall=invitation.answers.get("overall"))


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
        return _stranger(request, deps).notice(503, texts.AWAY, texts.AWAY_MORE)
    if invitation is None or agency is None:
        return _unknown(request, deps)
    page = _Page(deps, invitation.language)
    if closed:
        return page.notice(410, texts.CLOSED, texts.CLOSED_MORE)
    if wrong:
        return page.form(agency=agency.name, overall=None, comment=comment, wrong=wrong)
    return page.notice(200, texts.THANKS, texts.STORED)


def _wrong(chosen: str, comment: str) -> Sentence | None:
    if chosen and chosen not in {str(value) for value, _ in texts.CHOICES}:
        return texts.WRONG_CHOICE
    return texts.TOO_LONG if len(comment) > LONGEST_COMMENT else None


def _unknown(request: Request, deps: ApiDependencies) -> HTMLResponse:
    return _stranger(request, deps).notice(404, texts.UNKNOWN, texts.UNKNOWN_MORE)


def _stranger(request: Request, deps: ApiDependencies) -> _Page:
    """A page for somebody we do not know, in the language of the browser."""
    wanted = request.headers.get("accept-language", "")[:200].split(",")
    return _Page(deps, negotiate(*(tag.partition(";")[0].strip() for tag in wanted)))
