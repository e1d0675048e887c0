"""Writes one act to the audit log, within the transaction of the act itself: both are kept, or neither."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import audit_records
from domain.audit.acts import Act


async def record(session: AsyncSession, act: Act, *, now: datetime) -> None:
    """Add the act. What refuses and rolls back records its refusal in a transaction of its own."""
    await audit_records.add(session, act, now=now)
