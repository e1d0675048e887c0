"""The page behind "Stop these emails": a look changes nothing, since scanners follow links; a POST stops them.

The link can only stop: an email is forwarded, and its reader must not start again what its owner stopped.

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
from intake.replies.unsubscribe import BY_HEADER, BY_PAGE, is_stopped, link_of, stop
from locales.formats import isolate
from messaging.links import UNSUBSCRIBE_PATH

router = page_router(
    UNSUBSCRIBE_PATH,
    {
        NothingThere: (404, survey_texts.UNKNOWN, survey_texts.UNKNOWN_MORE),
        DatabaseUnavailable: (503, survey_texts.AWAY, unsubscribe_texts.AWAY_MORE),
    },
)

Token = Annotated[str, InPath(max_length=200)]

START = "start"
"""What older pages of ours sent: refused."""


@router.get("/{token}")
async def show(token: Token, deps: Deps) -> HTMLResponse:
    """What a press of the button would do, or that it was pressed."""
    async with deps.database.reading() as session:
        link, agency = await _find(session, token)
        stopped = await is_stopped(session, link)
    return _page(deps, link, agency, stopped=stopped)


@router.post("/{token}")
async def stop_them(token: Token, request: Request, deps: Deps) -> HTMLResponse:
    """Stop. Any body will do, since only a reader has the link, but one that asks to start is refused (403)."""
    choice, how = await _choice(request)
    async with deps.database.transaction() as session:
        link, agency = await _find(session, token)
        if choice != START:
            await stop(session, link, how=how, now=deps.clock())
    return _page(deps, link, agency, stopped=True, refused=choice == START)


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


def _page(
    deps: ApiDependencies, link: UnsubscribeLink, agency: Agency, *, stopped: bool, refused: bool = False
) -> HTMLResponse:
    page = Page(deps, link.language, agency=agency)
    phone = isolate(agency.non_emergency_phone, link.language)
    said = unsubscribe_texts.ONLY_STOPS if refused else unsubscribe_texts.STOPPED
    return page.render(
        "unsubscribe.html",
        403 if refused else 200,
        title=said if stopped else unsubscribe_texts.TITLE,
        again=page.say(unsubscribe_texts.AGAIN, non_emergency_phone=phone),
        about=page.say(unsubscribe_texts.ABOUT[link.purpose], agency=agency.name),
        wanted=not stopped,
        refused=refused,
        texts=unsubscribe_texts,
    )
