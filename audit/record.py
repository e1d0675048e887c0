"""Writes acts to the audit log, within the transaction of the act itself: both are kept, or neither."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import audit_records
from db.queries.audit_records import BoundAct
from domain.audit.acts import Act
from domain.audit.canonical import SALT_BYTES, commitment


async def record(session: AsyncSession, act: Act, *, now: datetime) -> None:
    """Add the act: one INSERT and no question. Its place in the tree comes later (`audit.sequencer`).

    What refuses and rolls back records its refusal in a transaction of its own.
    """
    await record_all(session, [act], now=now)


async def record_all(session: AsyncSession, acts: Iterable[Act], *, now: datetime) -> None:
    """The same for many acts by one statement, in their order."""
    salted = ((act, os.urandom(SALT_BYTES) if act.private else None) for act in acts)
    await audit_records.add(
        session,
        [
            BoundAct(act=act, salt=salt, commitment=commitment(salt, act.private) if salt else "")
            for act, salt in salted
        ],
        now=now,
    )
