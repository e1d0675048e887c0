"""Values as versions before bound ones sealed them: for their table and column, in whatever row."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from db.encryption.keyring import KeyRing


def seal_unbound(ring: KeyRing, text: str, *, context: str) -> str:
    """`v1.<key id>.<nonce and ciphertext>`."""
    nonce = os.urandom(12)
    body = nonce + AESGCM(ring.keys[ring.current].secret).encrypt(nonce, text.encode(), context.encode())
    return f"v1.{ring.current}.{urlsafe_b64encode(body).rstrip(b'=').decode()}"


def make_old(ring: KeyRing) -> KeyRing:
    """The ring as a version before bound values wrote it."""
    raw = json.loads(ring.path.read_text())
    del raw["accepts_unbound"]
    ring.path.write_text(json.dumps(raw))
    return KeyRing.load(ring.path)
