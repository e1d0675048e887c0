"""The OpenID provider of each agency; the secret of its application is kept sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.encryption.vault import Vault
from db.queries.insert_if_new import insert_if_new
from db.tables import ProviderAttempt, StaffProvider
from domain.staff.provider_rules import ProviderKind, TwoFactors, read_methods, write_methods

SECRET = "staff_providers.secret"  # noqa: S105  the context in which secrets are sealed, no secret


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderValues:
    """How an agency's provider is set up. Without a secret it is a public client."""

    kind: ProviderKind
    name: str
    issuer: str
    client_id: str
    secret: str = field(default="", repr=False)
    two_factors: TwoFactors
    groups_claim: str
    role_of: dict[str, list[str]]
    badge_claim: str = ""


async def get(session: AsyncSession, ori: str) -> StaffProvider | None:
    """The agency's provider."""
    return await session.get(StaffProvider, ori, populate_existing=True)


async def every(session: AsyncSession) -> Sequence[StaffProvider]:
    """Those of all agencies."""
    return (await session.scalars(select(StaffProvider).order_by(col(StaffProvider.ori)))).all()


async def put(session: AsyncSession, vault: Vault, ori: str, values: ProviderValues, *, now: datetime) -> None:
    """From now on the agency's staff sign in through this; sign-ins that are under way begin anew."""
    columns: dict[str, Any] = {
        "kind": values.kind.value,
        "name": values.name,
        "issuer": values.issuer,
        "client_id": values.client_id,
        "two_factor_acr": list(values.two_factors.acr),
        "two_factor_amr": [write_methods(methods) for methods in values.two_factors.amr],
        "groups_claim": values.groups_claim,
        "role_of": values.role_of,
        "badge_claim": values.badge_claim,
        "changed_at": now,
    }
    await insert_if_new(session, StaffProvider(ori=ori, created_at=now, **columns))
    provider = await session.get_one(StaffProvider, ori, with_for_update=True, populate_existing=True)
    for name, value in columns.items():
        setattr(provider, name, value)
    provider.secret_sealed = vault.seal_if_any(values.secret, context=SECRET, row=ori)
    await session.flush()
    await session.execute(delete(ProviderAttempt).where(col(ProviderAttempt.ori) == ori))


async def remove(session: AsyncSession, ori: str) -> bool:
    """No sign-in through a provider any more; False if there was none."""
    await session.execute(delete(ProviderAttempt).where(col(ProviderAttempt.ori) == ori))
    gone = delete(StaffProvider).where(col(StaffProvider.ori) == ori).returning(col(StaffProvider.ori))
    return (await session.execute(gone)).first() is not None


def secret_of(vault: Vault, provider: StaffProvider) -> str | None:
    """What the application proves itself with; None for a public client."""
    return vault.open_if_any(provider.secret_sealed, context=SECRET, row=provider.ori)


def two_factors_of(provider: StaffProvider) -> TwoFactors:
    """What counts as two factors with this provider."""
    combinations = tuple(read_methods(methods) for methods in provider.two_factor_amr)
    return TwoFactors(acr=tuple(provider.two_factor_acr), amr=combinations)
