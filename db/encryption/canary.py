"""The canary: a known word, sealed and hashed with the key ring of a database, that no other ring opens.

It lies in `key_canaries`. A rotation seals it anew like any other value, and the ring keeps the keys before; its hash
is made by the first hash key, which is never replaced. So a ring that grew still fits, and any other does not.
"""

from __future__ import annotations

from datetime import datetime

from db.encryption.keyring import CannotOpen, UnknownKey
from db.encryption.vault import FIRST_HASH_KEY, Vault, key_of
from db.queries.key_canaries import NAME
from db.tables import KeyCanary

CONTEXT = "key_canaries.probe"
KIND = "canary"
WORD = "Caseline"

RESTORE = "restore keys.json from your backup to there, or name its file in CASELINE_KEYS_FILE"


def canary_of(vault: Vault, *, now: datetime) -> KeyCanary:
    """That of this vault's ring."""
    return KeyCanary(
        name=NAME, probe_sealed=vault.seal(WORD, context=CONTEXT, row=NAME), probe_mac=_mac(vault), made_at=now
    )


def hash_key_fits(vault: Vault, canary: KeyCanary) -> bool:
    """True if the first hash key of the ring is the one that opt-outs are found with."""
    return canary.probe_mac == _mac(vault)


def why_unfit(vault: Vault, canary: KeyCanary) -> str:
    """A sentence without its period; empty if the ring fits."""
    path, key_id = vault.ring.path, _key_id(canary)
    if not hash_key_fits(vault, canary):
        return f"The key ring {path} is not that of this database, whose canary is sealed with key {key_id}: {RESTORE}"
    try:
        if vault.open(canary.probe_sealed, context=CONTEXT, row=NAME) == WORD:
            return ""
    except UnknownKey:
        return f"The key ring {path} is an older copy: it lacks key {key_id}, which this database uses: {RESTORE}"
    except CannotOpen:
        pass
    return f"The key ring {path} does not open the canary of this database: {RESTORE}"


def _mac(vault: Vault) -> str:
    return vault.fingerprints(WORD, kind=KIND)[FIRST_HASH_KEY]


def _key_id(canary: KeyCanary) -> str:
    try:
        return key_of(canary.probe_sealed)
    except IndexError:
        return "(unknown)"
