"""Consequential messages that were about to leave: let go, or held for a person because they came in a mass."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from db.tables.base import moment


class BrakeEntry(SQLModel, table=True):
    """One consequential message at the moment it was about to leave: what the brake on mass news counts."""

    __tablename__ = "brake_entries"
    __table_args__ = (
        Index("ix_brake_entries_wanted", "ori", "key", "counts", "at"),
        Index("ix_brake_entries_decided", "ori", "decision", "at"),
    )

    message_id: str = Field(primary_key=True, foreign_key="messages.id")
    ori: str = Field(foreign_key="agencies.ori")
    key: str
    decision: str
    """`domain.mass_news.BrakeDecision`."""
    counts: bool = True
    """False once a person has released this key: what came before fills no window any more."""
    at: datetime = moment()
    """By the call's clock."""
    settled_at: datetime | None = moment(nullable=True)
    settled_by: str = ""
    """Badge or user id of who released or dropped it."""
    review_id: str | None = Field(default=None, index=True)
    """The approved proposal that releases or drops it: what is held after the approval is not meant."""
