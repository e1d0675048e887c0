"""Checks the signature of a provider's token: the only file that knows joserfc.

joserfc is what Authlib's authors keep up in the place of `authlib.jose`, and it has types.
"""

from __future__ import annotations

import json
import warnings
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key

from domain.staff.provider_refusals import ProviderSignInRefused, Unfit

KEY_TYPE_OF = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}
"""Algorithm -> the type of its key. `none` and those with a shared secret are not here, so no public key passes for
a secret [RFC 8725, 3.1 and 3.2]."""

LEAST_RSA_BITS = 2048
LONGEST_TOKEN = 64 * 1024
MOST_KEYS = 100

Keys = Mapping[str, Key]
"""By key id; an id of "" for a key without one."""


def read_keys(key_set: Mapping[str, Any]) -> Keys:
    """Those of a key set [RFC 7517] that may sign; what is of no use to us is passed over."""
    listed = key_set.get("keys")
    found: dict[str, Key] = {}
    for each in (listed if isinstance(listed, list) else [])[:MOST_KEYS]:
        key = _key(each)
        if key is not None:
            found[str(each.get("kid", ""))] = key
    return found


def key_id_of(token: str) -> str:
    """The id of the key that signed the token, as it says itself. Raises ProviderSignInRefused."""
    header = _header(token)
    if header.get("alg") not in KEY_TYPE_OF:
        raise ProviderSignInRefused(Unfit.ALGORITHM)
    key_id = header.get("kid", "")
    # What changes the meaning of a token and is not understood makes it void [RFC 7515, 4.1.11].
    if not isinstance(key_id, str) or "crit" in header:
        raise ProviderSignInRefused(Unfit.UNREADABLE)
    return key_id


def claims_of(token: str, keys: Keys) -> Mapping[str, Any]:
    """What the token says, if one of these keys signed it. Raises ProviderSignInRefused.

    Keys, or addresses of keys, in the token itself are not looked at. A token that names no key is checked by the
    provider's only one.
    """
    key_id, algorithm = key_id_of(token), str(_header(token)["alg"])
    key = keys.get(key_id) if key_id or len(keys) != 1 else next(iter(keys.values()))
    if key is None:
        raise ProviderSignInRefused(Unfit.UNKNOWN_KEY)
    if key.key_type != KEY_TYPE_OF[algorithm] or key.get("alg", algorithm) != algorithm:
        raise ProviderSignInRefused(Unfit.ALGORITHM)
    try:
        with warnings.catch_warnings():
            # EdDSA is what providers still call Ed25519 [RFC 9864].
            warnings.simplefilter("ignore", SecurityWarning)
            return jwt.decode(token, key, algorithms=[algorithm]).claims
    except (JoseError, ValueError, RecursionError):
        raise ProviderSignInRefused(Unfit.SIGNATURE) from None


def _header(token: str) -> Mapping[str, Any]:
    try:
        first, _, _ = token.split(".")
        found = json.loads(urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, RecursionError):
        raise ProviderSignInRefused(Unfit.UNREADABLE) from None
    if not isinstance(found, dict) or len(token) > LONGEST_TOKEN:
        raise ProviderSignInRefused(Unfit.UNREADABLE)
    return found


def _key(listed: Any) -> Key | None:
    if not isinstance(listed, dict) or listed.get("use", "sig") != "sig" or "d" in listed:
        return None
    if not _may_verify(listed.get("key_ops")):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)
            key = import_key(listed)
            usable = _is_strong(key)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if usable else None


def _may_verify(operations: Sequence[str] | None) -> bool:
    return not isinstance(operations, list) or "verify" in operations


def _is_strong(key: Key) -> bool:
    if isinstance(key, RSAKey):
        return key.public_key.key_size >= LEAST_RSA_BITS
    return isinstance(key, ECKey | OKPKey) and key.get("crv") in ("P-256", "Ed25519")
