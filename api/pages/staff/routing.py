"""Routers of the staff pages, and the frame of a page for staff who have not signed in."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.dependencies import ApiDependencies
from api.pages.page_frame import HEADERS, NothingThere, Notice, Page, page_router
from api.pages.staff import cookies
from api.pages.staff import frame_texts as texts
from api.pages.staff.cookies import StaffCookie
from api.problems import TooLarge
from db.connection.session import DatabaseUnavailable
from db.encryption.keyring import VaultError
from db.tables import Agency
from locales.catalog_loader import STAFF, Catalogs
from locales.formats import isolate, own_name
from policies.toml_file import TomlError

STAFF_HEADERS = HEADERS | {
    "Content-Security-Policy": HEADERS["Content-Security-Policy"]
    + "; script-src 'self'; connect-src 'self'; media-src 'self'"
}
"""Staff pages work without scripts; ours keeps what waits up to date."""

LANGUAGE_NAMES = {language: own_name(language) for language in STAFF.languages}


class WrongStaffForm(Exception):
    """A form that is not from a page of ours, or from one of another session."""


_UNKNOWN: Notice = (404, texts.UNKNOWN, texts.UNKNOWN_MORE)
_NOTICES: dict[type[Exception], Notice] = {
    NothingThere: _UNKNOWN,
    RequestValidationError: _UNKNOWN,
    WrongStaffForm: (403, texts.WRONG_FORM, texts.WRONG_FORM_MORE),
    HTTPException: (400, texts.WRONG_FORM, texts.WRONG_FORM_MORE),
    TooLarge: (400, texts.WRONG_FORM, texts.WRONG_FORM_MORE),
    DatabaseUnavailable: (503, texts.AWAY, texts.AWAY_MORE),
    VaultError: (500, texts.UNREADABLE, texts.UNREADABLE_MORE),
    TomlError: (500, texts.NO_POLICY, texts.NO_POLICY_MORE),
}


class StaffFrame(Page):
    """A staff page: with the agency's band if it is known, and the choice of language."""

    folder = "staff/"

    def __init__(self, deps: ApiDependencies, language: str, *, agency: Agency | None, **values: Any) -> None:
        frame = {"frame": texts, "languages": LANGUAGE_NAMES, "here": "", "pages": (), "badge": "", "waiting": None}
        super().__init__(deps, language, agency=agency, **frame | values)
        self._named = {"agency": isolate(agency.name, language)} if agency else {}

    def catalogs_of(self, deps: ApiDependencies) -> Catalogs:
        """Those of the staff pages."""
        return deps.staff_catalogs

    def say(self, sentence: Any, **values: str) -> str:
        """A sentence in this page's language; each may name `{agency}`."""
        return super().say(sentence, **self._named | values)

    def render(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page from a template of the staff pages."""
        answer = super().render(template, status, **values)
        answer.headers.update(STAFF_HEADERS)
        return answer


def staff_language(request: Request, deps: ApiDependencies, chosen: str = "") -> str:
    """The language of an account or of this browser's choice, else that of the browser, if staff pages speak it."""
    accepted = [tag.strip()[:2] for tag in request.headers.get("accept-language", "")[:200].split(",")]
    wanted = (chosen, cookies.read(request, deps, StaffCookie.LANGUAGE), *accepted)
    return next((language for language in wanted if language in STAFF.languages), STAFF.languages[0])


def bare_staff_page(request: Request, deps: ApiDependencies, agency: Agency | None = None) -> StaffFrame:
    """A page for staff who have not signed in, or may not have."""
    return StaffFrame(deps, staff_language(request, deps), agency=agency, csrf="")


def frame_of_request(request: Request, deps: ApiDependencies) -> Page:
    """The page of the member of staff whose request it is, with their menu; a bare one before they are known."""
    known = getattr(request.state, "staff_page", None)
    return known if isinstance(known, Page) else bare_staff_page(request, deps)


def staff_router(prefix: str = "/staff") -> APIRouter:
    """A router for staff pages: what stops a request on its way to one is answered in words."""
    return page_router(prefix, _NOTICES, frame_of_request)
