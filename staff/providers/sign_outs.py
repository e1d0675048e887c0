"""Ends the sessions of a member of staff when their agency's provider says so.

OpenID Connect Back-Channel Logout 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit.record import record
from db.encryption.vault import Vault
from db.queries import staff_accounts, staff_sessions
from db.tables import StaffProvider, StaffSession
from domain.audit.acts import Act, ActKind
from domain.staff.id_token import check_origin, subject_of
from domain.staff.provider_refusals import ProviderSignInRefused, Unfit
from domain.staff.provider_rules import subject_hash_of
from staff.providers.accounts import BY_PROVIDER
from staff.providers.sign_ins import ProviderSignIns

EVENT = "http://schemas.openid.net/event/backchannel-logout"


def provider_token_of(vault: Vault, session: StaffSession) -> str | None:
    """The ID token by which the session was begun, if it was begun by the provider."""
    return vault.open_if_any(
        session.provider_token_sealed, context="staff_sessions.provider_token", row=session.token_hash
    )


async def signed_out_at_provider(
    sign_ins: ProviderSignIns, provider: StaffProvider, logout_token: str, *, source: str
) -> None:
    """End all sessions of the token's subject. Raises ProviderSignInRefused, ProviderAway.

    A token that names a session of the provider (`sid`) and no subject is refused: sessions are not kept by that name.
    """
    now = sign_ins.clock()
    claims = await sign_ins.providers.claims(logout_token, issuer=provider.issuer, now=now)
    check_origin(claims, issuer=provider.issuer, client_id=provider.client_id, now=now)
    _check_event(claims)
    subject_hash = subject_hash_of(provider.issuer, subject_of(claims))
    async with sign_ins.database.transaction() as session:
        account = await staff_accounts.by_subject(session, provider.ori, subject_hash)
        if account is None:
            return
        await staff_sessions.end_of_account(session, account.id, now=now)
        about = f"account:{account.badge}"
        act = Act(
            ori=provider.ori, kind=ActKind.SIGNED_OUT, by=BY_PROVIDER, about=about, reason="provider", source=source
        )
        await record(session, act, now=now)


def _check_event(claims: Mapping[str, Any]) -> None:
    """An ID token is no logout token: it has no event, and a logout token has no nonce [2.4]."""
    events = claims.get("events")
    if not isinstance(events, dict) or EVENT not in events or "nonce" in claims:
        raise ProviderSignInRefused(Unfit.UNREADABLE)
