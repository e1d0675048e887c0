"""The audit log: records that are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from db.tables.base import facts_column, moment


class AuditRecord(SQLModel, table=True):
    """One act: who did what, when, from where, and how it ended."""

    __tablename__ = "audit_records"

    id: int | None = Field(default=None, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori", index=True)
    at: datetime = moment(index=True)
    kind: str
    by: str
    about: str = Field(default="", index=True)
    outcome: str
    reason: str = ""
    source: str = ""
    detail: dict[str, Any] = facts_column()
