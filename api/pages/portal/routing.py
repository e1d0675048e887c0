"""Routers of the portal: what stops a request on its way to a page is answered with a page in words.

Stopped
|- NotSignedIn, WrongForm, HasLeft, NoSuchAgency
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from api.access import PUBLIC
from api.dependencies import ApiDependencies
from api.pages.page import page_for_stranger
from api.pages.portal import frame_texts as texts
from db.session import DatabaseUnavailable


class Stopped(Exception):
    """A request that does not get to its page; `answer` is what it gets instead."""

    def answer(self, request: Request, deps: ApiDependencies) -> Response:
        """The page, or the way to one."""
        raise NotImplementedError


class PortalRoute(APIRoute):
    """A route that answers in words where others answer with problem details."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, wrapped."""
        handle = super().get_route_handler()

        async def in_words(request: Request) -> Response:
            deps: ApiDependencies = request.app.state.dependencies
            try:
                return await handle(request)
            except Stopped as stopped:
                return stopped.answer(request, deps)
            except DatabaseUnavailable:
                return page_for_stranger(request, deps).notice(503, texts.AWAY, texts.AWAY_MORE)

        return in_words


def portal_router(prefix: str = "/portal") -> APIRouter:
    """A router for pages of the portal: outside the API's description, without a key."""
    return APIRouter(include_in_schema=False, dependencies=[PUBLIC], prefix=prefix, route_class=PortalRoute)


def typed_in(form: Mapping[str, object]) -> str:
    """What somebody typed into a form, to be given back."""
    return "\n\n".join(str(value) for name, value in form.items() if name not in NEVER_TYPED and str(value).strip())


NEVER_TYPED = frozenset({"csrf", "language", "back", "nonce", "message"})
"""Fields that the page fills in by itself."""
