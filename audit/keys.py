"""The keys that sign an agency's checkpoints: Ed25519, sealed by the key ring, made once, replaced on request."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.keyring import VaultError
from db.encryption.vault import Vault
from db.queries import audit_trees
from db.tables import AuditKey

PAIR = "audit_keys.pair"
_ID_LENGTH = 16


async def signing_key(session: AsyncSession, vault: Vault, ori: str, *, now: datetime) -> AuditKey:
    """The key in force, made if the agency has none. The tree's row is locked. Raises VaultError."""
    key = await audit_trees.key_in_force(session, ori)
    if key is None:
        key = made_key(vault, ori, now=now)
        await put_in_force(session, vault, key, now=now)
    return key


async def put_in_force(session: AsyncSession, vault: Vault, key: AuditKey, *, now: datetime) -> None:
    """Sign with this key from now on; the one before is retired, and its private half destroyed."""
    before = await audit_trees.key_in_force(session, key.ori)
    if before is not None:
        before.retired_at = now
        before.pair_sealed = _sealed(vault, before.id, public=before.public_key)
    await audit_trees.add_key(session, key)


def made_key(vault: Vault, ori: str, *, now: datetime) -> AuditKey:
    """A new one, not yet in force."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw().hex()
    return AuditKey(
        id=key_id_of(public),
        ori=ori,
        public_key=public,
        pair_sealed=_sealed(vault, key_id_of(public), public=public, private=private.private_bytes_raw().hex()),
        made_at=now,
    )


def key_id_of(public_key: str) -> str:
    """The name of a public key that is given in hex."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:_ID_LENGTH]


def sign(vault: Vault, key: AuditKey, content: bytes) -> str:
    """In hex. Raises VaultError."""
    private = _opened(vault, key)["private"]
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private)).sign(content).hex()


def is_signed(public_key: str, content: bytes, signature: str) -> bool:
    """True if the owner of this public key signed the content."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_ours(vault: Vault, key: AuditKey) -> bool:
    """True if the key was made with this key ring: one who can only write to the database cannot make one."""
    try:
        return _opened(vault, key)["public"] == key.public_key and key_id_of(key.public_key) == key.id
    except (VaultError, ValueError, KeyError):
        return False


def _sealed(vault: Vault, id: str, **halves: str) -> str:
    return vault.seal(json.dumps(halves), context=PAIR, row=id)


def _opened(vault: Vault, key: AuditKey) -> dict[str, str]:
    halves: dict[str, str] = json.loads(vault.open(key.pair_sealed, context=PAIR, row=key.id))
    return halves
