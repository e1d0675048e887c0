"""Begin a sign-in at the agency's provider, and take up the one that a browser comes back with, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import provider_attempts, rate_counts, staff_providers
from db.tables import ProviderAttempt, StaffProvider
from domain.staff.id_token import hash_of
from domain.staff.provider_refusals import ProviderSignInRefused, Unfit
from staff.providers.requests import FlowSecrets

LASTS = timedelta(minutes=10)
VERIFIER = "provider_attempts.verifier"
LONGEST_PATH = 500

WINDOW = timedelta(minutes=15)
MOST_BEGUN = 600
"""By one network in one window: a shift of a large agency behind one address, all at once, and again."""
MOST_REFUSALS_RECORDED = 60
"""Of answers that belong to no sign-in of ours: they cost their sender nothing, and must not fill the audit log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttempt:
    """A sign-in that a browser begins. `browser`: the secret in its cookie; `network`: where it is, about."""

    flow: FlowSecrets
    browser: str = field(repr=False)
    network: str
    next_path: str = ""
    is_fresh: bool


class TooManyBegun(Exception):
    """A network begins sign-ins without end; each costs a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """The sign-in that a browser came back with, and its provider as it is set up."""

    attempt: ProviderAttempt
    provider: StaffProvider
    verifier: str = field(repr=False)


async def begin(
    session: AsyncSession, vault: Vault, provider: StaffProvider, new: NewAttempt, *, now: datetime
) -> None:
    """Remember what the answer must fit. Raises TooManyBegun."""
    if await _count(session, vault, f"provider.begun.{provider.ori}", new.network, now) > MOST_BEGUN:
        raise TooManyBegun
    state_hash = vault.token_hash(new.flow.state)
    attempt = ProviderAttempt(
        state_hash=state_hash,
        ori=provider.ori,
        issuer=provider.issuer,
        client_id=provider.client_id,
        browser_hash=vault.token_hash(new.browser),
        nonce_hash=hash_of(new.flow.nonce),
        verifier_sealed=vault.seal(new.flow.verifier, context=VERIFIER, row=state_hash),
        next_path=new.next_path if len(new.next_path) <= LONGEST_PATH else "",
        is_fresh=new.is_fresh,
        created_at=now,
        expires_at=now + LASTS,
    )
    await provider_attempts.add(session, attempt)


async def take_up(
    session: AsyncSession, vault: Vault, ori: str, *, state: str, browser: str, now: datetime
) -> TakenUp | None:
    """The sign-in of this state, if this browser began it at this agency, and for the first time. None if not.

    Raises ProviderSignInRefused if the agency has changed its provider meanwhile.
    """
    state_hash = vault.token_hash(state)
    browser_hash = vault.token_hash(browser)
    attempt = await provider_attempts.use_up(session, state_hash, ori=ori, browser_hash=browser_hash, now=now)
    if attempt is None:
        return None
    provider = await staff_providers.get(session, ori)
    if provider is None or (provider.issuer, provider.client_id) != (attempt.issuer, attempt.client_id):
        raise ProviderSignInRefused(Unfit.PROVIDER_CHANGED)
    verifier = vault.open(attempt.verifier_sealed, context=VERIFIER, row=state_hash)
    return TakenUp(attempt=attempt, provider=provider, verifier=verifier)


async def may_record(session: AsyncSession, vault: Vault, ori: str, source: str, *, now: datetime) -> bool:
    """False for a network whose answers that belong to no sign-in were recorded often enough."""
    return await _count(session, vault, f"provider.refused.{ori}", source, now) <= MOST_REFUSALS_RECORDED


async def _count(session: AsyncSession, vault: Vault, what: str, source: str, now: datetime) -> int:
    began_at = now - timedelta(seconds=now.timestamp() % WINDOW.total_seconds())
    bucket = f"{what}.{vault.fingerprint(source, kind='network')}"
    return await rate_counts.count(session, bucket, began_at=began_at)
