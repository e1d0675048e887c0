"""What an agency's OpenID provider must say of a member of staff: two factors, groups that have a role, a badge."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.staff.provider_refusals import ProviderSignInRefused, Unfit
from domain.staff.roles import Role

Claims = Mapping[str, Any]
"""What an ID token says, once its signature was checked."""


class ProviderKind(StrEnum):
    """Whose product it is: what counts as two factors, and how it is asked for, differs."""

    ENTRA = "entra"
    OKTA = "okta"
    KEYCLOAK = "keycloak"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoFactors:
    """What proves two factors: a context (`acr`, with Entra one of `acrs`), or methods (`amr`) that occur together."""

    acr: tuple[str, ...] = ()
    amr: tuple[frozenset[str], ...] = ()

    def are_proved_by(self, claims: Claims) -> bool:
        """True if the token says so; what it does not say does not count [CJIS IA-2; NIST SP 800-63C]."""
        contexts = _words(claims.get("acr")) | _words(claims.get("acrs"))
        methods = _words(claims.get("amr"))
        return not contexts.isdisjoint(self.acr) or any(wanted and wanted <= methods for wanted in self.amr)


_MFA = frozenset({"mfa"})

TWO_FACTORS: Mapping[ProviderKind, TwoFactors] = {
    ProviderKind.ENTRA: TwoFactors(acr=("c1",), amr=(_MFA,)),
    ProviderKind.OKTA: TwoFactors(acr=("urn:okta:loa:2fa:any", "phr", "phrh"), amr=(_MFA,)),
    ProviderKind.KEYCLOAK: TwoFactors(acr=("2", "3"), amr=(_MFA,)),
    ProviderKind.OTHER: TwoFactors(amr=(_MFA,)),
}
"""Unless the agency says otherwise. c1: an authentication context of Entra's Conditional Access; 2 and 3: levels of
Keycloak, which says 1 for a password and 0 for a session that goes on; mfa: RFC 8176. Read in each vendor's pages;
see docs/staff-openid.md."""


def read_methods(text: str) -> frozenset[str]:
    """`pwd+otp` as the methods that must occur together. Raises ValueError."""
    methods = frozenset(part.strip() for part in text.split("+"))
    if "" in methods:
        raise ValueError("write methods that must occur together as pwd+otp")
    return methods


def write_methods(methods: Collection[str]) -> str:
    """The same as it is written."""
    return "+".join(sorted(methods))


def groups_of(claims: Claims, claim: str) -> frozenset[str]:
    """The groups in this claim, which may lie deeper (`realm_access.roles`).

    Raises ProviderSignInRefused if the provider left them out because there are too many.
    """
    left_out = claims.get("_claim_names")
    if claim not in claims and ((isinstance(left_out, Mapping) and claim in left_out) or claims.get("hasgroups")):
        raise ProviderSignInRefused(Unfit.GROUPS_LEFT_OUT)
    return _words(_lookup(claims, claim))


def roles_of(groups: Collection[str], role_of: Mapping[str, Sequence[str]]) -> frozenset[Role]:
    """The roles that these groups stand for; none if no group has one."""
    return frozenset(Role(role) for group in groups for role in role_of.get(group, ()))


def subject_hash_of(issuer: str, subject: str) -> str:
    """How an account is found again: SHA-256 (hex) of issuer and subject, which are unique together [OIDC Core 2]."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


_BADGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,63}")
"""As `domain.actors` has it, without @: an email address is no badge."""
LEAST_OF_NAME = 3


def badge_of(claims: Claims, claim: str) -> str | None:
    """The badge in this claim; None if there is none that is neither a name nor an address."""
    value = _lookup(claims, claim) if claim else None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not _BADGE.fullmatch(value):
        return None
    named = (claims.get(name) for name in ("name", "given_name", "family_name", "middle_name"))
    parts = {part.lower() for name in named if isinstance(name, str) for part in re.split(r"[\W_]+", name)}
    is_name = any(len(part) >= LEAST_OF_NAME and part in value.lower() for part in parts)
    return None if is_name else value


def badges_made_from(subject_hash: str) -> tuple[str, ...]:
    """Badges for an account whose provider gives none, in the order in which they are tried: `O-1a2b3c4d`."""
    return tuple(f"O-{subject_hash[:digits]}" for digits in (8, 12, 16, 32))


def language_of_claims(claims: Claims, known: Sequence[str]) -> str:
    """The language of the `locale` claim ("es-MX") if staff pages speak it, else the first."""
    locale = claims.get("locale")
    spoken = re.split(r"[-_]", locale)[0].lower() if isinstance(locale, str) else ""
    return spoken if spoken in known else known[0]


def _lookup(claims: Claims, claim: str) -> Any:
    """A claim whose own name has dots comes before one that lies deeper."""
    if claim in claims:
        return claims[claim]
    found: Any = claims
    for part in claim.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _words(value: Any) -> frozenset[str]:
    """One text or a list of texts; anything else says nothing."""
    found = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return frozenset(word for word in found if isinstance(word, str))
