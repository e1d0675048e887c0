"""After a restore from a backup: the log goes on from the older copy, and says in itself what was lost."""

from __future__ import annotations

from datetime import datetime
from itertools import takewhile

from audit.key_change import sequence_everything
from audit.publishing import signed
from audit.record import record
from audit.second_place import SecondPlace, SignedCheckpoint
from audit.sequencer import checkpoint_of, sign_checkpoint
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import audit_trees
from domain.audit.acts import Act, ActKind


async def go_on(
    database: Database, vault: Vault, place: SecondPlace, ori: str, *, by: str, now: datetime
) -> SignedCheckpoint | None:
    """Give up what only the second place knows; returns its last checkpoint, or None if the two fit each other.

    The next checkpoint follows that one by its number and our own by its content. It is in the second place before the
    transaction ends. Raises SecondPlaceUnusable, VaultError; LookupError if the tree's edge is damaged.
    """
    async with database.transaction() as session:
        tree = await audit_trees.locked(session, ori)
        last = await audit_trees.last_checkpoint(session, ori)
        there = place.read(ori)
        ours = {checkpoint_of(row) for row in await audit_trees.every_checkpoint(session, ori)}
        strange = list(takewhile(lambda line: line.checkpoint not in ours, reversed(there.lines)))
        if not strange or there.last < tree.published:
            return None
        first, upto = strange[-1].checkpoint.number, max(there.last, last.number if last else 0)
        newest = strange[0]
        detail = {"from": first, "to": upto, "size": newest.checkpoint.size, "root": newest.checkpoint.root}
        act = Act(ori=ori, kind=ActKind.LOG_CONTINUED, by=by, about=f"agency:{ori}", detail=detail)
        await record(session, act, now=now)
        await sequence_everything(session, tree)
        made = await sign_checkpoint(session, vault, tree, last, now=now, after=upto)
        row = await audit_trees.last_checkpoint(session, ori)
        keys = {key.id: key.public_key for key in await audit_trees.keys(session, ori)}
        with place.held(ori) as file:
            file.append(signed([row] if row else [], keys))
        tree.published = made.number
        return newest
