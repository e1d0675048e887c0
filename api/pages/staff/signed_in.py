"""What a staff page is given once its reader has signed in, and whether they have the right to it.

A route takes `here: Annotated[SignedInStaff, Depends(Needs(Right.SEARCH))]`; one that takes a form takes
`form: StaffForm` after it. A session that is locked keeps what was typed into a form, and asks who is there.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request, Response
from fastapi import Path as InPath
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from api.dependencies import ApiDependencies, Deps
from api.head_requests import is_head
from api.pages.local_time import LocalTime, local_time
from api.pages.page_frame import Stopped
from api.pages.staff import cookies
from api.pages.staff import frame_texts as texts
from api.pages.staff.cookies import StaffCookie
from api.pages.staff.routing import STAFF_HEADERS, StaffFrame, WrongStaffForm, bare_staff_page
from audit.record import record
from db.encryption.vault import Vault
from db.queries import agencies, staff_sessions, staff_tasks
from db.queries.staff_tasks import TasksWaiting
from db.tables import Agency, StaffAccount
from domain.audit.acts import Act, ActKind, Outcome
from domain.staff.roles import Right
from staff import sessions
from staff.sessions import KeptForm, StaffVisit

MOST_FIELDS = 200
"""More than any form of ours has."""

SEEN_AGAIN_AFTER = timedelta(minutes=1)
"""A session is written to at most so often, not at every page."""

StaffOri = Annotated[str, InPath(max_length=20)]


class StaffPage(StaffFrame):
    """A page of a signed-in member of staff: with the pages their rights open, and what waits for staff."""

    def __init__(self, deps: ApiDependencies, visit: StaffVisit, *, csrf: str, waiting: TasksWaiting | None) -> None:
        self._agency = visit.agency
        self.waiting = waiting
        pages = [(path, name) for path, name, rights in texts.PAGES if rights & visit.rights]
        shown: dict[str, Any] = {"pages": pages, "badge": visit.account.badge, "waiting": waiting}
        super().__init__(
            deps, visit.account.language, agency=visit.agency, csrf=csrf, when=self.when, rights=visit.rights, **shown
        )

    def when(self, moment: datetime) -> LocalTime:
        """The moment by the agency's clocks."""
        return local_time(moment, self._agency, self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInStaff:
    """A member of staff who is signed in and has the right that the route asks for. `csrf` goes into every form;
    `source` is the network address of the request, for the audit log."""

    visit: StaffVisit
    csrf: str
    page: StaffPage
    source: str

    @property
    def agency(self) -> Agency:
        """Theirs."""
        return self.visit.agency

    @property
    def account(self) -> StaffAccount:
        """Theirs."""
        return self.visit.account

    @property
    def actor(self) -> str:
        """What timelines and the audit log call them."""
        return self.visit.actor

    def may(self, right: Right) -> bool:
        """True if they have this right too."""
        return right in self.visit.rights

    def act(self, kind: ActKind, **facts: Any) -> Act:
        """An act of theirs for the audit log."""
        return Act(ori=self.agency.ori, kind=kind, by=self.actor, source=self.source, **facts)

    def path(self, rest: str = "") -> str:
        """The address of a page of the agency's staff."""
        return f"/staff/{self.agency.ori}/{rest}".rstrip("/")


def see_other(path: str) -> RedirectResponse:
    """Go there by a GET."""
    return RedirectResponse(path, status_code=303, headers=STAFF_HEADERS)


def source_of(request: Request) -> str:
    """The network address the request came from, or the one that a trusted proxy names."""
    return request.client.host if request.client else ""


def csrf_of(vault: Vault, token: str) -> str:
    """What a form must carry that belongs to this cookie, whichever hash key is in use: the cookie is secret."""
    return vault.oldest_token("staff csrf", token)


async def checked_form(request: Request, csrf: str) -> FormData:
    """The form, in text that can be stored. Raises WrongStaffForm unless it is from a page of ours."""
    sent = await request.form(max_files=0, max_fields=MOST_FIELDS)
    form = FormData([(name, str(value).encode(errors="replace").decode()) for name, value in sent.multi_items()])
    if not hmac.compare_digest(str(form.get("csrf", "")).encode(), csrf.encode()):
        raise WrongStaffForm
    return form


@dataclass(frozen=True, slots=True)
class Needs:
    """Lets a request through if its session goes on and its account has the right (None: any account).

    `keeps_alive`: what a page asks for by itself must not keep a session from being locked.
    """

    right: Right | None
    keeps_alive: bool = True
    or_right: Right | None = None
    """Enough in its place."""

    async def __call__(self, request: Request, ori: StaffOri, deps: Deps) -> SignedInStaff:
        """The member of staff. Raises Stopped with the page that is shown instead."""
        token, now = cookies.read(request, deps, StaffCookie.SESSION), deps.clock()
        async with deps.database.reading() as session:
            visit = await sessions.find(session, deps.vault, token=token, ori=ori, now=now) if token else None
            waiting = await staff_tasks.waiting(session, ori) if visit and Right.DO_TASKS in visit.rights else None
            agency = visit.agency if visit else await agencies.get(session, ori)
        csrf = csrf_of(deps.vault, token)
        if visit is None:
            raise Stopped(await _sign_in_first(request, deps, agency, ori, csrf if token else ""))
        page = StaffPage(deps, visit, csrf=csrf, waiting=waiting)
        here = SignedInStaff(visit=visit, csrf=csrf, page=page, source=source_of(request))
        request.state.staff_page = page
        if visit.is_locked:
            raise Stopped(await _keep_and_lock(request, deps, here))
        await self._check_right(request, deps, here)
        if self.keeps_alive and not is_head(request) and now - visit.session.last_seen_at >= SEEN_AGAIN_AFTER:
            async with deps.database.transaction() as session:
                await staff_sessions.touch(session, visit.session.token_hash, now=now)
        return here

    async def _check_right(self, request: Request, deps: ApiDependencies, here: SignedInStaff) -> None:
        if self.right is None or here.may(self.right) or (self.or_right and here.may(self.or_right)):
            return
        route = getattr(request.scope.get("route"), "path", "")
        async with deps.database.transaction() as session:
            refused = here.act(ActKind.NOT_ALLOWED, about=f"page:{route}", outcome=Outcome.REFUSED, reason=self.right)
            await record(session, refused, now=deps.clock())
        raise Stopped(here.page.notice(403, texts.NOT_ALLOWED, texts.NOT_ALLOWED_MORE))


async def _sign_in_first(
    request: Request, deps: ApiDependencies, agency: Agency | None, ori: str, csrf: str
) -> Response:
    """On to the sign-in; after a form of ours, a page that gives back what was typed into it."""
    page = bare_staff_page(request, deps, agency)
    if agency is None:
        return page.notice(404, texts.UNKNOWN, texts.UNKNOWN_MORE)
    again = f"/staff/{ori}/sign-in"
    if request.method != "POST":
        return see_other(f"{again}?next={quote(request.url.path)}")
    form = await checked_form(request, csrf) if csrf else FormData()
    typed = [value for name, value in form.multi_items() if name != "csrf" and str(value).strip()]
    return page.render("over.html", 401, title=texts.OVER, typed="\n\n".join(map(str, typed)), again=again)


async def _keep_and_lock(request: Request, deps: ApiDependencies, here: SignedInStaff) -> Response:
    if request.method == "POST":
        form = await checked_form(request, here.csrf)
        fields = [(name, str(value)) for name, value in form.multi_items() if name != "csrf"]
        async with deps.database.transaction() as session:
            kept = KeptForm(path=request.url.path, fields=fields)
            await sessions.keep_form(session, deps.vault, here.visit, kept)
        return see_other(here.path("locked"))
    return see_other(f"{here.path('locked')}?next={quote(request.url.path)}")


AnyStaff = Annotated[SignedInStaff, Depends(Needs(None))]


async def _form(request: Request, deps: Deps) -> FormData:
    return await checked_form(request, csrf_of(deps.vault, cookies.read(request, deps, StaffCookie.SESSION)))


StaffForm = Annotated[FormData, Depends(_form)]
OUR_STAFF_FORM = Depends(_form)
"""For a route that takes a form of ours and reads none of its fields; listed after the right it needs."""
