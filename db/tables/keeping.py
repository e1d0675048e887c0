"""What must stay gone, and what must stay: erasures, and legal holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from db.tables.base import moment, new_id


class Erasure(SQLModel, table=True):
    """One line of the erasure ledger: a contact of a call, or an address, that was erased. Nothing says who it was.

    A contact's line has `contact_id`, ref and what tells its call; an address' line has `address_hash`.
    """

    __tablename__ = "erasures"
    __table_args__ = (Index("ix_erasures_call", "ori", "call_number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str
    erased_at: datetime = moment()
    call_number: str = ""
    call_id: str | None = None
    received_at: datetime | None = moment(nullable=True)
    """When the call was received: another call may bear the same number years later, when this one is deleted."""
    contact_id: str = ""
    ref: str = ""
    """As `db.contact_refs.stored_ref` keeps it: CAD may go on naming this contact."""
    address_hash: str = Field(default="", index=True)


class LegalHold(SQLModel, table=True):
    """Nothing of a call or case with this number may be erased or deleted until the hold is lifted."""

    __tablename__ = "legal_holds"
    __table_args__ = (Index("ix_legal_holds_number", "ori", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    number: str
    """A call's or a case's number."""
    placed_by: str
    """Badge or user id; no name."""
    placed_at: datetime = moment()
    lifted_by: str | None = None
    lifted_at: datetime | None = moment(nullable=True)
