"""Which agency: most installations have one, and its door opens at once."""

from __future__ import annotations

from fastapi import Request, Response

from api.dependencies import Deps
from api.pages.portal import frame_texts
from api.pages.portal import sign_in_texts as texts
from api.pages.portal.routing import portal_router, stranger
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
    page = stranger(request, deps)
    title = texts.WHICH if every else texts.NONE
    by_name = sorted(every, key=lambda agency: agency.name)
    return page.render("portal/agencies.html", 200 if every else 404, title=title, agencies=by_name, frame=frame_texts)
