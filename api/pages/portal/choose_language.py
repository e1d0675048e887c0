"""Takes the choice of a language for the portal's pages, before signing in or after."""

from __future__ import annotations

import re

from fastapi import Request, Response

from api.dependencies import Deps
from api.pages.portal import cookies
from api.pages.portal.cookies import Cookie
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import checked_form, csrf_of, see_other
from api.pages.portal.signed_out import VisitorHere
from domain.messages import LANGUAGES
from portal import sessions

router = portal_router()

_OURS = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")
"""A path of the portal; nothing that could lead elsewhere."""


@router.post("/{ori}/language")
async def choose(request: Request, visitor: VisitorHere, deps: Deps) -> Response:
    """The same page again, in that language."""
    token = cookies.read(request, deps, Cookie.SESSION)
    ours = (visitor.csrf, csrf_of(deps.vault, token)) if token else (visitor.csrf,)
    form = await checked_form(request, *ours)
    language, back, ori = str(form.get("language", "")), str(form.get("back", "")), visitor.agency.ori
    answer = see_other(_path(ori, back))
    if language not in LANGUAGES:
        return answer
    if token:
        async with deps.database.transaction() as session:
            visit = await sessions.find(session, deps.vault, token=token, ori=ori, now=deps.clock())
            if visit is not None:
                await sessions.speak(session, visit, language)
    cookies.put(answer, deps, Cookie.LANGUAGE, language)
    return answer


def _path(ori: str, back: str) -> str:
    if not _OURS.fullmatch(back):
        return f"/portal/{ori}"
    return f"/{back}" if back.startswith("p/") else f"/portal/{ori}/{back}"
