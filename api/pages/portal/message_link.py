"""The page behind the link in a message: opens nothing by itself, but sends a code to where the link was sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path as InPath
from fastapi import Request, Response

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere
from api.pages.portal import cookies
from api.pages.portal import sign_in_texts as texts
from api.pages.portal.ask_for_code import ask_for_code
from api.pages.portal.cookies import Cookie
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import checked_form
from api.pages.portal.signed_out import Visitor, visitor_at
from db.queries import agencies
from db.tables import PortalLink
from domain.messages import Channel
from portal.sign_in_attempts import SignInRequest

router = portal_router("/p")

Token = Annotated[str, InPath(max_length=200)]


@router.get("/{token}")
async def show(token: Token, request: Request, deps: Deps) -> Response:
    """What the link is for. Looking changes nothing: link scanners look too."""
    link, visitor = await _find(token, request, deps)
    by_link = texts.BY_LINK[Channel(link.channel)]
    answer = visitor.render("link.html", here=f"p/{token}", title=texts.TITLE, by_link=by_link, texts=texts)
    cookies.remove(answer, deps, Cookie.LEFT)
    return answer


@router.post("/{token}")
async def ask(token: Token, request: Request, deps: Deps) -> Response:
    """A code is asked for."""
    link, visitor = await _find(token, request, deps)
    await checked_form(request, visitor.csrf)
    answer = await ask_for_code(request, visitor, SignInRequest(link=link.token_hash))
    cookies.remove(answer, deps, Cookie.LEFT)
    return answer


async def _find(token: str, request: Request, deps: ApiDependencies) -> tuple[PortalLink, Visitor]:
    async with deps.database.reading() as session:
        link = await session.get(PortalLink, deps.vault.token_hash(token))
        agency = await agencies.get(session, link.ori) if link else None
    if link is None:
        raise NothingThere
    return link, visitor_at(agency, request, deps)
