"""A visitor who has not signed in: a page in their language, and a cookie that their forms are tied to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request, Response

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import language_of
from api.pages.portal import cookies
from api.pages.portal import frame_texts as texts
from api.pages.portal.cookies import Cookie
from api.pages.portal.routing import Stopped, in_words
from api.pages.portal.signed_in import Ori, PortalPage, csrf_of, not_after_leaving
from db.queries import agencies
from db.tables import Agency
from portal.cases import has_portal

Answer = TypeVar("Answer", bound=Response)

TOKEN_BYTES = 32


class NothingThere(Stopped):
    """A link or an agency we do not know, or one without a portal: the same words for all."""

    def answer(self, request: Request, deps: ApiDependencies) -> Response:
        """A page that says so."""
        return in_words(request, deps, 404, texts.UNKNOWN, texts.UNKNOWN_MORE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A visitor we do not know, at an agency's sign-in. `csrf` is what their forms carry."""

    agency: Agency
    page: PortalPage
    csrf: str
    token: str

    def keep(self, answer: Answer, deps: ApiDependencies) -> Answer:
        """The answer with their cookie."""
        cookies.put(answer, deps, Cookie.VISITOR, self.token)
        return answer


def visitor_at(agency: Agency, request: Request, deps: ApiDependencies) -> Visitor:
    """The same visitor as before, or a new one."""
    token = cookies.read(request, deps, Cookie.VISITOR) or secrets.token_urlsafe(TOKEN_BYTES)
    csrf = csrf_of(deps.vault, token)
    language = language_of(request, cookies.read(request, deps, Cookie.LANGUAGE))
    page = PortalPage(deps, language, agency=agency, csrf=csrf)
    return Visitor(agency=agency, page=page, csrf=csrf, token=token)


async def _visitor(request: Request, ori: Ori, deps: Deps) -> Visitor:
    not_after_leaving(request, deps)
    async with deps.database.reading() as session:
        agency = await agencies.get(session, ori)
    if agency is None or not has_portal(agency):
        raise NothingThere
    return visitor_at(agency, request, deps)


VisitorHere = Annotated[Visitor, Depends(_visitor)]
