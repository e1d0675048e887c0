"""The page where the code is entered: valid once, in the browser that asked for it, for ten minutes and five tries."""

from __future__ import annotations

import secrets

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from api.dependencies import Deps
from api.pages.portal import cookies
from api.pages.portal import sign_in_texts as texts
from api.pages.portal.ask_for_code import later, network_of_request
from api.pages.portal.cookies import Cookie
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import checked_form, see_other
from api.pages.portal.signed_out import TOKEN_BYTES, Visitor, VisitorHere
from locales.sentences import Sentence
from portal import sessions, sign_in_attempts, sign_in_limits, sign_in_notice
from portal.sign_in_attempts import CodeOutcome
from portal.sign_in_limits import Counted, TooOften

router = portal_router()

LONGEST = 40
"""Characters: six digits with whatever stands between them."""


@router.get("/{ori}/code")
async def show(request: Request, visitor: VisitorHere, deps: Deps) -> Response:
    """The form, also if no code was sent; without having asked for one, back to the beginning."""
    if not cookies.read(request, deps, Cookie.ATTEMPT):
        return see_other(f"/portal/{visitor.agency.ori}")
    return _page(visitor)


@router.post("/{ori}/code")
async def enter(request: Request, visitor: VisitorHere, deps: Deps) -> Response:
    """A visitor who has the code is in; the session's token is new, and in this answer's cookie alone."""
    form = await checked_form(request, visitor.csrf)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    typed = str(form.get("code", ""))[:LONGEST]
    checked = await _check(request, visitor, typed, token)
    if isinstance(checked, TooOften):
        return later(visitor, checked)
    if checked is not CodeOutcome.RIGHT:
        return _refused(visitor, checked)
    answer = see_other(f"/portal/{visitor.agency.ori}/cases")
    cookies.put(answer, deps, Cookie.SESSION, token)
    cookies.remove(answer, deps, Cookie.ATTEMPT)
    return answer


async def _check(request: Request, visitor: Visitor, typed: str, token: str) -> CodeOutcome | TooOften:
    """What came of the code; if it was right, the session with this token is open.

    The network's tries are counted only for a browser without an open attempt: others of the same network cannot keep
    a victim from entering the code they have, and an attempt has a limit of its own.
    """
    deps, ori = visitor.deps, visitor.agency.ori
    now, asked, has_news = deps.clock(), cookies.attempts(request, deps), False
    async with deps.database.transaction() as session:
        checked = await sign_in_attempts.check(session, deps.vault, tokens=asked, ori=ori, typed=typed, now=now)
        if not checked.was_open:
            network = network_of_request(request)
            too_often = await sign_in_limits.count(session, deps.vault, Counted.TRIES_OF_NETWORK, network, now=now)
            return too_often or checked.entered
        if checked.proven is not None:
            visit = sessions.NewVisit(token=token, ori=ori, proven=checked.proven, language=visitor.page.language)
            await sessions.open_session(session, deps.vault, visit, now=now)
            has_news = await sign_in_notice.notify(session, visitor.agency, checked.proven, now=now)
    if has_news:
        deps.relay.wake()
    return checked.entered


def _refused(visitor: Visitor, entered: CodeOutcome) -> HTMLResponse:
    if entered is CodeOutcome.WRONG:
        return _page(visitor, texts.CODE_WRONG)
    return visitor.render("too_many.html", 422, here="code", title=texts.TOO_MANY, texts=texts)


def _page(visitor: Visitor, wrong: Sentence | None = None) -> HTMLResponse:
    status = 422 if wrong else 200
    return visitor.render(
        "code.html", status, here="code", title=texts.CODE_TITLE, wrong=wrong, longest=LONGEST, texts=texts
    )
