"""Routers of the portal, and the pages for a visitor we know only the language of."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.dependencies import ApiDependencies
from api.pages.page_frame import NothingThere, Notice, Page, language_of, page_router
from api.pages.portal import cookies
from api.pages.portal import frame_texts as texts
from api.pages.portal.cookies import Cookie
from api.problems import TooLarge
from db.connection.session import DatabaseUnavailable
from db.encryption.keyring import VaultError
from db.tables import Agency


class WrongForm(Exception):
    """A form that is not from a page of ours, or from one of another visit."""


_UNKNOWN: Notice = (404, texts.UNKNOWN, texts.UNKNOWN_MORE)
_NOTICES: dict[type[Exception], Notice] = {
    NothingThere: _UNKNOWN,
    RequestValidationError: _UNKNOWN,  # an address that cannot be one of ours
    WrongForm: (403, texts.WRONG_FORM, texts.WRONG_FORM_MORE),
    HTTPException: (400, texts.WRONG_FORM, texts.WRONG_FORM_MORE),  # a form that cannot be read
    TooLarge: (400, texts.WRONG_FORM, texts.WRONG_FORM_MORE),
    DatabaseUnavailable: (503, texts.AWAY, texts.AWAY_MORE),
    VaultError: (500, texts.UNREADABLE, texts.UNREADABLE_MORE),
}


class BarePage(Page):
    """A page with nothing around it but the quick exit, and the agency if it is known."""

    folder = "portal/bare/"


def bare_page(request: Request, deps: ApiDependencies, agency: Agency | None = None) -> Page:
    """A page for a visitor who has not signed in, or may not have, in the language they chose."""
    language = language_of(request, cookies.read(request, deps, Cookie.LANGUAGE))
    return BarePage(deps, language, agency=agency, frame=texts)


def portal_router(prefix: str = "/portal") -> APIRouter:
    """A router for pages of the portal: what stops a request on its way to one is answered in words."""
    return page_router(prefix, _NOTICES, bare_page)
