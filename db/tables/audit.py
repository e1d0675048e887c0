"""The audit log of each agency: records that are only ever added, the hashes of their tree, and what was signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from db.tables.base import facts_column, moment

_WAITS, _SALTED = text("leaf_index IS NULL"), text("salt IS NOT NULL")


class AuditRecord(SQLModel, table=True):
    """One act: who did what, when, from where, and how it ended. Its place in the tree comes shortly after it.

    No foreign key: a log outlives its agency, and who writes a record waits for no other writer.
    """

    __tablename__ = "audit_records"
    __table_args__ = (
        UniqueConstraint("ori", "leaf_index"),
        Index("ix_audit_records_waiting", "ori", "id", postgresql_where=_WAITS, sqlite_where=_WAITS),
        Index("ix_audit_records_salted", "contact_id", postgresql_where=_SALTED, sqlite_where=_SALTED),
    )

    id: int | None = Field(default=None, primary_key=True)
    ori: str
    at: datetime = moment(index=True)
    kind: str
    by: str
    about: str = Field(default="", index=True)
    outcome: str
    reason: str = ""
    source: str = ""
    detail: dict[str, Any] = facts_column()
    contact_id: str = ""
    """Which of a call's people it concerns; empty for none."""
    commitment: str = ""
    """SHA-256 (hex) of the salt and what is private in it; empty if nothing is."""
    salt: str | None = None
    """In hex; destroyed with its person. The leaf does not hold it, and stays as it is."""
    leaf_index: int | None = None
    """Its place in the tree of its agency, from 0; none until a sequencer has given it one."""


class AuditTree(SQLModel, table=True):
    """How far the tree of an agency is; its row is locked by what makes it grow."""

    __tablename__ = "audit_trees"

    ori: str = Field(primary_key=True)
    size: int = 0
    kept_from: int = 0
    """Records before this place were removed by age; their hashes stay."""
    published: int = 0
    """The last checkpoint that was written to the second place."""


class AuditTile(SQLModel, table=True):
    """Up to 256 neighboring hashes of a tree (`domain.audit.tiles`), 32 bytes each."""

    __tablename__ = "audit_tiles"

    ori: str = Field(primary_key=True)
    level: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    hashes: bytes


class AuditCheckpoint(SQLModel, table=True):
    """A signed checkpoint (`domain.audit.checkpoints`)."""

    __tablename__ = "audit_checkpoints"

    ori: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    size: int
    root: str
    at: datetime = moment()
    previous: str
    key_id: str
    signature: str
    """Ed25519, in hex."""


class AuditKey(SQLModel, table=True):
    """A key that signs the checkpoints of an agency, or did."""

    __tablename__ = "audit_keys"

    id: str = Field(primary_key=True)
    """The beginning of the SHA-256 (hex) of the public key."""
    ori: str = Field(index=True)
    public_key: str
    """In hex."""
    pair_sealed: str
    """Public and private key in hex; of a retired one the public one alone. One who can only write here makes none."""
    made_at: datetime = moment()
    retired_at: datetime | None = moment(nullable=True)
