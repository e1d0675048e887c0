"""The page behind "Stop these emails": a look changes nothing, since scanners follow links; a POST decides.

RFC 8058: mail programs POST `List-Unsubscribe=One-Click` to the same address, without a cookie or a login.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Path as InPath
from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException

from api.dependencies import ApiDependencies, Deps
from api.pages import survey_texts, unsubscribe_texts
from api.pages.page_frame import NothingThere, Page, page_router
from db.connection.session import DatabaseUnavailable
from db.queries import agencies
from db.tables import Agency, UnsubscribeLink
from intake.replies.unsubscribe import BY_HEADER, BY_PAGE, decide, is_stopped, link_of
from messaging.links import UNSUBSCRIBE_PATH

router = page_router(
    UNSUBSCRIBE_PATH,
    {
        NothingThere: (404, survey_texts.UNKNOWN, survey_texts.UNKNOWN_MORE),
        DatabaseUnavailable: (503, survey_texts.AWAY, unsubscribe_texts.AWAY_MORE),
    },
)

Token = Annotated[str, InPath(max_length=200)]


@router.get("/{token}")
async def show(token: Token, deps: Deps) -> HTMLResponse:
    """What a press of the button would do."""
    async with deps.database.reading() as session:
        link, agency = await _find(session, token)
        stopped = await is_stopped(session, link)
    return _page(deps, link, agency, stopped=stopped)


@router.post("/{token}")
async def stop_or_start(token: Token, request: Request, deps: Deps) -> HTMLResponse:
    """Stop, unless the page's other button says start. Any body will do: only a reader has the link."""
    choice, how = await _choice(request)
    async with deps.database.transaction() as session:
        link, agency = await _find(session, token)
        await decide(session, link, wanted=choice == "start", how=how, now=deps.clock())
    if choice == "start":
        return Page(deps, link.language).notice(200, unsubscribe_texts.STARTED, unsubscribe_texts.STARTED_MORE)
    return _page(deps, link, agency, stopped=True)


async def _find(session: AsyncSession, token: str) -> tuple[UnsubscribeLink, Agency]:
    link = await link_of(session, token)
    agency = await agencies.get(session, link.ori) if link else None
    if link is None or agency is None:
        raise NothingThere
    return link, agency


async def _choice(request: Request) -> tuple[str, str]:
    """Which button, and whose: the mail program's or ours."""
    try:
        form = await request.form(max_files=0, max_fields=10)
    except HTTPException:
        return "stop", BY_PAGE  # a body that cannot be read still comes from a person who wants out
    how = BY_HEADER if form.get("List-Unsubscribe") == "One-Click" else BY_PAGE
    return str(form.get("choice", "stop")), how


def _page(deps: ApiDependencies, link: UnsubscribeLink, agency: Agency, *, stopped: bool) -> HTMLResponse:
    page = Page(deps, link.language)
    return page.render(
        "unsubscribe.html",
        title=unsubscribe_texts.STOPPED if stopped else unsubscribe_texts.TITLE,
        about=page.say(unsubscribe_texts.ABOUT[link.purpose], agency=agency.name),
        wanted=not stopped,
        texts=unsubscribe_texts,
    )
