"""What a portal page is given once a victim has signed in: who, for which agency, and a page to answer with.

A route that takes `SignedInHere` is for signed-in victims only; one that takes `Form` too, or lists `OUR_FORM`, for a
form of ours.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi import Path as InPath
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from api.dependencies import ApiDependencies, Deps
from api.head_requests import is_head
from api.pages.local_time import LocalTime, local_time
from api.pages.page_frame import HEADERS, Page, Stopped
from api.pages.portal import cookies
from api.pages.portal import frame_texts as texts
from api.pages.portal.cookies import Cookie
from api.pages.portal.routing import WrongForm, bare_page
from db.encryption.vault import Vault
from db.queries import agencies
from db.queries.hash_lookup import hash_now
from db.tables import Agency, PortalSession
from domain.messages import LANGUAGES
from locales.formats import isolate, own_name
from locales.sentences import Sentence
from portal import sessions

MOST_FIELDS = 100
"""More than any form of ours has."""

NEVER_TYPED = frozenset({"csrf", "language", "back", "nonce", "message"})
"""Fields that the page fills in by itself."""

LANGUAGE_NAMES = {language: own_name(language) for language in LANGUAGES}

Ori = Annotated[str, InPath(max_length=20)]


class PortalPage(Page):
    """Pages of one agency's portal in one language, in the portal's frame.

    Every sentence may name `{agency}` and `{non_emergency_phone}`. Templates are told by `here` what follows
    /portal/<ori>/ in the address of a GET.
    """

    folder = "portal/"

    def __init__(self, deps: ApiDependencies, language: str, *, agency: Agency, csrf: str) -> None:
        self._agency = agency
        phone = isolate(agency.non_emergency_phone, language)
        self._named = {"agency": isolate(agency.name, language), "non_emergency_phone": phone}
        frame = {"frame": texts, "languages": LANGUAGE_NAMES, "here": ""}
        shown = {"phone": phone, "csrf": csrf, "when": self.when}
        super().__init__(deps, language, agency=agency, **shown, **frame)

    def say(self, sentence: Sentence, **values: str) -> str:
        """A sentence in this page's language."""
        return super().say(sentence, **self._named | values)

    def when(self, moment: datetime) -> LocalTime:
        """The moment by the agency's clocks."""
        return local_time(moment, self._agency, self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A victim who proved that an address is theirs. `csrf` goes into every form."""

    agency: Agency
    visit: PortalSession
    csrf: str
    page: PortalPage
    vault: Vault

    async def address_hash(self, session: AsyncSession) -> str:
        """By which this session finds their address: the hash key may have been replaced since the visit was read."""
        return await hash_now(session, self.vault, self.visit.address_hash)


def see_other(path: str) -> RedirectResponse:
    """Go there by a GET."""
    return RedirectResponse(path, status_code=303, headers=HEADERS)


def csrf_of(vault: Vault, token: str) -> str:
    """What a form must carry that belongs to this cookie, whichever hash key is in use: the cookie is secret."""
    return vault.oldest_token("csrf", token)


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
    """Raises Stopped, which leads away again, for a victim who left quickly a moment ago.

    Going back finds the same neutral page, also if their browser sends an old form again.
    """
    if cookies.read(request, deps, Cookie.LEFT):
        raise Stopped(see_other(deps.leave_to))


async def signed_in(request: Request, ori: Ori, deps: Deps) -> SignedIn:
    """The signed-in victim. Raises Stopped for a visitor who is not, no longer, or who left quickly."""
    not_after_leaving(request, deps)
    token = cookies.read(request, deps, Cookie.SESSION)
    find = sessions.look if is_head(request) else sessions.find
    # A transaction, not a reading: to find the visit is to keep it open for another thirty minutes.
    async with deps.database.transaction() as session:
        agency = await agencies.get(session, ori)
        visit = await find(session, deps.vault, token=token, ori=ori, now=deps.clock()) if token else None
    csrf = csrf_of(deps.vault, token)
    if visit is None or agency is None:
        # Also without a visit the form must carry this cookie's token, else any site could have its words shown here.
        form = await checked_form(request, csrf) if token and request.method == "POST" else {}
        raise Stopped(_sign_in_first(request, bare_page(request, deps, agency), ori, form))
    page = PortalPage(deps, visit.language, agency=agency, csrf=csrf)
    return SignedIn(agency=agency, visit=visit, csrf=csrf, page=page, vault=deps.vault)


def _sign_in_first(request: Request, page: Page, ori: str, form: Mapping[str, object]) -> Response:
    """On to the sign-in; after a form, a page that gives back what was typed into it."""
    again = f"/portal/{ori}"
    if request.method != "POST":
        return see_other(again)
    typed = "\n\n".join(str(value) for name, value in form.items() if name not in NEVER_TYPED and str(value).strip())
    return page.render("over.html", 401, title=texts.OVER, typed=typed, again=again)


SignedInHere = Annotated[SignedIn, Depends(signed_in)]


async def _form(request: Request, here: SignedInHere) -> FormData:
    return await checked_form(request, here.csrf)


Form = Annotated[FormData, Depends(_form)]
OUR_FORM = Depends(_form)
"""For a route that takes a form of ours and reads none of its fields."""
