"""Tasks for the staff of an agency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.tables.base import moment, new_id


class StaffTask(SQLModel, table=True):
    """Something that staff must look at: raised once per `task_key` while open, however often its cause repeats."""

    __tablename__ = "staff_tasks"
    __table_args__ = (
        UniqueConstraint("ori", "task_key"),
        Index("ix_staff_tasks_open", "ori", "closed_at", "opened_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    task_key: str
    """What makes a repeat the same task: its kind and what it is about; a closed task's key has its id instead."""
    kind: str
    call_id: str | None = Field(default=None, foreign_key="calls.id", index=True)
    reason: str
    """Plain facts, no people."""
    times: int = 1
    opened_at: datetime = moment()
    last_at: datetime = moment()
    closed_at: datetime | None = moment(nullable=True)
