"""The tokens that Temporal's authorizer reads: signed by a key of ours, each for one namespace.

Server 1.32 takes RS256 and ES256 only (common/authorization/default_token_key_provider.go); ours are ES256.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.jws import extract_compact

from engine.door import private_files

ALGORITHM = "ES256"
EARLIER = timedelta(minutes=5)
"""A token counts from before it is made: the clocks of two machines may differ."""


class BadToken(Exception):
    """What is in a file is no token; says which file, never what is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSigner:
    """Signs tokens with the key in this file (JSON Web Key, private)."""

    file: Path

    @classmethod
    def ready(cls, file: Path) -> TokenSigner:
        """With the key in the file, made if there is none."""
        if not file.exists():
            key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
            private_files.write(file, json.dumps(key.as_dict(private=True)).encode(), mode=private_files.SECRET)
        return cls(file=file)

    @property
    def public(self) -> dict[str, Any]:
        """The key by which others check, as a JSON Web Key."""
        return dict(self._key.as_dict(private=False))

    def sign(self, subject: str, permission: str, *, audience: str, now: datetime, valid_for: timedelta) -> str:
        """A token with this one permission, as `engine.door.roles.permission` says it."""
        claims = {
            "sub": subject,
            "aud": audience,
            "permissions": [permission],
            "iat": int(now.timestamp()),
            "nbf": int((now - EARLIER).timestamp()),
            "exp": int((now + valid_for).timestamp()),
        }
        key = self._key
        return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key)

    @property
    def _key(self) -> ECKey:
        return ECKey.import_key(json.loads(self.file.read_text()))


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """What a token says of itself; who reads it here checks no signature."""

    signed_by: str
    permissions: tuple[str, ...]
    audience: str
    ends_at: datetime


def facts_of(file: Path) -> TokenFacts:
    """What the token in the file says. Raises OSError and BadToken."""
    try:
        read = extract_compact(file.read_text().strip().encode())
        header, claims = read.headers(), json.loads(read.payload)
        return TokenFacts(
            signed_by=str(header.get("kid", "")),
            permissions=tuple(claims["permissions"]),
            audience=str(claims.get("aud", "")),
            ends_at=datetime.fromtimestamp(claims["exp"], UTC),
        )
    except (JoseError, ValueError, KeyError, TypeError):
        raise BadToken(f"{file} holds no token that says when it ends.") from None
