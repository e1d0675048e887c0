"""Signs in to a demonstration by a link, without a second factor: on a loopback address only."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path as InPath
from fastapi import Request, Response

from api.dependencies import ApiDependencies, Deps
from api.pages.staff import cookies, frame_texts
from api.pages.staff import sign_in_texts as texts
from api.pages.staff.cookies import StaffCookie
from api.pages.staff.routing import bare_staff_page, staff_router
from api.pages.staff.sign_in import ProvenStaff, let_in, visitor_page
from api.pages.staff.signed_in import StaffOri, checked_form
from db.queries import agencies, sign_in_links, staff_accounts
from db.tables import Agency, StaffAccount
from domain.loopback import is_loopback
from domain.staff.roles import Role
from domain.staff.sign_in import LinkPurpose, Method

router = staff_router()

LinkToken = Annotated[str, InPath(max_length=100)]


@router.get("/{ori}/demonstration/{token}")
async def show_link(request: Request, ori: StaffOri, token: LinkToken, deps: Deps) -> Response:
    """Who the link signs in as, and a button: a program that follows links signs in as no one."""
    found = await _account_of(request, ori, token, deps)
    if found is None:
        return bare_staff_page(request, deps).notice(404, texts.NO_LINK, texts.NO_LINK_MORE)
    agency, account = found
    page, visitor, csrf = visitor_page(request, deps, agency)
    role = page.say(frame_texts.ROLES[Role(account.roles.split()[0])])
    answer = page.render(
        "demonstration.html", title=texts.DEMONSTRATION, texts=texts, csrf=csrf, role=role, account=account
    )
    cookies.put(answer, deps, StaffCookie.VISITOR, visitor)
    return answer


@router.post("/{ori}/demonstration/{token}")
async def follow_link(request: Request, ori: StaffOri, token: LinkToken, deps: Deps) -> Response:
    """Let them in."""
    found = await _account_of(request, ori, token, deps)
    if found is None:
        return bare_staff_page(request, deps).notice(404, texts.NO_LINK, texts.NO_LINK_MORE)
    agency, account = found
    _, _, csrf = visitor_page(request, deps, agency)
    await checked_form(request, csrf)
    proven = ProvenStaff(account_id=account.id, method=Method.DEMONSTRATION)
    return await let_in(request, deps, agency, proven)


async def _account_of(
    request: Request, ori: str, token: str, deps: ApiDependencies
) -> tuple[Agency, StaffAccount] | None:
    # Both, as a proxy may show to the world an API that knows of no public address.
    if not (is_loopback(deps.base_url) and is_loopback(str(request.base_url))):
        return None
    async with deps.database.reading() as session:
        agency = await agencies.get(session, ori)
        hashed = deps.vault.token_hash(token)
        link = await sign_in_links.find(session, hashed, LinkPurpose.DEMONSTRATION, now=deps.clock())
        account = await staff_accounts.get(session, link.account_id) if link else None
    return (agency, account) if agency and account and account.ori == agency.ori else None
