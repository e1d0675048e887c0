"""A visitor who has not signed in: a page in their language, and a cookie that their forms are tied to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere, language_of
from api.pages.portal import cookies
from api.pages.portal.cookies import Cookie
from api.pages.portal.signed_in import Ori, PortalPage, csrf_of, not_after_leaving
from db.queries import agencies
from db.tables import Agency
from portal.cases import has_portal

Answer = TypeVar("Answer", bound=Response)

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A visitor we do not know, at an agency's sign-in. `csrf` is what their forms carry."""

    deps: ApiDependencies
    agency: Agency
    page: PortalPage
    csrf: str
    token: str

    def render(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page, with their cookie."""
        return self.keep(self.page.render(template, status, **values))

    def keep(self, answer: Answer) -> Answer:
        """The answer with their cookie."""
        cookies.put(answer, self.deps, Cookie.VISITOR, self.token)
        return answer


def visitor_at(agency: Agency | None, request: Request, deps: ApiDependencies) -> Visitor:
    """The same visitor as before, or a new one. Raises NothingThere if there is no such agency or portal."""
    if agency is None or not has_portal(agency):
        raise NothingThere
    token = cookies.read(request, deps, Cookie.VISITOR) or secrets.token_urlsafe(TOKEN_BYTES)
    csrf = csrf_of(deps.vault, token)
    language = language_of(request, cookies.read(request, deps, Cookie.LANGUAGE))
    page = PortalPage(deps, language, agency=agency, csrf=csrf)
    return Visitor(deps=deps, agency=agency, page=page, csrf=csrf, token=token)


async def _visitor(request: Request, ori: Ori, deps: Deps) -> Visitor:
    not_after_leaving(request, deps)
    async with deps.database.reading() as session:
        agency = await agencies.get(session, ori)
    return visitor_at(agency, request, deps)


VisitorHere = Annotated[Visitor, Depends(_visitor)]
