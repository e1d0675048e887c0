"""Copy the keys of the identity provider into a file that Temporal's server reads.

The server (1.32) forgets every key, ours too, when it starts while one source of keys does not answer. So it is given
files only, and the provider may be away: supervisors cannot sign in then, and calls go on.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from engine.door.keys import write_keys

DISCOVERY = "/.well-known/openid-configuration"
"""OpenID Connect Discovery 1.0, section 4."""
KINDS = {"RSA": ("kty", "n", "e"), "EC": ("kty", "crv", "x", "y")}
"""What the server can check, and what of a key is public (RFC 7518, section 6)."""


class ProviderKeysUnusable(Exception):
    """The provider did not answer, or what it answered holds no key for us; says where and why."""


async def copy_keys(provider: str, file: Path, http: httpx.AsyncClient) -> int:
    """Put the provider's keys into the file; return how many. The old ones stay if it fails.

    Raises ProviderKeysUnusable, OSError.
    """
    described = await _json(provider.rstrip("/") + DISCOVERY, http)
    address = described.get("jwks_uri")
    if not isinstance(address, str):
        raise ProviderKeysUnusable(f"{provider}{DISCOVERY} names no jwks_uri.")
    found = (await _json(address, http)).get("keys")
    keys = [_public(each) for each in found if _is_usable(each)] if isinstance(found, list) else []
    if not keys:
        raise ProviderKeysUnusable(f"{address} has no RSA or EC key, with an id, that signs.")
    write_keys(file, keys)
    return len(keys)


async def _json(address: str, http: httpx.AsyncClient) -> dict[str, Any]:
    try:
        answer = (await http.get(address)).raise_for_status().json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ProviderKeysUnusable(f"{address} did not answer as a provider does: {type(error).__name__}.") from None
    if not isinstance(answer, dict):
        raise ProviderKeysUnusable(f"{address} did not answer as a provider does.")
    return answer


def _is_usable(key: object) -> bool:
    if not isinstance(key, dict) or key.get("kty") not in KINDS:
        return False
    has_all = all(isinstance(key.get(name), str) for name in KINDS[key["kty"]])
    return has_all and key.get("use", "sig") == "sig" and bool(key.get("kid"))


def _public(key: dict[str, Any]) -> dict[str, Any]:
    return {name: key[name] for name in (*KINDS[key["kty"]], "kid", "use", "alg") if name in key}
