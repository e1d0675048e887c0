"""Brings checkpoints from the database to the second place, unless the two do not fit each other any more."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from audit.second_place import SecondPlace, SignedCheckpoint
from audit.sequencer import checkpoint_of
from db.connection.session import Database
from db.queries import audit_trees
from db.tables import AuditCheckpoint


class SecondPlaceDiffers(Exception):
    """What stands in the second place is not what was written there from this database; a whole sentence."""


async def publish(database: Database, place: SecondPlace, ori: str) -> int:
    """Append what is not there yet; returns how many. Raises SecondPlaceDiffers, SecondPlaceUnusable."""
    count = 0
    while True:
        async with database.reading() as session:
            tree = await audit_trees.get(session, ori)
            known = await audit_trees.checkpoints(session, ori, after=max(0, tree.published - 1) if tree else 0)
            keys = {key.id: key.public_key for key in await audit_trees.keys(session, ori)}
        if tree is None or not known or known[-1].number <= tree.published:
            return count
        done = await asyncio.to_thread(_append, place, ori, tree.published, signed(known, keys))
        async with database.transaction() as session:
            held = await audit_trees.locked(session, ori)
            held.published = max(held.published, known[-1].number)
        count += done


def signed(rows: Sequence[AuditCheckpoint], public_keys: Mapping[str, str]) -> list[SignedCheckpoint]:
    """Checkpoints as the second place has them."""
    return [
        SignedCheckpoint(
            checkpoint=checkpoint_of(row), signature=row.signature, public_key=public_keys.get(row.key_id, "")
        )
        for row in rows
    ]


def _append(place: SecondPlace, ori: str, published: int, known: Sequence[SignedCheckpoint]) -> int:
    """`known` begins with the last one that was published, if any was."""
    with place.held(ori) as file:
        last = file.last()
        number = last.checkpoint.number if last else 0
        if number < published:
            raise SecondPlaceDiffers(
                f"{place.file_of(ori)} ends before checkpoint {published}, which was written there"
            )
        if number > known[-1].checkpoint.number:
            raise SecondPlaceDiffers(f"{place.file_of(ori)} is ahead of the database: an old copy of it was restored")
        same = next((each for each in known if each.checkpoint.number == number), None)
        if last and (same is None or same.checkpoint != last.checkpoint):
            raise SecondPlaceDiffers(f"{place.file_of(ori)} has another checkpoint {number} than the database")
        fresh = [each for each in known if each.checkpoint.number > number]
        file.append(fresh)
        return len(fresh)
