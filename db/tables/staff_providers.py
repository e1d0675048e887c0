"""Through which OpenID provider an agency's staff sign in, and the sign-ins that were begun there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from db.tables.base import facts_column, ids_column, moment


class StaffProvider(SQLModel, table=True):
    """The OpenID provider of an agency; each has one at most."""

    __tablename__ = "staff_providers"

    ori: str = Field(primary_key=True, foreign_key="agencies.ori")
    kind: str
    """`domain.staff.provider_rules.ProviderKind`."""
    name: str
    """What the sign-in page calls it."""
    issuer: str
    client_id: str
    secret_sealed: str | None = None
    """None: a public client, which is held by PKCE alone."""
    two_factor_acr: list[str] = ids_column()
    two_factor_amr: list[str] = ids_column()
    """Methods that must occur together, as `pwd+otp`."""
    groups_claim: str
    role_of: dict[str, Any] = facts_column()
    """Group -> list of `domain.staff.roles.Role` values."""
    badge_claim: str = ""
    """Empty: badges are made here."""
    created_at: datetime = moment()
    changed_at: datetime = moment()


class ProviderAttempt(SQLModel, table=True):
    """One sign-in that was begun at a provider: for ten minutes, for one browser, and once."""

    __tablename__ = "provider_attempts"

    state_hash: str = Field(primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    issuer: str
    client_id: str
    browser_hash: str
    """Of the cookie of the browser that began it."""
    nonce_hash: str
    verifier_sealed: str
    """PKCE's code verifier [RFC 7636]."""
    next_path: str = ""
    is_fresh: bool
    """They must prove anew who they are, even if the provider's own session goes on."""
    created_at: datetime = moment()
    expires_at: datetime = moment(index=True)
    used_at: datetime | None = moment(nullable=True)
