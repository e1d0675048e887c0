"""Routers of the portal: what stops a request on its way to a page is answered with a page in words.

Stopped
|- NotSignedIn, WrongForm, HasLeft, NothingThere
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.access import PUBLIC
from api.dependencies import ApiDependencies
from api.pages.page_frame import Page, page_for_stranger
from api.pages.portal import cookies
from api.pages.portal import frame_texts as texts
from api.pages.portal.cookies import Cookie
from api.problems import TooLarge
from db.connection.session import DatabaseUnavailable
from locales.sentences import Sentence


class Stopped(Exception, ABC):
    """A request that does not get to its page; `answer` is what it gets instead."""

    @abstractmethod
    def answer(self, request: Request, deps: ApiDependencies) -> Response:
        """The page, or the way to one."""


class PortalRoute(APIRoute):
    """A route that answers in words where others answer with problem details."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, wrapped."""
        handle = super().get_route_handler()

        async def answering(request: Request) -> Response:
            deps: ApiDependencies = request.app.state.dependencies
            try:
                return await handle(request)
            except Stopped as stopped:
                return stopped.answer(request, deps)
            except RequestValidationError:  # an address that cannot be one of ours
                return in_words(request, deps, 404, texts.UNKNOWN, texts.UNKNOWN_MORE)
            except (HTTPException, TooLarge):  # a form that cannot be read
                return in_words(request, deps, 400, texts.WRONG_FORM, texts.WRONG_FORM_MORE)
            except DatabaseUnavailable:
                return in_words(request, deps, 503, texts.AWAY, texts.AWAY_MORE)

        return answering


def portal_router(prefix: str = "/portal") -> APIRouter:
    """A router for pages of the portal: outside the API's description, without a key."""
    return APIRouter(include_in_schema=False, dependencies=[PUBLIC], prefix=prefix, route_class=PortalRoute)


def stranger(request: Request, deps: ApiDependencies) -> Page:
    """A page for a visitor who has not signed in, or may not have."""
    return page_for_stranger(request, deps, chosen=cookies.read(request, deps, Cookie.LANGUAGE))


def in_words(request: Request, deps: ApiDependencies, status: int, title: Sentence, more: Sentence) -> HTMLResponse:
    """A page that says one thing, and can be left quickly."""
    return stranger(request, deps).render("portal/said.html", status, title=title, more=more, frame=texts)


def typed_in(form: Mapping[str, object]) -> str:
    """What the visitor typed into a form, to be given back."""
    return "\n\n".join(str(value) for name, value in form.items() if name not in NEVER_TYPED and str(value).strip())


NEVER_TYPED = frozenset({"csrf", "language", "back", "nonce", "message"})
"""Fields that the page fills in by itself."""
