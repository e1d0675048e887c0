"""What staff can do on any page: go to their first page, choose a language, sign out, send what was kept."""

from __future__ import annotations

from fastapi import Request, Response

from api.dependencies import Deps
from api.pages.staff import cookies
from api.pages.staff import frame_texts as texts
from api.pages.staff.cookies import StaffCookie
from api.pages.staff.provider_sign_out import farewell
from api.pages.staff.routing import STAFF_HEADERS, staff_router
from api.pages.staff.signed_in import AnyStaff, StaffForm, see_other
from db.queries import staff_accounts
from locales.catalog_loader import STAFF
from staff import sessions

router = staff_router()


@router.get("/{ori}")
async def home(here: AnyStaff) -> Response:
    """Their first page; a supervisor's is the day, since few cases are their own."""
    pages = [path for path, _, rights in texts.PAGES if rights & here.visit.rights]
    first = "today" if "today" in pages else next(iter(pages), None)
    return see_other(here.path(first)) if first else here.page.notice(200, texts.HOME, texts.NOTHING_HERE)


@router.post("/{ori}/language")
async def speak(here: AnyStaff, form: StaffForm, deps: Deps) -> Response:
    """Show the pages in this language from now on."""
    language = str(form.get("language", ""))
    if language in STAFF.languages:
        async with deps.database.transaction() as session:
            await staff_accounts.speak(session, here.account.id, language)
    # Only what we wrote ourselves is followed: a path below the agency's staff pages.
    back = str(form.get("back", ""))
    return see_other(here.path(back if not back.startswith(("/", "\\", ".")) else ""))


@router.post("/{ori}/stay")
async def stay(here: AnyStaff, form: StaffForm) -> Response:
    """Thirty more minutes; the page and what is typed in it stay as they are."""
    del here, form
    return Response(status_code=204, headers=STAFF_HEADERS)


@router.post("/{ori}/sign-out")
async def sign_out(request: Request, here: AnyStaff, form: StaffForm, deps: Deps) -> Response:
    """End the session, and offer to end that of the agency's provider."""
    del form
    at_provider = await farewell(request, here, deps)
    async with deps.database.transaction() as session:
        await sessions.end(session, here.visit, source=here.source, now=deps.clock())
    answer = at_provider or see_other(here.path("sign-in"))
    answer.headers["Clear-Site-Data"] = '"cache"'
    cookies.remove(answer, deps, StaffCookie.SESSION)
    return answer


@router.get("/{ori}/kept")
async def show_kept(here: AnyStaff, deps: Deps) -> Response:
    """The form that was sent while the session was locked, to be sent now or thrown away."""
    kept = sessions.kept_form(deps.vault, here.visit)
    if kept is None:
        return see_other(here.path())
    return here.page.render("kept.html", title=texts.KEPT, kept=kept)


@router.post("/{ori}/kept/throw-away")
async def throw_away(here: AnyStaff, form: StaffForm, deps: Deps) -> Response:
    """Forget it."""
    del form
    async with deps.database.transaction() as session:
        await sessions.forget_form(session, here.visit)
    return see_other(here.path())
