"""One-time codes of an authenticator app [RFC 6238]: six digits, a new one every thirty seconds, each good once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta

import pyotp

STEP = timedelta(seconds=30)
AROUND = (0, -1, 1)
"""The step of now, and the ones beside it: clocks of telephones differ."""
_SECRET_BYTES = 20
"""As long as HMAC-SHA-1, by which every app counts [RFC 4226, 4]."""


def secret_from(token: str) -> str:
    """The secret (base32) that an invitation leads to: the same each time its page is shown, until it is kept."""
    return base64.b32encode(hashlib.sha256(token.encode()).digest()[:_SECRET_BYTES]).decode()


def address_of_secret(secret: str, *, badge: str, agency: str) -> str:
    """What the QR code says to the app (`otpauth://totp/...`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=badge, issuer_name=agency)


def code_at(secret: str, moment: datetime) -> str:
    """The code of a moment."""
    return pyotp.TOTP(secret).generate_otp(step_at(moment))


def step_at(moment: datetime) -> int:
    """How many times thirty seconds have passed since 1970."""
    return int(moment.timestamp() // STEP.total_seconds())


def matching_step(secret: str, typed: str, *, now: datetime) -> int | None:
    """The step whose code was typed, spaces aside; None if it is the code of none near now."""
    digits = re.sub(r"\s", "", typed).encode()
    steps = [step_at(now) + around for around in AROUND]
    same = [step for step in steps if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), digits)]
    return same[0] if same else None
