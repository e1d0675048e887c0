"""What people want: what they allowed or forbade, their language, the links by which they say no."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from db.tables.base import moment


class Consent(SQLModel, table=True):
    """What a person allowed or forbade, append-only: the newest line per address and purpose is in force."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_address", "ori", "address_hash", "purpose", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    ori: str
    address_hash: str = Field(index=True)
    purpose: str
    given: bool
    how: str
    at: datetime = moment()


class Preference(SQLModel, table=True):
    """What a person chose, for every call of theirs with an agency from then on; None where they chose nothing."""

    __tablename__ = "preferences"

    ori: str = Field(primary_key=True)
    address_hash: str = Field(primary_key=True, index=True)
    language: str | None = None
    channels: str | None = None
    """Separated by spaces: `domain.messages.Channel` values; empty for none of them."""
    updates_off: str = ""
    """Separated by spaces: the groups of updates they do not want."""
    safe_sms: bool | None = None
    safe_email: bool | None = None
    safe_voice: bool | None = None
    safe_hours: str | None = None
    """When it is safe to be contacted, in the agency's time, as "09:00-17:00"."""
    ok_to_identify: bool | None = None
    """False: staff and messages must not say that they are the police."""
    review_by: datetime | None = moment(nullable=True)
    """When what they said about safety should be asked again."""
    how: str
    set_at: datetime = moment()


class UnsubscribeLink(SQLModel, table=True):
    """The opaque link by which one address opts out of one purpose (RFC 8058); only the token's hash is kept.

    Another one for each hash key under which emails were sent: all of them go on working.
    """

    __tablename__ = "unsubscribe_links"

    token_hash: str = Field(primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    address_hash: str = Field(index=True)
    purpose: str
    language: str
    created_at: datetime = moment()
