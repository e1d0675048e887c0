"""What a victim can do on any page of the portal: stay signed in, sign out here or everywhere, leave quickly."""

from __future__ import annotations

from contextlib import suppress
from typing import TypeVar

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import ApiDependencies, Deps
from api.head_requests import is_head
from api.pages.page_frame import HEADERS
from api.pages.portal import cookies
from api.pages.portal import frame_texts as texts
from api.pages.portal.cookies import Cookie
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import OUR_FORM, PortalPage, SignedIn, SignedInHere, see_other
from db.connection.session import DatabaseUnavailable
from portal import preferences, sessions

router = portal_router()

Left = TypeVar("Left", bound=Response)

AWAY_SECONDS = 600
"""How long a victim who left quickly finds no portal page by going back."""


@router.get("/leave")
async def leave(request: Request, deps: Deps) -> RedirectResponse:
    """End the visit, forget what the browser kept of it, and go to a page that looks harmless."""
    token = cookies.read(request, deps, Cookie.SESSION)
    if token and not is_head(request):
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
    return _forgotten(see_other(f"/portal/{here.agency.ori}"), deps)


@router.post("/{ori}/sign-out-everywhere", dependencies=[OUR_FORM])
async def sign_out_everywhere(here: SignedInHere, deps: Deps) -> HTMLResponse:
    """End all visits of this person, whoever's browser they are in: a code they did not ask for may have been read."""
    visit, now = here.visit, deps.clock()
    async with deps.database.transaction() as session:
        reader = await preferences.reader_of(session, here.agency, visit.address_hash, visit.channel)
        await sessions.end_everywhere(session, reader.ori, reader.hashes, now=now)
    return signed_out_everywhere(here, deps, visit.language)


def signed_out_everywhere(
    here: SignedIn, deps: ApiDependencies, language: str, *, because_unsafe: bool = False, can_return: bool = True
) -> HTMLResponse:
    """The last page of a visit that ended with all others. `can_return`: a code can still be sent to them."""
    page = PortalPage(deps, language, agency=here.agency, csrf="")
    answer = page.render(
        "ended.html",
        title=texts.ENDED_EVERYWHERE,
        because_unsafe=because_unsafe,
        can_return=can_return,
        again=f"/portal/{here.agency.ori}",
    )
    return _forgotten(answer, deps)


def _forgotten(answer: Left, deps: ApiDependencies) -> Left:
    """The answer after which this browser keeps nothing of the visit."""
    answer.headers["Clear-Site-Data"] = '"cache"'
    cookies.remove(answer, deps, Cookie.SESSION)
    return answer
