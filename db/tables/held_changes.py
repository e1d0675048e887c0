"""What staff decided and can still take back: it is held for a minute before it is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from db.tables.base import facts_column, moment, new_id

_WAITING = text("done_at IS NULL AND undone_at IS NULL AND refused_at IS NULL")


class HeldChange(SQLModel, table=True):
    """One decision of a member of staff about a call; it ends as done, undone or refused, and only once."""

    __tablename__ = "held_changes"
    __table_args__ = (
        Index("ix_held_changes_call", "call_id", "made_at"),
        Index("ix_held_changes_waiting", "due_at", postgresql_where=_WAITING, sqlite_where=_WAITING),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    """Also the id of the event that it becomes: done twice, it is the same event."""
    ori: str = Field(foreign_key="agencies.ori")
    call_id: str = Field(foreign_key="calls.id")
    kind: str
    """`staff.status_change.HeldKind`."""
    facts: dict[str, Any] = facts_column()
    """Plain facts: the status and when it came about, or which approved words are sent."""
    words_sealed: str | None = None
    """What staff wrote in their own words; None once it was sent, undone or refused."""
    account_id: str = Field(foreign_key="staff_accounts.id")
    by: str
    """`domain.actors.Actor`."""
    source: str = ""
    """The network address it came from, for the audit log."""
    made_at: datetime = moment()
    due_at: datetime = moment()
    undone_at: datetime | None = moment(nullable=True)
    done_at: datetime | None = moment(nullable=True)
    refused_at: datetime | None = moment(nullable=True)
    refused_why: str = ""
    """A sentence for staff."""
