"""Writes one act to the audit log, within the transaction of the act itself: both are kept, or neither."""

from __future__ import annotations

import os
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import audit_records
from domain.audit.acts import Act
from domain.audit.canonical import SALT_BYTES, commitment


async def record(session: AsyncSession, act: Act, *, now: datetime) -> None:
    """Add the act: one INSERT and no question. Its place in the tree comes later (`audit.sequencer`).

    What refuses and rolls back records its refusal in a transaction of its own.
    """
    salt = os.urandom(SALT_BYTES) if act.private else None
    bound = commitment(salt, act.private) if salt else ""
    await audit_records.add(session, act, now=now, salt=salt, commitment=bound)
