"""Lists the agencies that have a portal; where there is one agency, leads to its sign-in at once."""

from __future__ import annotations

from fastapi import Request, Response

from api.dependencies import Deps
from api.pages.portal import sign_in_texts as texts
from api.pages.portal.routing import bare_page, portal_router
from api.pages.portal.signed_in import not_after_leaving, see_other
from db.queries import agencies
from portal.cases import has_portal

router = portal_router()


@router.get("")
async def choose(request: Request, deps: Deps) -> Response:
    """A list of links; with one agency, its sign-in."""
    not_after_leaving(request, deps)
    async with deps.database.reading() as session:
        every = [agency for agency in await agencies.every(session) if has_portal(agency)]
    if len(every) == 1:
        return see_other(f"/portal/{every[0].ori}")
    title = texts.WHICH if every else texts.NONE
    by_name = sorted(every, key=lambda agency: agency.name)
    page = bare_page(request, deps)
    return page.render("agencies.html", 200 if every else 404, title=title, agencies=by_name)
