"""Who gets the weekly email of results, and what became of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from db.tables.base import moment, new_id


class ResultRecipient(SQLModel, table=True):
    """A reader that the agency named. The row goes, with its emails, once they are to get no more."""

    __tablename__ = "result_recipients"

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori", index=True)
    address_sealed: str
    language: str
    """en or es."""
    added_at: datetime = moment()
    added_by: str
    """`domain.actors.Actor`."""


class ResultEmail(SQLModel, table=True):
    """One week's email to one reader: written before it is sent."""

    __tablename__ = "result_emails"
    __table_args__ = (UniqueConstraint("recipient_id", "week"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    recipient_id: str = Field(foreign_key="result_recipients.id")
    week: str
    """As 2026-W47, by ISO 8601."""
    status: str
    """`domain.weekly_results.EmailStatus`."""
    reason: str = ""
    """Why it has not left, or failed: a code, never an address."""
    tries: int = 0
    created_at: datetime = moment()
    tried_at: datetime | None = moment(nullable=True)
    ended_at: datetime | None = moment(nullable=True)
    """When a provider took it, or it was given up."""
