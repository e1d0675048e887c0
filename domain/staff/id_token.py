"""Checks what an ID token says [OpenID Connect Core 1.0, 3.1.3.7], more strictly where the standard leaves room.

Its signature was checked before. A claim of another type than it must have is refused as a wrong one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.staff.provider_refusals import ProviderSignInRefused, Unfit
from domain.staff.sign_in import IDLE

SKEW = timedelta(seconds=60)
"""So far clocks may be apart, either way."""
OLDEST = timedelta(minutes=10)
"""A token that was issued earlier is not of the sign-in that was begun ten minutes ago at most."""
MAX_AGE = IDLE
"""Who signed in at the provider before that proves it anew: a colleague may have sat down at the machine since."""
LONGEST_SUBJECT = 255
LAST_MOMENT = 2**53
"""Seconds; a number as large is no time, and neither is one that is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedToken:
    """What the token must say. `asked_at`: when the sign-in was begun; `is_fresh`: they had to prove it anew then."""

    issuer: str
    client_id: str
    nonce_hash: str
    """SHA-256, hex."""
    asked_at: datetime
    is_fresh: bool


def hash_of(secret: str) -> str:
    """SHA-256 (hex) of a random value, which is all that is kept of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_claims(claims: Mapping[str, Any], expected: ExpectedToken, *, now: datetime) -> str:
    """The subject. Raises ProviderSignInRefused that says which claim is wrong."""
    check_origin(claims, issuer=expected.issuer, client_id=expected.client_id, now=now)
    expires = _moment(claims, "exp")
    _require(expires is not None and expires > (now - SKEW).timestamp(), Unfit.EXPIRED)
    if "nbf" in claims:
        begins = _moment(claims, "nbf")
        _require(begins is not None and begins <= (now + SKEW).timestamp(), Unfit.NOT_YET_VALID)
    nonce = claims.get("nonce")
    _require(
        isinstance(nonce, str) and hmac.compare_digest(hash_of(nonce), expected.nonce_hash),
        Unfit.NONCE,
    )
    _check_sign_in_time(claims, expected, now)
    return subject_of(claims)


def check_origin(claims: Mapping[str, Any], *, issuer: str, client_id: str, now: datetime) -> None:
    """What every token of the provider must say: who made it, for which application, and when."""
    _require(claims.get("iss") == issuer, Unfit.ISSUER)
    # A token for several applications could have been passed on by another of them.
    _require(claims.get("aud") in (client_id, [client_id]), Unfit.AUDIENCE)
    _require(claims.get("azp", client_id) == client_id, Unfit.AUTHORIZED_PARTY)
    issued = _moment(claims, "iat")
    in_time = issued is not None and (now - OLDEST - SKEW).timestamp() <= issued <= (now + SKEW).timestamp()
    _require(in_time, Unfit.ISSUED_AT)


def subject_of(claims: Mapping[str, Any]) -> str:
    """Whose token it is. Raises ProviderSignInRefused."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ProviderSignInRefused(Unfit.SUBJECT)
    return subject


def _check_sign_in_time(claims: Mapping[str, Any], expected: ExpectedToken, now: datetime) -> None:
    at = _moment(claims, "auth_time")
    if at is None:
        raise ProviderSignInRefused(Unfit.NO_SIGN_IN_TIME)
    earliest = expected.asked_at if expected.is_fresh else now - MAX_AGE
    _require((earliest - SKEW).timestamp() <= at <= (now + SKEW).timestamp(), Unfit.OLD_SIGN_IN)


def _moment(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < LAST_MOMENT else None


def _require(holds: bool, why: Unfit) -> None:
    if not holds:
        raise ProviderSignInRefused(why)
