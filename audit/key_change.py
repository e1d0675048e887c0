"""Replaces the key that signs an agency's checkpoints: the old key's last word names the new one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from audit.keys import made_key, put_in_force, signing_key
from audit.record import record
from audit.sequencer import AT_ONCE, sequence_some, sign_checkpoint
from db.encryption.vault import Vault
from db.queries import audit_trees
from db.tables import AuditKey, AuditTree
from domain.audit.acts import Act, ActKind


async def key_of_agency(session: AsyncSession, vault: Vault, ori: str, *, now: datetime) -> AuditKey:
    """The key in force, made if there is none yet. Raises VaultError."""
    await audit_trees.locked(session, ori)
    return await signing_key(session, vault, ori, now=now)


async def replace_key(session: AsyncSession, vault: Vault, ori: str, *, by: str, now: datetime) -> AuditKey:
    """The new key. A checkpoint of the old key covers the record of the change, and one of the new key follows it.

    The old key's private half is destroyed. Raises VaultError; LookupError if the tree's edge is damaged.
    """
    tree = await audit_trees.locked(session, ori)
    before = await signing_key(session, vault, ori, now=now)
    after = made_key(vault, ori, now=now)
    detail = {"old_key": before.id, "new_key": after.id, "new_public_key": after.public_key}
    act = Act(ori=ori, kind=ActKind.KEY_CHANGED, by=by, about=f"audit-key:{after.id}", detail=detail)
    await record(session, act, now=now)
    await sequence_everything(session, tree)
    for key in (before, after):
        if key is after:
            await put_in_force(session, vault, after, now=now)
        last = await audit_trees.last_checkpoint(session, ori)
        await sign_checkpoint(session, vault, tree, last, now=now)
    return after


async def sequence_everything(session: AsyncSession, tree: AuditTree) -> None:
    """What was recorded so far, in this transaction too."""
    await session.flush()
    while await sequence_some(session, tree, most=AT_ONCE) == AT_ONCE:
        pass
