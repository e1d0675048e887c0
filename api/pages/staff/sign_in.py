"""The page where staff sign in, and the page of a session that is locked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Request, Response

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import cookies, frame_texts, provider_texts
from api.pages.staff import sign_in_texts as texts
from api.pages.staff.cookies import StaffCookie
from api.pages.staff.routing import StaffFrame, bare_staff_page, staff_router
from api.pages.staff.signed_in import StaffOri, csrf_of, see_other, source_of
from db.queries import agencies, staff_providers
from db.tables import Agency
from domain.staff.sign_in import Method
from staff import sessions
from staff.sessions import AccountClosed, NewStaffSession, StaffVisit

router = staff_router()

TOKEN_BYTES = 32


@router.get("/{ori}/sign-in")
async def ask_who(request: Request, ori: StaffOri, deps: Deps, next: Annotated[str, Query()] = "") -> Response:
    """The log-on banner, and the ways to sign in."""
    async with deps.database.reading() as session:
        agency, provider = await agencies.get(session, ori), await staff_providers.get(session, ori)
    if agency is None:
        raise NothingThere
    page = bare_staff_page(request, deps, agency)
    ways: dict[str, Any] = {"provider": provider, "provider_texts": provider_texts, "next_path": next}
    return page.render("sign_in.html", title=texts.SIGN_IN, texts=texts, locked=False, kept=False, **ways)


@router.get("/{ori}/locked")
async def show_locked(request: Request, ori: StaffOri, deps: Deps, next: Annotated[str, Query()] = "") -> Response:
    """The same page for a session that is locked: what was typed is kept."""
    visit = await locked_visit(request, ori, deps)
    if visit is None:
        return see_other(f"/staff/{ori}/sign-in")
    if not visit.is_locked:
        return see_other(after_sign_in(visit, next))
    page = bare_staff_page(request, deps, visit.agency)
    kept = visit.session.kept_sealed is not None
    async with deps.database.reading() as session:
        provider = await staff_providers.get(session, ori)
    ways: dict[str, Any] = {"provider": provider, "provider_texts": provider_texts, "next_path": next}
    return page.render("sign_in.html", title=frame_texts.LOCKED, texts=texts, locked=True, kept=kept, **ways)


async def locked_visit(request: Request, ori: str, deps: ApiDependencies) -> StaffVisit | None:
    """The session of this browser, locked or not."""
    token = cookies.read(request, deps, StaffCookie.SESSION)
    async with deps.database.reading() as session:
        return await sessions.find(session, deps.vault, token=token, ori=ori, now=deps.clock()) if token else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenStaff:
    """An account whose owner proved by `method` that they are there."""

    account_id: str
    method: Method
    provider_token: str | None = None


async def let_in(
    request: Request, deps: ApiDependencies, agency: Agency, proven: ProvenStaff, *, next_path: str = ""
) -> Response:
    """Open a session, or this browser's locked one again if it is the same account's, and go to where they were."""
    before = await locked_visit(request, agency.ori, deps)
    again = before is not None and before.is_locked and before.account.id == proven.account_id
    token = cookies.read(request, deps, StaffCookie.SESSION) if again else secrets.token_urlsafe(TOKEN_BYTES)
    new = NewStaffSession(
        token=token,
        account_id=proven.account_id,
        method=proven.method,
        source=source_of(request),
        provider_token=proven.provider_token,
    )
    try:
        async with deps.database.transaction() as session:
            await sessions.open_session(session, deps.vault, new, now=deps.clock())
    except AccountClosed:
        return bare_staff_page(request, deps, agency).notice(403, texts.NOT_OPEN, texts.NOT_OPEN_MORE)
    kept = again and before is not None and before.session.kept_sealed is not None
    own = f"/staff/{agency.ori}"
    answer = see_other(f"{own}/kept" if kept else (next_path if _is_ours(next_path, own) else own))
    cookies.put(answer, deps, StaffCookie.SESSION, token)
    return answer


def after_sign_in(visit: StaffVisit, next_path: str) -> str:
    """Where a member of staff goes on: to the page they asked for, if it is one of their agency's staff pages."""
    own = f"/staff/{visit.agency.ori}"
    return next_path if _is_ours(next_path, own) else own


def _is_ours(path: str, own: str) -> bool:
    return (path == own or path.startswith(f"{own}/")) and "\\" not in path and ".." not in path and "//" not in path


def visitor_csrf(request: Request, deps: ApiDependencies) -> tuple[str, str]:
    """The visitor's cookie, made if there is none, and what a form must carry that belongs to it."""
    visitor = cookies.read(request, deps, StaffCookie.VISITOR) or secrets.token_urlsafe(TOKEN_BYTES)
    return visitor, csrf_of(deps.vault, visitor)


def visitor_page(request: Request, deps: ApiDependencies, agency: Agency) -> tuple[StaffFrame, str, str]:
    """A page for a visitor whose form must come from this browser: the page, their cookie and the form's token."""
    visitor, csrf = visitor_csrf(request, deps)
    return bare_staff_page(request, deps, agency), visitor, csrf
