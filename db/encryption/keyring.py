"""The key ring file: the keys that open sealed values; made once, grown by rotation, readable by its owner only.

Errors:
    VaultError
        KeyRingError             the file cannot be used
            KeyRingMissing       there is none
            KeyRingExposed       others may read it
            KeyRingNeeded        there is none, and a new one would not open what the database holds
            KeyRingUnfit         it is not the ring of this database
        UnknownKey               sealed with a key the ring does not have
        CannotOpen               altered, or sealed for another place
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType
from typing import Any

KEY_BYTES = 32
KEY_ID_BYTES = 4
_OTHERS = 0o077


class VaultError(Exception):
    """Sealing or opening failed; the message never holds plaintext or a key."""


class KeyRingError(VaultError):
    """The key ring file cannot be used."""


class KeyRingMissing(KeyRingError):
    """There is no key ring file."""


class KeyRingExposed(KeyRingError):
    """Others than the owner may read the key ring file."""


class KeyRingNeeded(KeyRingError):
    """There is no key ring file, and the database holds what only its own opens; the message is a whole sentence."""


class KeyRingUnfit(KeyRingError):
    """The key ring is not that of this database; the message is a whole sentence."""


class UnknownKey(VaultError):
    """A value is sealed with a key that the ring does not have."""


class CannotOpen(VaultError):
    """A sealed value is malformed, was altered, or belongs to another column or row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptionKey:
    """One AES-256 key."""

    secret: bytes
    created_at: datetime

    def __repr__(self) -> str:
        """Without the secret."""
        return f"EncryptionKey(created_at={self.created_at.isoformat()})"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """Every encryption key by id, the one in force, and the hash keys.

    What the first hash key made is hashed again with each of `later_hash_keys`, the oldest first: none is ever done
    without. `hash_key_in_force` is the id of the last one in use, empty for the first; a newer one is only prepared.

    `accepts_unbound`: values that are not bound to their row are opened too. A ring made before values were bound does
    so until `caseline encryption rotate` has found none left; a new ring never does. It is kept here and not in the
    database: one who can write there could else bring old values back.
    """

    path: Path
    current: str
    keys: Mapping[str, EncryptionKey]
    hash_key: bytes
    accepts_unbound: bool = False
    later_hash_keys: Mapping[str, EncryptionKey] = field(default_factory=dict)
    hash_key_in_force: str = ""

    def __repr__(self) -> str:
        """Without the secrets."""
        return f"KeyRing(path={str(self.path)!r}, current={self.current!r}, keys={len(self.keys)})"

    @classmethod
    def load(cls, path: Path) -> KeyRing:
        """Read the ring. Raises KeyRingError and its children."""
        try:
            mode = path.stat().st_mode
            if stat.S_ISDIR(mode):
                raise KeyRingError(f"{path} is a directory: move it away, and put keys.json from your backup there")
            if mode & _OTHERS:
                raise KeyRingExposed(f"{path} may be read by others: run `chmod 600 {path}`")
            return _parse(path, json.loads(path.read_text()))
        except FileNotFoundError:
            raise KeyRingMissing(f"there is no key ring at {path}") from None
        except OSError as error:
            raise KeyRingError(f"{path} cannot be read: {error.strerror}") from None
        except (KeyError, TypeError, ValueError, AttributeError):
            raise KeyRingError(f"{path} is not a key ring, or is damaged: restore it from your backup") from None

    @classmethod
    def new(cls, path: Path, *, now: datetime) -> KeyRing:
        """One with fresh keys, not yet written."""
        name, key = _new_key(now)
        return cls(path=path, current=name, keys={name: key}, hash_key=secrets.token_bytes(KEY_BYTES))

    @classmethod
    def create_once(cls, path: Path, *, now: datetime) -> KeyRing:
        """Load the ring, or make it if there is none; two processes that start at once get the same one.

        It looks into no database: `db.encryption.fitting.ring_made_once` does.
        """
        try:
            return cls.load(path)
        except KeyRingMissing:
            cls.new(path, now=now).write_once()
        return cls.load(path)

    def write_once(self) -> bool:
        """Make its file; False if there was one, which stays as it is. Raises KeyRingError."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return self._write(exclusive=True)
        except OSError as error:
            raise KeyRingError(f"{self.path} cannot be made: {error.strerror}") from None

    def grew_from(self, older: KeyRing) -> bool:
        """True if it has every key of the other, with the same secret: all that those sealed and hashed goes on."""
        return (
            self.hash_key == older.hash_key
            and older.keys.items() <= self.keys.items()
            and older.later_hash_keys.items() <= self.later_hash_keys.items()
        )

    def add_key(self, *, now: datetime) -> KeyRing:
        """Put a new key in force; the old ones stay, to open what they sealed. Two processes may add at once."""
        name, key = _new_key(now)
        return self._change(lambda ring: replace(ring, current=name, keys=MappingProxyType({**ring.keys, name: key})))

    @property
    def newest_hash_key(self) -> str:
        """Its id, empty for the first, be it in force or only prepared."""
        return ("", *self.later_hash_keys)[-1]

    def add_hash_key(self, *, now: datetime) -> KeyRing:
        """Prepare a new hash key: every process may know it before one uses it."""
        name, key = _new_key(now)

        def grow(ring: KeyRing) -> KeyRing:
            return replace(ring, later_hash_keys=MappingProxyType({**ring.later_hash_keys, name: key}))

        return self._change(grow)

    def put_newest_hash_key_in_force(self) -> KeyRing:
        """Use it in every process from now on."""
        return self._change(lambda ring: replace(ring, hash_key_in_force=ring.newest_hash_key))

    def accept_unbound(self, accepted: bool) -> KeyRing:
        """Open values that are not bound to their row, or refuse them, in every process from now on."""
        return self._change(lambda ring: replace(ring, accepts_unbound=accepted))

    def _change(self, change: Callable[[KeyRing], KeyRing]) -> KeyRing:
        """Read the file, change it and write it, while no other process does."""
        try:
            with _alone(self.path.parent):
                changed = change(self.load(self.path))
                changed._write(exclusive=False)
        except OSError as error:
            raise KeyRingError(f"{self.path} cannot be changed: {error.strerror}") from None
        return changed

    def _write(self, *, exclusive: bool) -> bool:
        """Whole or not at all; with `exclusive` a file that appeared meanwhile is left alone: False."""
        with NamedTemporaryFile("w", dir=self.path.parent, prefix=".keys-", delete=False) as file:
            written = Path(file.name)
            try:
                json.dump(self._to_mapping(), file, indent=2)
                file.flush()
                os.fsync(file.fileno())
                if exclusive:
                    os.link(written, self.path)
                else:
                    written.replace(self.path)
            except FileExistsError:
                return False
            finally:
                written.unlink(missing_ok=True)
        return True

    def _to_mapping(self) -> dict[str, Any]:
        return {
            "current": self.current,
            "keys": _written(self.keys),
            "hash_key": b64encode(self.hash_key).decode(),
            "later_hash_keys": _written(self.later_hash_keys),
            "hash_key_in_force": self.hash_key_in_force,
            "accepts_unbound": self.accepts_unbound,
        }


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _new_key(now: datetime) -> tuple[str, EncryptionKey]:
    return secrets.token_hex(KEY_ID_BYTES), EncryptionKey(secret=secrets.token_bytes(KEY_BYTES), created_at=now)


def _parse(path: Path, raw: Any) -> KeyRing:
    keys, later = _read(raw["keys"]), _read(raw.get("later_hash_keys", {}))
    in_force = raw.get("hash_key_in_force", "")
    if raw["current"] not in keys or in_force not in ("", *later):
        raise ValueError("current")
    return KeyRing(
        path=path,
        current=raw["current"],
        keys=keys,
        hash_key=_secret(raw["hash_key"]),
        accepts_unbound=raw.get("accepts_unbound", True) is True,
        later_hash_keys=later,
        hash_key_in_force=in_force,
    )


def _written(keys: Mapping[str, EncryptionKey]) -> dict[str, Any]:
    return {
        name: {"secret": b64encode(key.secret).decode(), "created_at": key.created_at.isoformat()}
        for name, key in keys.items()
    }


def _read(raw: Any) -> Mapping[str, EncryptionKey]:
    return MappingProxyType(
        {
            name: EncryptionKey(secret=_secret(value["secret"]), created_at=datetime.fromisoformat(value["created_at"]))
            for name, value in raw.items()
        }
    )


def _secret(text: str) -> bytes:
    secret = b64decode(text, validate=True)
    if len(secret) != KEY_BYTES:
        raise ValueError("length")
    return secret
