"""Signs staff out at their agency's provider too, and ends sessions when the provider says that they are over."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request, Response

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import provider_texts as texts
from api.pages.staff.provider_sign_in import sign_ins
from api.pages.staff.routing import STAFF_HEADERS, bare_staff_page, staff_router
from api.pages.staff.signed_in import SignedInStaff, StaffOri, source_of
from db.queries import staff_providers
from domain.staff.provider_refusals import ProviderSignInRefused
from domain.staff.provider_rules import ProviderKind
from staff.providers.fetch import ProviderAway
from staff.providers.sign_outs import provider_token_of, signed_out_at_provider

router = staff_router()


async def farewell(request: Request, here: SignedInStaff, deps: ApiDependencies) -> Response | None:
    """A page with a button that signs out at the provider [OpenID Connect RP-Initiated Logout 1.0].

    None for a session that the provider did not begin, or if it offers no sign-out. To be asked for before the session
    ends. The token goes in a form, never in an address: those are kept by browsers, proxies and logs.
    """
    token = provider_token_of(deps.vault, here.visit.session)
    async with deps.database.reading() as session:
        provider = await staff_providers.get(session, here.agency.ori) if token else None
    if token is None or provider is None:
        return None
    try:
        metadata = await deps.openid_providers.metadata(provider.issuer, now=deps.clock())
    except ProviderAway:
        return None
    if metadata.end_session_endpoint is None:
        return None
    back = f"{deps.base_url}/staff/{here.agency.ori}/sign-in"
    fields = {"post_logout_redirect_uri": back, "client_id": provider.client_id}
    # Entra takes a GET and asks itself which account is meant; it needs no token.
    by_get = provider.kind == ProviderKind.ENTRA
    page = bare_staff_page(request, deps, here.agency)
    answer = page.render(
        "provider_farewell.html",
        title=texts.SIGNED_OUT,
        texts=texts,
        name=provider.name,
        method="get" if by_get else "post",
        action=metadata.end_session_endpoint,
        fields=fields if by_get else fields | {"id_token_hint": token},
    )
    answer.headers["Content-Security-Policy"] = _policy_with(metadata.end_session_endpoint)
    return answer


@router.post("/{ori}/provider/sign-out")
async def end_sessions(request: Request, ori: StaffOri, deps: Deps) -> Response:
    """The provider says that a member of staff signed out there, or may not sign in any more.

    OpenID Connect Back-Channel Logout 1.0: 200 if their sessions are over, 400 if the token is not right.
    """
    async with deps.database.reading() as session:
        provider = await staff_providers.get(session, ori)
    if provider is None:
        raise NothingThere
    form = await request.form(max_files=0, max_fields=10)
    try:
        await signed_out_at_provider(
            sign_ins(deps), provider, str(form.get("logout_token", "")), source=source_of(request)
        )
    except (ProviderSignInRefused, ProviderAway):
        return Response(status_code=400, headers={"Cache-Control": "no-store"})
    return Response(status_code=200, headers={"Cache-Control": "no-store"})


def _policy_with(address: str) -> str:
    """Our pages' policy, which lets the form of this one lead to the provider and back."""
    parts = urlsplit(address)
    policy = STAFF_HEADERS["Content-Security-Policy"]
    return policy.replace("form-action 'self'", f"form-action 'self' {parts.scheme}://{parts.netloc}")
