"""What a victim can do on any page of the portal: stay signed in, sign out, leave quickly."""

from __future__ import annotations

from contextlib import suppress

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.dependencies import Deps
from api.pages.page_frame import HEADERS
from api.pages.portal import cookies
from api.pages.portal.cookies import Cookie
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import OUR_FORM, SignedInHere, see_other
from db.connection.session import DatabaseUnavailable
from portal import sessions

router = portal_router()

AWAY_SECONDS = 600
"""How long a victim who left quickly finds no portal page by going back."""


@router.get("/leave")
async def leave(request: Request, deps: Deps) -> RedirectResponse:
    """End the visit, forget what the browser kept of it, and go to a page that looks harmless."""
    token = cookies.read(request, deps, Cookie.SESSION)
    if token:
        # Without the database they leave all the same: only they have the cookie, and the visit soon ends by itself.
        with suppress(DatabaseUnavailable):
            async with deps.database.transaction() as session:
                await sessions.end(session, deps.vault, token=token, now=deps.clock())
    answer = see_other(deps.leave_to)
    answer.headers["Clear-Site-Data"] = '"cache"'
    for cookie in (Cookie.SESSION, Cookie.ATTEMPT, Cookie.VISITOR, Cookie.LANGUAGE):
        cookies.remove(answer, deps, cookie)
    cookies.put(answer, deps, Cookie.LEFT, "1", seconds=AWAY_SECONDS)
    return answer


@router.post("/{ori}/stay", dependencies=[OUR_FORM])
async def stay() -> Response:
    """Thirty more minutes; the page and what is typed in it stay as they are."""
    return Response(status_code=204, headers=HEADERS)


@router.post("/{ori}/sign-out", dependencies=[OUR_FORM])
async def sign_out(request: Request, here: SignedInHere, deps: Deps) -> RedirectResponse:
    """End the visit."""
    token = cookies.read(request, deps, Cookie.SESSION)
    async with deps.database.transaction() as session:
        await sessions.end(session, deps.vault, token=token, now=deps.clock())
    answer = see_other(f"/portal/{here.agency.ori}")
    answer.headers["Clear-Site-Data"] = '"cache"'
    cookies.remove(answer, deps, Cookie.SESSION)
    return answer
