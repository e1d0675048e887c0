"""Takes what staff sign in with where no OpenID provider does it: a password and a code, or a passkey."""

from __future__ import annotations

from math import ceil

from fastapi import Request, Response
from starlette.datastructures import FormData

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import cookies
from api.pages.staff import sign_in_texts as texts
from api.pages.staff.cookies import StaffCookie
from api.pages.staff.routing import STAFF_HEADERS, staff_router
from api.pages.staff.sign_in import ProvenStaff, Shown, let_in, locked_visit, show_ways, visitor_csrf
from api.pages.staff.signed_in import StaffOri, checked_form, source_of
from db.queries import agencies
from db.tables import Agency
from domain.staff.sign_in import Method
from staff import passkeys
from staff.local_sign_in import LocalSignIn, TypedProof
from staff.passkeys import RelyingParty
from staff.sign_in_tries import SignInRefused, TriedFrom

router = staff_router()

REFUSED, TOO_MANY = 403, 429
_LONGEST_BADGE = 100


@router.post("/{ori}/sign-in")
async def sign_in_by_password(request: Request, ori: StaffOri, deps: Deps) -> Response:
    """Let them in, or say the same whatever was wrong."""
    agency, at, form = await _tried(request, ori, deps)
    typed = TypedProof(
        badge=str(form.get("badge", ""))[:_LONGEST_BADGE],
        password=str(form.get("password", "")),
        code=str(form.get("code", "")),
    )
    shown = Shown(next=str(form.get("next", "")), badge=typed.badge)
    try:
        account_id = await LocalSignIn(deps.database, deps.vault, clock=deps.clock).by_password(at, typed)
    except SignInRefused as refused:
        return await _say_no(request, deps, ori, refused, shown)
    proven = ProvenStaff(account_id=account_id, method=Method.PASSWORD_AND_CODE)
    return await let_in(request, deps, agency, proven, next_path=shown.next)


@router.post("/{ori}/passkey/challenge")
async def ask_passkey(request: Request, ori: StaffOri, deps: Deps) -> Response:
    """What the script of the page hands to the browser: answered once, within minutes, by this browser."""
    _, at, _ = await _tried(request, ori, deps)
    party = _party(deps)
    try:
        challenge = await LocalSignIn(deps.database, deps.vault, clock=deps.clock).ask_passkey(at)
    except SignInRefused:
        return Response(status_code=TOO_MANY, headers=STAFF_HEADERS)
    options = passkeys.request_options(party, challenge=challenge)
    return Response(options, media_type="application/json", headers=STAFF_HEADERS)


@router.post("/{ori}/passkey")
async def sign_in_by_passkey(request: Request, ori: StaffOri, deps: Deps) -> Response:
    """Let them in if their passkey signed what this browser was asked."""
    agency, at, form = await _tried(request, ori, deps)
    shown, sent = Shown(next=str(form.get("next", ""))), str(form.get("credential", ""))
    try:
        sign_in = LocalSignIn(deps.database, deps.vault, clock=deps.clock)
        account_id = await sign_in.by_passkey(at, _party(deps), sent)
    except SignInRefused as refused:
        return await _say_no(request, deps, ori, refused, shown)
    proven = ProvenStaff(account_id=account_id, method=Method.PASSKEY)
    return await let_in(request, deps, agency, proven, next_path=shown.next)


async def _tried(request: Request, ori: str, deps: ApiDependencies) -> tuple[Agency, TriedFrom, FormData]:
    """The agency, where the try comes from, and a form of ours. Raises NothingThere, WrongStaffForm."""
    async with deps.database.reading() as session:
        agency = await agencies.get(session, ori)
    if agency is None:
        raise NothingThere
    _, csrf = visitor_csrf(request, deps)
    form = await checked_form(request, csrf)
    visit = await locked_visit(request, ori, deps)
    locked = visit.account.id if visit is not None and visit.is_locked else None
    visitor = cookies.read(request, deps, StaffCookie.VISITOR)
    return agency, TriedFrom(ori=ori, source=source_of(request), visitor=visitor, locked_account=locked), form


async def _say_no(request: Request, deps: ApiDependencies, ori: str, refused: SignInRefused, shown: Shown) -> Response:
    if refused.retry_after is None:
        said = Shown(
            next=shown.next,
            badge=shown.badge,
            problem=texts.NOT_LET_IN,
            more=texts.NOT_LET_IN_MORE,
            status=REFUSED,
        )
        return await show_ways(request, ori, deps, said)
    seconds = ceil(refused.retry_after.total_seconds())
    said = Shown(
        next=shown.next,
        badge=shown.badge,
        problem=texts.LATER,
        more=texts.LATER_MORE,
        minutes=ceil(seconds / 60),
        status=TOO_MANY,
    )
    answer = await show_ways(request, ori, deps, said)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _party(deps: ApiDependencies) -> RelyingParty:
    party = RelyingParty.of(deps.base_url)
    if party is None:
        raise NothingThere
    return party
