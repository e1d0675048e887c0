"""Seals what the database keeps about people (AES-256-GCM), and hashes what it must find again without opening.

A sealed value is bound to its table, column and row (the associated data of AES-GCM): copied elsewhere, it does not
open. Values of the old form, `v1`, are bound to their column only; they open until the key ring refuses them.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from db.encryption.keyring import KEY_ID_BYTES, CannotOpen, KeyRing, KeyRingError, UnknownKey

VERSION = "v2"
UNBOUND = "v1"
"""The old form: bound to table and column, not to a row."""

FIRST_HASH_KEY = ""
"""Its id; a hash that it made has no prefix."""

PREFIX_LENGTH = len(VERSION) + 2 + 2 * KEY_ID_BYTES
"""Version, key id and a dot after each."""
_NONCE_BYTES = 12

log = structlog.get_logger(__name__)


class Vault:
    """Seals, opens and hashes with the key ring's file as it stands: a ring that another process grew is read again.

    A file that is gone, damaged or another ring's changes nothing: what was loaded first stays, and the log says so.
    """

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._stamp = _stamp(ring)
        self._told: object = None
        self._ciphers: dict[str, AESGCM] = {}
        self._mac_keys: dict[str, bytes] = {}

    def seal(self, text: str, *, context: str, row: str) -> str:
        """`v2.<key id>.<nonce and ciphertext>`: opens only in this column ("contacts.phone") of the row of this id."""
        self._follow_rotation()
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher(self._ring.current).encrypt(nonce, text.encode(), _place(VERSION, context, row))
        return f"{VERSION}.{self._ring.current}.{_encode(nonce + sealed)}"

    def open(self, sealed: str, *, context: str, row: str) -> str:
        """The text. Raises UnknownKey, or CannotOpen if it was altered or sealed for another column or row."""
        version, key_id, data = _parts(sealed)
        if version == UNBOUND and not self._accepts_unbound():
            raise CannotOpen(f"{context} of row {row} is not bound to its row, and the key ring refuses such values")
        try:
            nonce, body = data[:_NONCE_BYTES], data[_NONCE_BYTES:]
            return self._cipher(key_id).decrypt(nonce, body, _place(version, context, row)).decode()
        except (InvalidTag, ValueError):
            raise CannotOpen(f"{context} of row {row} was altered or belongs elsewhere") from None

    def seal_if_any(self, text: str | None, *, context: str, row: str) -> str | None:
        """Seal what there is; None stays None."""
        return self.seal(text, context=context, row=row) if text else None

    def open_if_any(self, sealed: str | None, *, context: str, row: str) -> str | None:
        """Open what there is; None stays None."""
        return None if sealed is None else self.open(sealed, context=context, row=row)

    @property
    def ring(self) -> KeyRing:
        """The ring that is used now, which its file may have ceased to be."""
        return self._ring

    @property
    def current_key(self) -> str:
        """The id of the key in force."""
        self._follow_rotation()
        return self._ring.current

    def current_prefix(self) -> str:
        """How every value sealed with the key in force begins."""
        return f"{VERSION}.{self.current_key}."

    def fingerprint(self, value: str, *, kind: str) -> str:
        """A keyed hash that finds `value` ("+12065550100") among its `kind` ("phone") and tells nothing else."""
        return self.fingerprints(value, kind=kind)[self._ring.hash_key_in_force]

    def fingerprints(self, value: str, *, kind: str) -> dict[str, str]:
        """By the id of each hash key, the oldest first, the hash it makes: hex, after the id and a dot.

        The first key has neither.
        """
        self._follow_rotation()
        return self.renewals(_mac(self._ring.hash_key, "fingerprint", kind, value).hex())

    @property
    def hash_keys(self) -> tuple[str, ...]:
        """The ids of all hash keys, the oldest first; that of the first is empty."""
        self._follow_rotation()
        return (FIRST_HASH_KEY, *self._ring.later_hash_keys)

    def renewals(self, known: str) -> dict[str, str]:
        """The same for a hash of any of the keys: itself, and what the later ones make of it. Raises UnknownKey.

        A later key hashes what the one before it made, so no value has to be known for that.
        """
        names, made_by = self.hash_keys, known.rpartition(".")[0]
        if made_by not in names:
            raise UnknownKey(f"the key ring {self._ring.path} has no hash key {made_by}")
        hashes = {made_by: known}
        for name in names[names.index(made_by) + 1 :]:
            known = f"{name}.{_mac(self._ring.later_hash_keys[name].secret, 'fingerprint again', known).hex()}"
            hashes[name] = known
        return hashes

    def authenticate(self, purpose: str, *parts: str) -> tuple[str, bytes]:
        """The id of the key in force, and the MAC (32 bytes) of these parts by it."""
        self._follow_rotation()
        return self._ring.current, self.authenticate_by(self._ring.current, purpose, *parts)

    def authenticate_by(self, key_id: str, purpose: str, *parts: str) -> bytes:
        """The MAC by a key of the ring, in force or older. Raises UnknownKey."""
        if key_id not in self._mac_keys:
            self._find_key(key_id)
            # A key of its own, derived for MACs: the ring's seals by AES-GCM.
            self._mac_keys[key_id] = _mac(self._ring.keys[key_id].secret, "authenticate")
        return _mac(self._mac_keys[key_id], purpose, *parts)

    def token(self, purpose: str, id: str) -> str:
        """A link's secret (256 bits, URL-safe), the same each time, so that only its hash need be kept."""
        return self.tokens(purpose, id)[0]

    def oldest_token(self, purpose: str, id: str) -> str:
        """The one that the first hash key makes: for what is not kept, and changes with its id."""
        return _encode(_mac(self._ring.hash_key, "token", purpose, id))

    def tokens(self, purpose: str, id: str) -> tuple[str, ...]:
        """The one to use now, and those that other hash keys made or will make: a link once sent goes on working."""
        self._follow_rotation()
        keys = {FIRST_HASH_KEY: self._ring.hash_key}
        keys |= {name: key.secret for name, key in self._ring.later_hash_keys.items()}
        made = {name: _encode(_mac(key, "token", purpose, id)) for name, key in keys.items()}
        return (made.pop(self._ring.hash_key_in_force), *made.values())

    @staticmethod
    def token_hash(token: str) -> str:
        """What is stored of a token: it is random enough that a plain SHA-256 (hex) gives nothing away."""
        return hashlib.sha256(token.encode()).hexdigest()

    def _accepts_unbound(self) -> bool:
        self._follow_rotation()
        return self._ring.accepts_unbound

    def _cipher(self, key_id: str) -> AESGCM:
        if key_id not in self._ciphers:
            self._find_key(key_id)
            self._ciphers[key_id] = AESGCM(self._ring.keys[key_id].secret)
        return self._ciphers[key_id]

    def _find_key(self, key_id: str) -> None:
        if key_id not in self._ring.keys:
            self._reload()
        if key_id not in self._ring.keys:
            raise UnknownKey(f"the key ring {self._ring.path} has no key {key_id}")

    def _follow_rotation(self) -> None:
        """A rotation elsewhere takes force here with the next value sealed."""
        if _stamp(self._ring) != self._stamp:
            self._reload()

    def _reload(self) -> None:
        """Take over the file if it has grown from what is in use, and nothing else: see `docs/operating.md`."""
        self._stamp = _stamp(self._ring)
        try:
            found = KeyRing.load(self._ring.path)
        except KeyRingError as error:
            self._tell("key.ring_unusable", reason=str(error))
            return
        if found.grew_from(self._ring):
            self._ring = found
        else:
            self._tell("key.ring_replaced", reason=f"{self._ring.path} lacks keys that are in use")

    def _tell(self, event: str, *, reason: str) -> None:
        """Once for each state of the file."""
        if self._told != (event, self._stamp):
            self._told = (event, self._stamp)
            log.error(event, reason=reason, advice="caseline encryption check")


def key_of(sealed: str) -> str:
    """The id of the key a value is sealed with, from its beginning."""
    return sealed.split(".")[1]


def _stamp(ring: KeyRing) -> tuple[int, int]:
    try:
        status = os.stat(ring.path)  # noqa: PTH116  asked for each value, and pathlib's is half as fast
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_ino)


def _mac(key: bytes, *parts: str) -> bytes:
    return hmac.digest(key, _joined(*parts), hashlib.sha256)


def _place(version: str, context: str, row: str) -> bytes:
    """The associated data: where alone a value opens. The version is in it: no value passes for one of another form."""
    return context.encode() if version == UNBOUND else _joined(version, context, row)


def _joined(*parts: str) -> bytes:
    """Lengths go in, so that no two lists of parts read the same."""
    return b"".join(len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts))


def _parts(sealed: str) -> tuple[str, str, bytes]:
    try:
        version, key_id, body = sealed.split(".")
        data = _decode(body)
    except ValueError:
        raise CannotOpen("a sealed value is malformed") from None
    if version not in (VERSION, UNBOUND) or len(data) <= _NONCE_BYTES:
        raise CannotOpen("a sealed value is malformed")
    return version, key_id, data


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
