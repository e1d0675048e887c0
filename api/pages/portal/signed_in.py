"""What a portal page is given once a victim has signed in: who, for which agency, and a page to answer with.

A route that takes `SignedInHere` is for signed-in victims only; one that takes `Form` too, for our own form.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi import Path as InPath
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import HEADERS, Page
from api.pages.portal import cookies
from api.pages.portal import frame_texts as texts
from api.pages.portal.cookies import Cookie
from api.pages.portal.routing import Stopped, in_words, stranger, typed_in
from db.encryption.vault import Vault
from db.queries import agencies
from db.tables import Agency, PortalSession
from domain.messages import LANGUAGES
from locales.formats import isolate, own_name
from portal import sessions

MOST_FIELDS = 100
"""More than any form of ours has."""

Ori = Annotated[str, InPath(max_length=20)]


class PortalPage(Page):
    """Pages of one agency's portal in one language, in the portal's frame."""

    def __init__(self, deps: ApiDependencies, language: str, *, agency: Agency, csrf: str) -> None:
        super().__init__(deps, language)
        self.language = language
        phone = isolate(agency.non_emergency_phone, language)
        self._given: dict[str, Any] = {"agency": agency, "phone": phone, "csrf": csrf}
        self._given |= {"frame": texts, "languages": LANGUAGE_NAMES}

    def render(self, template: str, status: int = 200, *, here: str = "", **values: Any) -> HTMLResponse:
        """A page from `templates/portal/`; `here` is what follows /portal/<ori>/ in the address of a GET."""
        return super().render(f"portal/{template}", status, here=here, **self._given, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A victim who proved that an address is theirs. `csrf` goes into every form."""

    agency: Agency
    visit: PortalSession
    csrf: str
    page: PortalPage


class NotSignedIn(Stopped):
    """The visitor is not signed in, or no longer: on to the sign-in, or what was typed is given back first."""

    def __init__(self, ori: str, typed: str = "") -> None:
        self.ori = ori
        self.typed = typed
        super().__init__("not signed in")

    def answer(self, request: Request, deps: ApiDependencies) -> Response:
        """The sign-in; after a form a page that says what became of it."""
        if request.method != "POST":
            return see_other(f"/portal/{self.ori}")
        values = {"title": texts.OVER, "typed": self.typed, "again": f"/portal/{self.ori}", "frame": texts}
        return stranger(request, deps).render("portal/over.html", 401, **values)


class WrongForm(Stopped):
    """A form that is not from a page of ours, or from one of another visit."""

    def answer(self, request: Request, deps: ApiDependencies) -> Response:
        """What to do about it."""
        return in_words(request, deps, 403, texts.WRONG_FORM, texts.WRONG_FORM_MORE)


class HasLeft(Stopped):
    """They left quickly: going back finds the same neutral page."""

    def answer(self, request: Request, deps: ApiDependencies) -> Response:
        """Away again."""
        return see_other(deps.leave_to)


def see_other(path: str) -> RedirectResponse:
    """Go there by a GET."""
    return RedirectResponse(path, status_code=303, headers=HEADERS)


def csrf_of(vault: Vault, token: str) -> str:
    """What a form must carry that belongs to this cookie."""
    return vault.token("csrf", token)


async def checked_form(request: Request, *csrf: str) -> FormData:
    """The form, in text that can be stored. Raises WrongForm unless it is from a page of ours: it must carry one of
    these."""
    sent = await request.form(max_files=0, max_fields=MOST_FIELDS)
    form = FormData([(name, str(value).encode(errors="replace").decode()) for name, value in sent.multi_items()])
    carried = str(form.get("csrf", "")).encode()
    if not any(hmac.compare_digest(carried, expected.encode()) for expected in csrf):
        raise WrongForm
    return form


def not_after_leaving(request: Request, deps: ApiDependencies) -> None:
    """Raises HasLeft for a victim who left quickly a moment ago, also if their browser sends an old form again."""
    if cookies.read(request, deps, Cookie.LEFT):
        raise HasLeft


async def signed_in(request: Request, ori: Ori, deps: Deps) -> SignedIn:
    """The signed-in victim. Raises NotSignedIn, or HasLeft for a victim who left quickly."""
    not_after_leaving(request, deps)
    token = cookies.read(request, deps, Cookie.SESSION)
    async with deps.database.transaction() as session:
        agency = await agencies.get(session, ori)
        visit = await sessions.find(session, deps.vault, token=token, ori=ori, now=deps.clock()) if token else None
    csrf = csrf_of(deps.vault, token)
    if visit is None or agency is None:
        raise NotSignedIn(ori, await _typed(request, csrf) if token else "")
    page = PortalPage(deps, visit.language, agency=agency, csrf=csrf)
    return SignedIn(agency=agency, visit=visit, csrf=csrf, page=page)


async def _typed(request: Request, csrf: str) -> str:
    return typed_in(await checked_form(request, csrf)) if request.method == "POST" else ""


SignedInHere = Annotated[SignedIn, Depends(signed_in)]


async def _form(request: Request, here: SignedInHere) -> FormData:
    return await checked_form(request, here.csrf)


Form = Annotated[FormData, Depends(_form)]

LANGUAGE_NAMES = {language: own_name(language) for language in LANGUAGES}
