"""The pages behind an invitation: its owner makes a passkey, or chooses a password and adds an app that shows codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import segno
from fastapi import Path as InPath
from fastapi import Request, Response
from markupsafe import Markup

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import cookies
from api.pages.staff import sign_in_texts as texts
from api.pages.staff.cookies import StaffCookie
from api.pages.staff.routing import STAFF_HEADERS, bare_staff_page, staff_router
from api.pages.staff.sign_in import ProvenStaff, banner_of, let_in, visitor_csrf, visitor_page
from api.pages.staff.signed_in import StaffOri, checked_form, source_of
from domain.staff.passwords import MOST
from domain.staff.sign_in import Method, PasswordFlaw
from locales.sentences import Sentence
from staff import one_time_codes
from staff.passkeys import RelyingParty, WrongPasskey
from staff.welcome import ChosenPassword, Flaws, InvitationOver, InvitedMember, Welcome

router = staff_router()

LinkToken = Annotated[str, InPath(max_length=100)]

_FLAWS: Mapping[PasswordFlaw, Sentence] = {
    PasswordFlaw.SHORT: texts.SHORT,
    PasswordFlaw.LONG: texts.LONG,
    PasswordFlaw.COMMON: texts.COMMON,
}
_LETTERS_IN_A_GROUP = 4


@router.get("/{ori}/welcome/{token}")
async def show_ways_to_sign_in(request: Request, ori: StaffOri, token: LinkToken, deps: Deps) -> Response:
    """The two ways; a program that follows links uses nothing up."""
    try:
        invited = await _welcome(deps).find(ori, token)
    except InvitationOver:
        return _over(request, deps)
    return _choices(request, deps, invited)


@router.get("/{ori}/welcome/{token}/password")
async def show_password_form(request: Request, ori: StaffOri, token: LinkToken, deps: Deps) -> Response:
    """The setup key for the app, and the form."""
    try:
        invited = await _welcome(deps).find(ori, token)
    except InvitationOver:
        return _over(request, deps)
    return _password_form(request, deps, invited, Flaws(None, code=False))


@router.post("/{ori}/welcome/{token}/password")
async def choose_password(request: Request, ori: StaffOri, token: LinkToken, deps: Deps) -> Response:
    """Keep both, use the invitation up, and let them in."""
    try:
        invited = await _welcome(deps).find(ori, token)
        form = await checked_form(request, visitor_csrf(request, deps)[1])
        chosen = ChosenPassword(password=str(form.get("password", "")), code=str(form.get("code", "")))
        flaws = await _welcome(deps).choose_password(invited, chosen, source=source_of(request))
    except InvitationOver:
        return _over(request, deps)
    if flaws:
        return _password_form(request, deps, invited, flaws)
    proven = ProvenStaff(account_id=invited.account.id, method=Method.PASSWORD_AND_CODE)
    return await let_in(request, deps, invited.agency, proven)


@router.post("/{ori}/welcome/{token}/challenge")
async def ask_passkey(request: Request, ori: StaffOri, token: LinkToken, deps: Deps) -> Response:
    """What the script of the page hands to the browser."""
    try:
        invited = await _welcome(deps).find(ori, token)
    except InvitationOver:
        return _over(request, deps)
    await checked_form(request, visitor_csrf(request, deps)[1])
    options = await _welcome(deps).ask_passkey(invited, _party(deps))
    return Response(options, media_type="application/json", headers=STAFF_HEADERS)


@router.post("/{ori}/welcome/{token}/passkey")
async def choose_passkey(request: Request, ori: StaffOri, token: LinkToken, deps: Deps) -> Response:
    """Keep the passkey, use the invitation up, and let them in."""
    try:
        invited = await _welcome(deps).find(ori, token)
        form = await checked_form(request, visitor_csrf(request, deps)[1])
        sent = str(form.get("credential", ""))
        await _welcome(deps).choose_passkey(invited, _party(deps), sent, source=source_of(request))
    except InvitationOver:
        return _over(request, deps)
    except WrongPasskey:
        return _choices(request, deps, invited, failed=True)
    proven = ProvenStaff(account_id=invited.account.id, method=Method.PASSKEY)
    return await let_in(request, deps, invited.agency, proven)


def _welcome(deps: ApiDependencies) -> Welcome:
    return Welcome(deps.database, deps.vault, clock=deps.clock)


def _choices(request: Request, deps: ApiDependencies, invited: InvitedMember, *, failed: bool = False) -> Response:
    page, visitor, csrf = visitor_page(request, deps, invited.agency)
    answer = page.render(
        "welcome.html",
        403 if failed else 200,
        title=texts.WELCOME,
        texts=texts,
        csrf=csrf,
        invited=invited,
        banner=banner_of(page, invited.agency),
        passkeys=RelyingParty.of(deps.base_url) is not None,
        failed=failed,
    )
    cookies.put(answer, deps, StaffCookie.VISITOR, visitor)
    return answer


def _password_form(request: Request, deps: ApiDependencies, invited: InvitedMember, flaws: Flaws) -> Response:
    page, visitor, csrf = visitor_page(request, deps, invited.agency)
    address = one_time_codes.address_of_secret(invited.secret, badge=invited.account.badge, agency=invited.agency.name)
    answer = page.render(
        "welcome_password.html",
        422 if flaws else 200,
        title=texts.CHOOSE_PASSWORD,
        texts=texts,
        csrf=csrf,
        invited=invited,
        most=MOST,
        picture=_picture(address),
        groups=_in_groups(invited.secret),
        wrong_password=_FLAWS[flaws.password] if flaws.password else None,
        wrong_code=texts.WRONG_CODE if flaws.code else None,
    )
    cookies.put(answer, deps, StaffCookie.VISITOR, visitor)
    return answer


def _picture(address: str) -> Markup:
    """An SVG within the page: dark on light in the dark scheme, too, or cameras do not read it."""
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr"))  # noqa: S704


def _in_groups(secret: str) -> list[str]:
    return [secret[at : at + _LETTERS_IN_A_GROUP] for at in range(0, len(secret), _LETTERS_IN_A_GROUP)]


def _over(request: Request, deps: ApiDependencies) -> Response:
    return bare_staff_page(request, deps).notice(404, texts.INVITATION_OVER, texts.INVITATION_OVER_MORE)


def _party(deps: ApiDependencies) -> RelyingParty:
    party = RelyingParty.of(deps.base_url)
    if party is None:
        raise NothingThere
    return party
