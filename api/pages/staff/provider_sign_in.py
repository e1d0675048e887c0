"""Signs staff in through their agency's OpenID provider: the way there, and the way back."""

from __future__ import annotations

import secrets
from typing import Annotated
from urllib.parse import quote

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import cookies
from api.pages.staff import provider_texts as texts
from api.pages.staff.cookies import StaffCookie
from api.pages.staff.routing import STAFF_HEADERS, bare_staff_page, staff_router
from api.pages.staff.sign_in import TOKEN_BYTES, ProvenStaff, let_in, locked_visit
from api.pages.staff.signed_in import StaffOri, see_other, source_of
from db.queries import agencies, staff_providers
from db.tables import Agency, StaffProvider
from domain.staff.provider_refusals import ProviderSignInRefused, Unfit
from domain.staff.sign_in import Method
from portal.sign_in_limits import network_of
from staff.providers.attempts import NewAttempt, TooManyBegun
from staff.providers.fetch import ProviderAway
from staff.providers.requests import FlowSecrets
from staff.providers.sign_ins import ProviderAnswer, ProviderSignIns, SignInIsOld

router = staff_router()

LONGEST_ANSWER = 4000
"""Characters of a code or a state; longer ones are none."""

Answered = Annotated[str, Query(max_length=LONGEST_ANSWER)]


@router.get("/{ori}/provider/start")
async def start(
    request: Request,
    ori: StaffOri,
    deps: Deps,
    next: Annotated[str, Query()] = "",
    again: Annotated[bool, Query()] = False,
) -> Response:
    """Send the browser to the provider. `again`: they must prove anew who they are, as for a session that is locked.

    A GET: the policy of our pages lets no form lead elsewhere.
    """
    agency, provider = await _provider_of(ori, deps)
    visit = await locked_visit(request, ori, deps)
    browser = cookies.read(request, deps, StaffCookie.VISITOR) or secrets.token_urlsafe(TOKEN_BYTES)
    is_fresh = again or (visit is not None and visit.is_locked)
    network = network_of(source_of(request))
    new = NewAttempt(flow=FlowSecrets(), browser=browser, network=network, next_path=next, is_fresh=is_fresh)
    try:
        address = await sign_ins(deps).begin(provider, new)
    except ProviderAway:
        return _refused(request, deps, agency, Unfit.PROVIDER_AWAY)
    except TooManyBegun:
        return bare_staff_page(request, deps, agency).notice(429, texts.TOO_OFTEN, texts.TOO_OFTEN_MORE)
    answer = RedirectResponse(address, status_code=303, headers=STAFF_HEADERS)
    cookies.put(answer, deps, StaffCookie.VISITOR, browser)
    return answer


@router.get("/{ori}/provider/return")
async def come_back(
    request: Request,
    ori: StaffOri,
    deps: Deps,
    state: Answered = "",
    code: Answered = "",
    iss: Annotated[str | None, Query(max_length=LONGEST_ANSWER)] = None,
    error: Answered = "",
) -> Response:
    """Let them in, if all that the provider says is right."""
    agency, _ = await _provider_of(ori, deps)
    answer = ProviderAnswer(
        ori=ori,
        browser=cookies.read(request, deps, StaffCookie.VISITOR),
        source=source_of(request),
        state=state,
        code=code,
        issuer=iss,
        error=error,
    )
    try:
        proven = await sign_ins(deps).finish(answer)
    except SignInIsOld as old:
        return see_other(_start_again(ori, old.next_path))
    except ProviderSignInRefused as refused:
        return _refused(request, deps, agency, refused.why)
    visit = await locked_visit(request, ori, deps)
    if visit is not None and visit.is_locked and not proven.is_fresh:  # it was begun before the session was locked
        return see_other(_start_again(ori, proven.next_path))
    staff = ProvenStaff(account_id=proven.account_id, method=Method.PROVIDER, provider_token=proven.id_token)
    return await let_in(request, deps, agency, staff, next_path=proven.next_path)


def sign_ins(deps: ApiDependencies) -> ProviderSignIns:
    """What begins and finishes them."""
    return ProviderSignIns(
        database=deps.database,
        vault=deps.vault,
        providers=deps.openid_providers,
        clock=deps.clock,
        base_url=deps.base_url,
    )


async def _provider_of(ori: str, deps: ApiDependencies) -> tuple[Agency, StaffProvider]:
    async with deps.database.reading() as session:
        agency, provider = await agencies.get(session, ori), await staff_providers.get(session, ori)
    if agency is None or provider is None:
        raise NothingThere
    return agency, provider


def _refused(request: Request, deps: ApiDependencies, agency: Agency, why: Unfit) -> Response:
    page = bare_staff_page(request, deps, agency)
    status = 503 if why is Unfit.PROVIDER_AWAY else 403
    values = {"again": f"/staff/{agency.ori}/sign-in", "other": _start_again(agency.ori, "")}
    return page.render(
        "provider_refused.html", status, title=texts.REFUSED, more=texts.BECAUSE[why], texts=texts, **values
    )


def _start_again(ori: str, next_path: str) -> str:
    return f"/staff/{ori}/provider/start?again=true" + (f"&next={quote(next_path)}" if next_path else "")
