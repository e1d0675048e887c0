"""Asks an agency's OpenID provider what it offers, and says what is right and what is missing: changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from db.queries.staff_providers import two_factors_of
from db.tables import StaffProvider
from domain.staff.provider_addresses import discovery_address
from domain.staff.provider_rules import ProviderKind
from messaging.providers.account_findings import Finding, good, note, wrong
from staff.providers.fetch import ProviderAway
from staff.providers.known import OpenIdProviders
from staff.providers.signatures import KEY_TYPE_OF


async def examine(
    providers: OpenIdProviders, provider: StaffProvider, *, base_url: str, now: datetime
) -> tuple[Finding, ...]:
    """What an administrator must know. `base_url`: the address at which staff reach us."""
    where = discovery_address(provider.issuer)
    try:
        metadata = await providers.metadata(provider.issuer, now=now)
    except ProviderAway as away:
        return (wrong(f"{where}: {_WHAT.get(away.what, away.what)}"),)
    keys = await providers.keys(provider.issuer, now=now)
    return (
        good(f"{where} describes {provider.issuer}"),
        good(f"{len(keys)} keys to check signatures with") if keys else wrong("no key that may sign"),
        *_offers(metadata.said),
        *_two_factors(provider, metadata.said),
        *_groups(provider, metadata.said),
        *_sign_out(metadata.end_session_endpoint, metadata.said),
        note(f"allow as redirect address: {base_url}/staff/{provider.ori}/provider/return"),
        note(f"allow as address after sign-out: {base_url}/staff/{provider.ori}/sign-in"),
    )


_WHAT = {
    "another issuer": "the document names another issuer; set --issuer to exactly what it says",
    "status 404": "there is no such document; is the issuer right?",
}


def _offers(said: Mapping[str, Any]) -> Iterator[Finding]:
    if "code" in _listed(said, "response_types_supported"):
        yield good("code flow")
    else:
        yield wrong("response_types_supported lacks code")
    methods = _listed(said, "code_challenge_methods_supported")
    if "S256" in methods:
        yield good("PKCE with S256")
    else:
        yield note("it does not say that it checks PKCE (S256); Entra and some others do without saying so")
    algorithms = _listed(said, "id_token_signing_alg_values_supported")
    usable = [name for name in KEY_TYPE_OF if name in algorithms]
    if usable:
        yield good(f"signs with {', '.join(usable)}")
    else:
        yield wrong(f"signs with none of {', '.join(KEY_TYPE_OF)}")
    if said.get("authorization_response_iss_parameter_supported") is True:
        yield good("names itself in each answer (RFC 9207)")


def _two_factors(provider: StaffProvider, said: Mapping[str, Any]) -> Iterator[Finding]:
    wanted = two_factors_of(provider)
    if not wanted.acr and not wanted.amr:
        yield wrong("nothing counts as two factors: everyone is refused. Set --acr or --amr")
    offered = _listed(said, "acr_values_supported")
    missing = [value for value in wanted.acr[:1] if offered and value not in offered]
    if missing and provider.kind != ProviderKind.ENTRA:
        yield wrong(f"acr_values_supported lacks {missing[0]}: it cannot be asked for two factors by this name")
    if wanted.acr:
        yield note(f"counts as two factors: acr {' or '.join(wanted.acr)}")
    if wanted.acr and provider.kind == ProviderKind.ENTRA:
        yield note(f"{wanted.acr[0]} proves nothing unless a Conditional Access policy asks for two factors for it")
    if wanted.amr:
        yield note(f"counts as two factors: amr {' or '.join(provider.two_factor_amr)}")
    claims = _listed(said, "claims_supported")
    if claims and "auth_time" not in claims:
        yield note("claims_supported lacks auth_time, which every token must have: see docs/staff-openid.md")


def _groups(provider: StaffProvider, said: Mapping[str, Any]) -> Iterator[Finding]:
    first = provider.groups_claim.split(".")[0]
    claims = _listed(said, "claims_supported")
    if claims and first not in claims and provider.groups_claim not in claims:
        yield note(f"claims_supported does not name {first}, where groups are looked for: see that ID tokens have it")
    if not provider.role_of:
        yield wrong("no group has a role: everyone is refused. Set --role-of")


def _sign_out(address: str | None, said: Mapping[str, Any]) -> Iterator[Finding]:
    yield (good("signs out there too") if address else note("no end_session_endpoint: staff sign out here only"))
    if said.get("backchannel_logout_supported") is True:
        yield good("can tell us when a member of staff signs out or is shut out (back-channel logout)")


def _listed(said: Mapping[str, Any], name: str) -> list[str]:
    value = said.get(name)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
