"""Tasks for the staff of an agency."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from db.tables.base import moment, new_id

_WAITS = text("closed_at IS NULL")


class StaffTask(SQLModel, table=True):
    """Something that staff must look at: raised once per `task_key` while open, however often its cause repeats."""

    __tablename__ = "staff_tasks"
    __table_args__ = (
        UniqueConstraint("ori", "task_key"),
        Index("ix_staff_tasks_open", "ori", "closed_at", "opened_at"),
        Index("ix_staff_tasks_waiting", "kind", postgresql_where=_WAITS, sqlite_where=_WAITS),
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
    due_at: datetime | None = moment(nullable=True)
    """`domain.task_kinds.due_at`; None of a task from before this was kept."""
    owner_account_id: str | None = Field(default=None, foreign_key="staff_accounts.id", index=True)
    """Who has taken it, or was handed it; None while it is no one's."""
    closed_at: datetime | None = moment(nullable=True)
    closed_by: str = ""
    """`domain.actors.Actor`; empty for what Caseline closed as its cause went away."""
    outcome: str = ""
    """`domain.task_kinds.TaskOutcome`, once it is closed by a person."""
    outcome_note_sealed: str | None = None
    """What the person who closed it wrote; only of a task about a call, with whose people it is erased."""


class StaffAccount(SQLModel, table=True):
    """A member of staff who may sign in. It is closed, never deleted: its badge stands in timelines for good."""

    __tablename__ = "staff_accounts"
    __table_args__ = (
        UniqueConstraint("ori", "badge"),
        UniqueConstraint("ori", "subject_hash"),
        Index("ix_staff_accounts_cad_id", "ori", "cad_id", unique=True),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    badge: str
    """Badge or user id, never a name: what they sign in with, and what timelines and the audit log call them."""
    name_sealed: str | None = None
    work_phone_sealed: str | None = None
    """What victims are told to call, if they are told who works on their case; None: the agency's own number."""
    work_email_sealed: str | None = None
    roles: str
    """Separated by spaces: `domain.staff.roles.Role` values."""
    language: str = "en"
    """Of its pages: en or es."""
    subject_hash: str | None = None
    """SHA-256 of issuer and subject, for an account of the agency's OpenID provider; it has no password here."""
    cad_id: str | None = None
    """CAD's id of them as an officer or call-taker: whose record of coaching is their own."""
    created_at: datetime = moment()
    created_by: str
    """`domain.actors.Actor`."""
    last_used_at: datetime | None = moment(nullable=True)
    locked_at: datetime | None = moment(nullable=True)
    """After too many wrong tries: until an administrator releases it."""
    closed_at: datetime | None = moment(nullable=True)
    closed_why: str = ""
    """left, unused or other plain words."""
    reopened_at: datetime | None = moment(nullable=True)
    """From then on its unused days are counted."""
    is_break_glass: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """For the day when the agency's OpenID provider is away: it signs in here all the same, and is not closed
    for lack of use."""


class StaffSession(SQLModel, table=True):
    """One sign-in of a member of staff, in one browser."""

    __tablename__ = "staff_sessions"

    token_hash: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="staff_accounts.id", index=True)
    method: str
    """`domain.staff.sign_in.Method`: what proved who they are."""
    created_at: datetime = moment()
    last_seen_at: datetime = moment(index=True)
    """After 30 minutes without a request the session is locked, until its owner proves anew who they are."""
    locked_at: datetime | None = moment(nullable=True)
    """When a request first found it locked; it is locked without one, too."""
    kept_sealed: str | None = None
    """What was typed into a form that was sent while the session was locked: a sealed JSON object."""
    provider_token_sealed: str | None = None
    """The ID token of the agency's provider, by which the provider is told to end its own session."""
    ended_at: datetime | None = moment(nullable=True)


class SignInLink(SQLModel, table=True):
    """A link that leads one account in: a one-time invitation, or the sign-in of a demonstration."""

    __tablename__ = "sign_in_links"

    token_hash: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="staff_accounts.id", index=True)
    purpose: str
    """`domain.staff.sign_in.LinkPurpose`."""
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)


class CaseAssignment(SQLModel, table=True):
    """Whose case a call is now; who had it before stands in its timeline."""

    __tablename__ = "case_assignments"

    call_id: str = Field(primary_key=True, foreign_key="calls.id")
    account_id: str = Field(foreign_key="staff_accounts.id", index=True)
    assigned_at: datetime = moment()
    assigned_by: str
    """`domain.actors.Actor`."""
