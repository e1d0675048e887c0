"""Replaces the hash key of a database, as `caseline encryption replace-hash-key` does in the end."""

from __future__ import annotations

from datetime import timedelta

from db.connection.session import Database
from db.encryption import hash_replacement
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from tests.database import NOW


async def replaced(database: Database, ring: KeyRing) -> Vault:
    """The whole of it, at once; a vault of the ring that has grown."""
    grown = ring.add_hash_key(now=NOW).put_newest_hash_key_in_force()
    vault = Vault(grown)
    await hash_replacement.begin(database, grown.newest_hash_key, now=NOW)
    await hash_replacement.move(database, vault, moved=lambda n: None, pause=timedelta())
    await hash_replacement.finish(database, grown.newest_hash_key, now=NOW)
    return vault
