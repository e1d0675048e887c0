"""What two persons decide: proposals, the versions of a policy that were in force, and trials of new ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.tables.base import facts_column, moment, new_id


class Proposal(SQLModel, table=True):
    """An act that one member of staff proposed, and another approves or declines."""

    __tablename__ = "proposals"
    __table_args__ = (
        Index("ix_proposals_state", "ori", "state", "proposed_at"),
        Index("ix_proposals_to_execute", "state", "executed_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    kind: str
    """`domain.staff.proposals.ProposalKind`."""
    facts: dict[str, Any] = facts_column()
    """What would be done, in plain facts: no people, no secrets."""
    secret_sealed: str | None = None
    """A provider's secret that would be put in force; gone once it was, or was not."""
    reason_sealed: str | None = None
    """Why, in the proposer's words, which may name people."""
    answer_sealed: str | None = None
    """Why it was declined."""
    pinned_hash: str
    """Of what it would change, as that was when it was proposed; empty where the second person pins it."""
    state: str
    """`domain.staff.proposals.ProposalState`."""
    proposed_by: str = Field(foreign_key="staff_accounts.id", index=True)
    proposed_at: datetime = moment()
    expires_at: datetime = moment()
    decided_by: str | None = Field(default=None, foreign_key="staff_accounts.id")
    decided_at: datetime | None = moment(nullable=True)
    executed_at: datetime | None = moment(nullable=True)
    """When it was done to its end: once, whatever process began it."""
    outcome: dict[str, Any] = facts_column()
    """What came of it, in plain facts: how many, which id."""
    collected_at: datetime | None = moment(nullable=True)
    """When its proposer had the new key of the API shown, which is shown once."""


class PolicyVersion(SQLModel, table=True):
    """A policy that was put in force for an agency; the one with the highest number is."""

    __tablename__ = "policy_versions"
    __table_args__ = (UniqueConstraint("ori", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    number: int
    text: str
    """The policy file (TOML)."""
    text_hash: str
    """SHA-256 (hex) of the text."""
    in_force_at: datetime = moment()
    put_by: str
    """`domain.actors.Actor`."""
    approved_by: str = ""
    """The second person, if there was one."""


class PolicyTrial(SQLModel, table=True):
    """A policy that is tried on past calls: how far that is, and what came out."""

    __tablename__ = "policy_trials"
    __table_args__ = (Index("ix_policy_trials_unfinished", "finished_at", "claimed_until"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori", index=True)
    text: str
    text_hash: str
    base_hash: str
    """Of the policy in force that it is compared with."""
    asked_by: str
    """`domain.actors.Actor`."""
    asked_at: datetime = moment()
    claimed_until: datetime | None = moment(nullable=True)
    """Until then one process has it in hand."""
    calls_done: int = 0
    calls_total: int = 0
    finished_at: datetime | None = moment(nullable=True)
    result: dict[str, Any] = facts_column()
    """`staff.trial_result.TrialResult` in JSON: counts, message keys and call numbers."""
