"""What an OpenID provider says of itself in its discovery document [OpenID Connect Discovery 1.0, 3]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.staff.provider_addresses import is_asked
from staff.providers.fetch import ProviderAway


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIdMetadata:
    """Where it is asked for what. Every address may be asked, as `domain.staff.provider_addresses` says."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None
    says_its_issuer: bool
    """It adds `iss` to each answer [RFC 9207], so that one without it is not its own."""
    takes_secret_in_form: bool
    """client_secret_post; else client_secret_basic."""
    said: Mapping[str, Any]
    """The whole document, for `caseline staff provider check`."""


def read_metadata(said: Mapping[str, Any], *, issuer: str) -> OpenIdMetadata:
    """The document as it is understood. Raises ProviderAway if it is another provider's, or lacks what we need."""
    if said.get("issuer") != issuer:
        raise ProviderAway("another issuer")
    methods = said.get("token_endpoint_auth_methods_supported")
    return OpenIdMetadata(
        issuer=issuer,
        authorization_endpoint=_address(said, "authorization_endpoint", issuer),
        token_endpoint=_address(said, "token_endpoint", issuer),
        jwks_uri=_address(said, "jwks_uri", issuer),
        end_session_endpoint=_address(said, "end_session_endpoint", issuer) if "end_session_endpoint" in said else None,
        says_its_issuer=said.get("authorization_response_iss_parameter_supported") is True,
        takes_secret_in_form=isinstance(methods, list) and "client_secret_post" in methods,
        said=said,
    )


def _address(said: Mapping[str, Any], name: str, issuer: str) -> str:
    address = said.get(name)
    if not isinstance(address, str) or not is_asked(address, issuer=issuer):
        raise ProviderAway(f"no usable {name}")
    return address
