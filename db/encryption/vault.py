"""Seals what the database keeps about people (AES-256-GCM), and hashes what it must find again without opening."""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from db.encryption.keyring import KEY_ID_BYTES, CannotOpen, KeyRing, UnknownKey

VERSION = "v1"
PREFIX_LENGTH = len(VERSION) + 2 + 2 * KEY_ID_BYTES
"""Version, key id and a dot after each."""
_NONCE_BYTES = 12


class Vault:
    """Seals, opens and hashes with the key ring's file as it stands: a ring that another process grew is read again."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._stamp = _stamp(ring)
        self._ciphers: dict[str, AESGCM] = {}

    def seal(self, text: str, *, context: str) -> str:
        """`v1.<key id>.<nonce and ciphertext>`; `context` ("contacts.phone") is where alone it can be opened."""
        self._follow_rotation()
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher(self._ring.current).encrypt(nonce, text.encode(), context.encode())
        return f"{VERSION}.{self._ring.current}.{_encode(nonce + sealed)}"

    def open(self, sealed: str, *, context: str) -> str:
        """The text. Raises UnknownKey, or CannotOpen if it was altered or sealed for another context."""
        key_id, data = _parts(sealed)
        try:
            nonce, body = data[:_NONCE_BYTES], data[_NONCE_BYTES:]
            return self._cipher(key_id).decrypt(nonce, body, context.encode()).decode()
        except (InvalidTag, ValueError):
            raise CannotOpen("a sealed value was altered or belongs elsewhere") from None

    def seal_if_any(self, text: str | None, *, context: str) -> str | None:
        """Seal what there is; None stays None."""
        return self.seal(text, context=context) if text else None

    def open_if_any(self, sealed: str | None, *, context: str) -> str | None:
        """Open what there is; None stays None."""
        return None if sealed is None else self.open(sealed, context=context)

    @property
    def current_key(self) -> str:
        """The id of the key in force."""
        self._follow_rotation()
        return self._ring.current

    def current_prefix(self) -> str:
        """How every value sealed with the key in force begins."""
        return f"{VERSION}.{self.current_key}."

    def fingerprint(self, value: str, *, kind: str) -> str:
        """A keyed hash (hex) that finds `value` ("+12065550100") among its `kind` ("phone") and tells nothing else."""
        return self._mac("fingerprint", kind, value).hex()

    def token(self, purpose: str, id: str) -> str:
        """A link's secret (256 bits, URL-safe), the same each time, so that only its hash need be kept."""
        return _encode(self._mac("token", purpose, id))

    @staticmethod
    def token_hash(token: str) -> str:
        """What is stored of a token: it is random enough that a plain SHA-256 (hex) gives nothing away."""
        return hashlib.sha256(token.encode()).hexdigest()

    def _mac(self, *parts: str) -> bytes:
        """Lengths go in, so that no two lists of parts read the same."""
        message = b"".join(len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts))
        return hmac.digest(self._ring.hash_key, message, hashlib.sha256)

    def _cipher(self, key_id: str) -> AESGCM:
        if key_id not in self._ciphers:
            if key_id not in self._ring.keys:
                self._reload()
            if key_id not in self._ring.keys:
                raise UnknownKey(f"the key ring {self._ring.path} has no key {key_id}")
            self._ciphers[key_id] = AESGCM(self._ring.keys[key_id].secret)
        return self._ciphers[key_id]

    def _follow_rotation(self) -> None:
        """A rotation elsewhere takes force here with the next value sealed."""
        if _stamp(self._ring) != self._stamp:
            self._reload()

    def _reload(self) -> None:
        self._stamp = _stamp(self._ring)
        self._ring = KeyRing.load(self._ring.path)


def key_of(sealed: str) -> str:
    """The id of the key a value is sealed with, from its beginning."""
    return sealed.split(".")[1]


def _stamp(ring: KeyRing) -> tuple[int, int]:
    try:
        status = ring.path.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_ino)


def _parts(sealed: str) -> tuple[str, bytes]:
    try:
        version, key_id, body = sealed.split(".")
        data = _decode(body)
    except ValueError:
        raise CannotOpen("a sealed value is malformed") from None
    if version != VERSION or len(data) <= _NONCE_BYTES:
        raise CannotOpen("a sealed value is malformed")
    return key_id, data


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
