"""The portal: links, sign-in attempts, sessions, reassigned addresses, and counts of attempts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from db.tables.base import moment, new_id


class PortalLink(SQLModel, table=True):
    """The opaque link in a message that leads its reader to the sign-in; only the token's hash is kept."""

    __tablename__ = "portal_links"
    __table_args__ = (Index("ix_portal_links_address", "ori", "address_hash"),)

    token_hash: str = Field(primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    contact_id: str = Field(index=True)
    channel: str
    """How it was sent, and where the code goes: `domain.messages.Channel`."""
    address_hash: str = Field(index=True)
    """Where it was sent: a contact whose number changed since is not reached by it."""
    created_at: datetime = moment()


class PortalAttempt(SQLModel, table=True):
    """An attempt to sign in. The row is the same whether or not there is such a case: the code sender finds out."""

    __tablename__ = "portal_attempts"

    id: str = Field(default_factory=new_id, primary_key=True)
    token_hash: str = Field(unique=True)
    """Of the cookie that ties the code to the browser that asked for it."""
    ori: str = Field(foreign_key="agencies.ori")
    network_hash: str | None = None
    """Keyed, of the network that asked: what one network asks for must not use up what others may."""
    link_hash: str | None = None
    """Of the token in the message's link by which it was asked; None if by case number and address."""
    wanted_sealed: str | None = None
    """What was typed, or which link was followed, as a sealed JSON object; None once looked up."""
    code_hash: str
    """Keyed, with the attempt's id: six digits alone could be tried out."""
    code_sealed: str | None = None
    """None once handed to the message, or when there is no address to send it to."""
    contact_id: str | None = None
    """Set by the code sender; without it no code opens anything."""
    address_hash: str | None = Field(default=None, index=True)
    channel: str | None = None
    tries: int = 0
    created_at: datetime = moment(index=True)
    expires_at: datetime = moment()
    looked_up_at: datetime | None = moment(nullable=True)
    used_at: datetime | None = moment(nullable=True)


class PortalSession(SQLModel, table=True):
    """A person who proved that an address is theirs; they see what concerns that address, and nothing else."""

    __tablename__ = "portal_sessions"

    token_hash: str = Field(primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    address_hash: str = Field(index=True)
    channel: str
    """`domain.messages.Channel` the code came by."""
    language: str
    created_at: datetime = moment()
    last_seen_at: datetime = moment(index=True)
    ended_at: datetime | None = moment(nullable=True)


class AddressCut(SQLModel, table=True):
    """An address that may be another person's by now: cases known by it before then are no longer shown by it."""

    __tablename__ = "address_cuts"

    ori: str = Field(primary_key=True, foreign_key="agencies.ori")
    address_hash: str = Field(primary_key=True, index=True)
    reason: str
    cut_at: datetime = moment()


class RateCount(SQLModel, table=True):
    """How often something was tried within one window of time; in the database, so that a restart forgets nothing."""

    __tablename__ = "rate_counts"

    bucket: str = Field(primary_key=True)
    """What is counted and by which key, as "portal.code/<hash>": never an address."""
    began_at: datetime = moment(primary_key=True)
    """When the window began."""
    count: int = 0
