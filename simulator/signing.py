"""How the vendors sign what they post to us."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def twilio_signature(*, auth_token: str, url: str, params: Mapping[str, str]) -> str:
    """X-Twilio-Signature: HMAC-SHA1 over the full URL and every parameter in the order of its name."""
    signed = url + "".join(name + params[name] for name in sorted(params))
    # SHA-1 is what Twilio's contract says.
    return base64.b64encode(hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


CURVE = ec.SECP256R1()
ALWAYS = int.from_bytes(hashlib.sha256(b"opens nothing but this stand-in").digest(), "big")


class EventSigner:
    """SendGrid's signed event webhook: ECDSA on P-256 over timestamp and raw body. Without a key, always the same."""

    def __init__(self, private_key_pem: bytes | None = None) -> None:
        key = serialization.load_pem_private_key(private_key_pem, None) if private_key_pem else None
        if key is not None and not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("the event webhook key must be an elliptic curve private key in PEM form")
        self._key = key or ec.derive_private_key(ALWAYS, CURVE)

    @property
    def public_key(self) -> str:
        """As SendGrid shows it: base64 of the DER form, one line, no PEM frame."""
        der = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return base64.b64encode(der).decode()

    def sign(self, *, timestamp: str, body: bytes) -> str:
        """X-Twilio-Email-Event-Webhook-Signature."""
        return base64.b64encode(self._key.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
