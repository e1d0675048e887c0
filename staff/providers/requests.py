"""The two requests of the code flow, as Authlib writes them: to the provider's sign-in page, and for the token."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field
from urllib.parse import quote

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from domain.staff.id_token import MAX_AGE
from domain.staff.provider_refusals import ProviderSignInRefused, Unfit
from domain.staff.provider_rules import ProviderKind, TwoFactors
from staff.providers.fetch import ProviderHttp
from staff.providers.metadata import OpenIdMetadata

SCOPE = "openid profile"
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIdClient:
    """The agency's application at its provider."""

    client_id: str
    secret: str | None = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSecrets:
    """Random values that tie the provider's answer to one sign-in in one browser; 256 bits each."""

    state: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(48))


def authorization_address(
    metadata: OpenIdMetadata,
    client: OpenIdClient,
    flow: FlowSecrets,
    *,
    kind: ProviderKind,
    two_factors: TwoFactors,
    is_fresh: bool,
) -> str:
    """Where the browser is sent. `is_fresh`: the provider must ask anew who is there."""
    asked = {
        "nonce": flow.nonce,
        "code_challenge": create_s256_code_challenge(flow.verifier),  # type: ignore[no-untyped-call]  # of a text, a text
        "code_challenge_method": "S256",
        "max_age": "0" if is_fresh else str(int(MAX_AGE.total_seconds())),
        "prompt": "login" if is_fresh else None,
        **_two_factors_asked(kind, two_factors),
    }
    address = prepare_grant_uri(
        metadata.authorization_endpoint,
        client.client_id,
        "code",
        client.redirect_uri,
        _scope(metadata, kind),
        flow.state,
        **asked,
    )
    return str(address)


def _scope(metadata: OpenIdMetadata, kind: ProviderKind) -> str:
    """Okta's own authorization server puts groups into a token only if they are asked for so; with the others an
    unknown scope would be an error."""
    supported = metadata.said.get("scopes_supported")
    asks_for_groups = kind is ProviderKind.OKTA and isinstance(supported, list) and "groups" in supported
    return f"{SCOPE} groups" if asks_for_groups else SCOPE


def _two_factors_asked(kind: ProviderKind, two_factors: TwoFactors) -> dict[str, str]:
    """Entra asks for a second factor by the claims parameter, and answers in `acrs`; the others by acr_values."""
    if not two_factors.acr:
        return {}
    if kind is ProviderKind.ENTRA:
        wanted = {"id_token": {"acrs": {"essential": True, "value": two_factors.acr[0]}}}
        return {"claims": json.dumps(wanted, separators=(",", ":"))}
    # Okta takes one value; the first is the one that is asked for everywhere.
    return {"acr_values": two_factors.acr[0]}


async def id_token_for(
    http: ProviderHttp, metadata: OpenIdMetadata, client: OpenIdClient, *, code: str, verifier: str
) -> str:
    """Exchange the code for the ID token. Raises ProviderAway, ProviderSignInRefused. Other tokens are dropped."""
    form = {"code": code, "code_verifier": verifier}
    headers = dict(_FORM)
    if client.secret is None:
        form["client_id"] = client.client_id
    elif metadata.takes_secret_in_form:
        form |= {"client_id": client.client_id, "client_secret": client.secret}
    else:
        headers["Authorization"] = f"Basic {_basic(client.client_id, client.secret)}"
    body = prepare_token_request("authorization_code", redirect_uri=client.redirect_uri, **form)
    answer = await http.post(metadata.token_endpoint, body, headers, issuer=metadata.issuer)
    token = answer.body.get("id_token")
    if answer.status != 200 or not isinstance(token, str):
        raise ProviderSignInRefused(Unfit.CODE_REFUSED, error=answer.body.get("error"))
    return token


def _basic(client_id: str, secret: str) -> str:
    """Each part is URL-encoded first [RFC 6749, 2.3.1], which Authlib's own leaves out."""
    return base64.b64encode(f"{quote(client_id, safe='')}:{quote(secret, safe='')}".encode()).decode()
