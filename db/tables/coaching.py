"""Coaching, while a policy has it open: plain dated counts, pointers, and what those pointed at remark. Ids only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.tables.base import moment, new_id


class CoachingCount(SQLModel, table=True):
    """How many compliments, complaints or trainings an agency's own records have of a subject on a day."""

    __tablename__ = "coaching_counts"
    __table_args__ = (UniqueConstraint("ori", "subject_id", "day", "kind"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    subject_id: str
    """CAD's id of an officer or call-taker; no name."""
    day: date = Field(index=True)
    kind: str
    """`domain.coaching.terms.CountKind`."""
    count: int


class CoachingPointer(SQLModel, table=True):
    """The answers about a subject stand out. A supervisor closes it with one of five words; nothing else follows."""

    __tablename__ = "coaching_pointers"
    __table_args__ = (
        UniqueConstraint("ori", "subject_id", "role", "direction", "opened_on"),
        Index("ix_coaching_pointers_opened", "ori", "opened_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    subject_id: str
    role: str
    """`domain.coaching.terms.SubjectRole`."""
    direction: str
    """`domain.coaching.terms.Direction`."""
    rule: str
    """`str(domain.coaching.policy.CoachingRule)` by which it was made."""
    opened_on: date
    """By the agency's clocks: of two workers that find it at once, one makes it."""
    opened_at: datetime = moment()
    """From then on the one it is about sees it."""
    shown_at: datetime = moment()
    """From then on supervisors do."""
    task_id: str = ""
    """Of the supervisors' task; empty until it is shown to them."""
    closed_at: datetime | None = moment(nullable=True)
    closed_by: str = ""
    """`domain.actors.Actor`."""
    outcome: str = ""
    """`domain.coaching.terms.PointerOutcome`."""
    words_sealed: str | None = None
    """What the supervisor wrote, for the one it is about."""


class CoachingRemark(SQLModel, table=True):
    """What an officer or call-taker wrote about what is held of them; supervisors read it beside the figures."""

    __tablename__ = "coaching_remarks"
    __table_args__ = (Index("ix_coaching_remarks_subject", "ori", "subject_id", "written_at"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    subject_id: str
    written_at: datetime = moment()
    words_sealed: str | None = None
