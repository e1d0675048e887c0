"""Prove who sent a change of a call, by a MAC of the key ring, and check such a proof."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from db.encryption.keyring import UnknownKey
from db.encryption.vault import Vault
from domain.claims import NO_PROOF
from domain.clocks import is_ahead

LIFETIME = timedelta(days=1)
"""So long a proof may be used: a statement that was prepared and never sent must not wait for years."""

ALTERED = "the proof of who sent it is of something else, or was altered"
EXPIRED = "the proof of who sent it is older than a day"
AHEAD = "the proof of who sent it is dated in the future"
UNKNOWN_KEY = "the proof of who sent it is by a key that is not in the key ring"

_VERSION = "p1"
_PROOF = re.compile(r"p1\.([0-9a-f]{1,64})\.([0-9]{1,11})\.([A-Za-z0-9_-]{22})", re.ASCII)
_PURPOSE = "who sent it"
_MAC_BYTES = 16


def prove(vault: Vault, what: tuple[str, ...], *, now: datetime) -> str:
    """`p1.<key id>.<made, in seconds since 1970>.<MAC>` over `what`: agency, call number, digest and actor."""
    made = str(int(now.timestamp()))
    key_id, mac = vault.authenticate(_PURPOSE, _VERSION, made, *what)
    return f"{_VERSION}.{key_id}.{made}.{_encode(mac)}"


def fault(vault: Vault, what: tuple[str, ...], proof: str, *, now: datetime | None) -> str:
    """Why it proves nothing; empty if it does. Without `now` it may be of any age."""
    if not proof:
        return NO_PROOF
    parts = _PROOF.fullmatch(proof)
    if parts is None:
        return ALTERED
    key_id, made, mac = parts.groups()
    try:
        right = _encode(vault.authenticate_by(key_id, _PURPOSE, _VERSION, made, *what))
    except UnknownKey:
        return UNKNOWN_KEY
    if not hmac.compare_digest(mac, right):
        return ALTERED
    return _untimely(datetime.fromtimestamp(int(made), UTC), now) if now is not None else ""


def _untimely(made: datetime, now: datetime) -> str:
    if is_ahead(made, now):
        return AHEAD
    return EXPIRED if now - made > LIFETIME else ""


def _encode(mac: bytes) -> str:
    """128 bits are kept."""
    return urlsafe_b64encode(mac[:_MAC_BYTES]).rstrip(b"=").decode()
