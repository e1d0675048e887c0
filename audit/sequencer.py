"""Gives committed records their places in the tree of their agency; what writes records never waits for it.

Places follow what is committed, not the ids of records: on PostgreSQL a record with a smaller id may be committed later
than one with a larger id, and then simply comes later in the tree. Of several processes one at a time makes a tree
grow: it holds the tree's row.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from audit.keys import sign, signing_key
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import audit_records, audit_trees
from db.tables import AuditCheckpoint, AuditTree
from domain.audit.checkpoints import NO_CHECKPOINT, Checkpoint, is_due
from domain.audit.hashing import leaf_hash
from domain.audit.proofs import Part, hash_of_part
from domain.audit.subtrees import Subtree, perfect
from domain.audit.tiles import GrowingTiles, edge_of, hash_from_tile, tile_of

AT_ONCE = 500
"""Records in one transaction, which on SQLite holds up other writers."""


async def sequence(database: Database, ori: str, *, at_once: int = AT_ONCE) -> int:
    """Give every committed record a place; returns how many. Raises LookupError if the tree's edge is damaged."""
    count = 0
    while True:
        async with database.transaction() as session:
            done = await sequence_some(session, await audit_trees.locked(session, ori), most=at_once)
        count += done
        if done < at_once:
            return count


async def sequence_some(session: AsyncSession, tree: AuditTree, *, most: int) -> int:
    """The next few, while the tree's row is held."""
    records = await audit_records.waiting(session, tree.ori, most=most)
    if not records:
        return 0
    tiles = GrowingTiles(tree.size, await audit_trees.tiles(session, tree.ori, edge_of(tree.size)))
    places: dict[int, int] = {}
    for record in records:
        places[record.id or 0] = tiles.size
        tiles.append(leaf_hash(audit_records.written(record).content()))
        session.expunge(record)
    await audit_records.place(session, places)
    await audit_trees.put_tiles(session, tree.ori, tiles.changed())
    tree.size = tiles.size
    return len(records)


async def checkpoint(database: Database, vault: Vault, ori: str, *, now: datetime) -> Checkpoint | None:
    """Sign how far the tree is, if it is time to. Raises VaultError; LookupError if the tree's edge is damaged."""
    async with database.transaction() as session:
        tree = await audit_trees.locked(session, ori)
        last = await audit_trees.last_checkpoint(session, ori)
        if not is_due(tree.size, last.size if last else 0, last.at if last else None, now=now):
            return None
        return await sign_checkpoint(session, vault, tree, last, now=now)


async def sign_checkpoint(
    session: AsyncSession, vault: Vault, tree: AuditTree, last: AuditCheckpoint | None, *, now: datetime, after: int = 0
) -> Checkpoint:
    """Whether it is time or not, while the tree's row is held. `after`: its number is higher than this one, too."""
    key = await signing_key(session, vault, tree.ori, now=now)
    made = Checkpoint(
        ori=tree.ori,
        number=1 + max(after, last.number if last else 0),
        size=tree.size,
        root=(await hashes_of_parts(session, tree.ori, [(0, tree.size)]))[0].hex(),
        at=max(now, last.at) if last else now,
        previous=checkpoint_of(last).digest() if last else NO_CHECKPOINT,
        key_id=key.id,
    )
    signature = sign(vault, key, made.content())
    row = AuditCheckpoint(
        ori=made.ori,
        number=made.number,
        size=made.size,
        root=made.root,
        at=made.at,
        previous=made.previous,
        key_id=made.key_id,
        signature=signature,
    )
    await audit_trees.add_checkpoint(session, row)
    return made


async def hashes_of_parts(session: AsyncSession, ori: str, parts: list[Part]) -> list[bytes]:
    """The hash of each of these parts of a tree, from a handful of tiles. Raises LookupError if one is damaged."""
    needed = {tile_of(each) for part in parts for each in perfect(*part)}
    stored = await audit_trees.tiles(session, ori, needed)

    def hash_of(part: Subtree) -> bytes:
        return hash_from_tile(part, stored.get(tile_of(part), b""))

    return [hash_of_part(part, hash_of) for part in parts]


def checkpoint_of(row: AuditCheckpoint) -> Checkpoint:
    """What was signed, as it is stored."""
    return Checkpoint(
        ori=row.ori,
        number=row.number,
        size=row.size,
        root=row.root,
        at=row.at,
        previous=row.previous,
        key_id=row.key_id,
    )
