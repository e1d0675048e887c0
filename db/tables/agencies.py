"""An agency, its keys and what it sends from."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from db.tables.base import Shareable, moment, new_id


class Agency(Shareable, table=True):
    """A police agency, named by its ORI, with the policy that says who is told what."""

    __tablename__ = "agencies"

    ori: str = Field(primary_key=True)
    name: str
    time_zone: str
    default_language: str = "en"
    non_emergency_phone: str
    text_to_911: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """911 takes texts here. Not every center does [FCC], so people are told to call unless the agency says so."""
    report_link: str | None = None
    rights_link: str | None = None
    complaint_link: str | None = None
    """Where complaints and compliments are taken: a survey is no channel for them."""
    state: str | None = None
    """Whose rights and services the portal shows, as "WA"; none means the first two letters of the ORI."""
    color: str | None = None
    """Of its pages, as #0b4f8a: white text on it can be read (`domain.agency_color`)."""
    seal_id: str | None = None
    """The picture at the head of its pages: `AgencySeal.id`."""
    logon_banner: str | None = None
    """What staff read and agree to before they sign in, in the agency's own words; none means ours."""
    logon_banner_spanish: str | None = None
    """The same for staff whose pages are in Spanish."""
    policy: str
    """The policy file (TOML) in force, checked before it is stored."""
    live_from: datetime | None = moment(nullable=True)
    """Calls received before are silent; none if every call may be told about."""
    created_at: datetime = moment()
    mark: str = Field(default_factory=new_id, sa_column_kwargs={"onupdate": new_id, "server_default": ""})
    """Another one after each change of this row, or of any sender: what was read under it need not be read again."""


class AgencySeal(SQLModel, table=True):
    """A picture that pages show, by an id made of its bytes; apart from the agency, which is read far more often."""

    __tablename__ = "agency_seals"

    id: str = Field(primary_key=True)
    media_type: str
    image: bytes
    """Checked before it is stored: PNG, JPEG or WebP, and small (`domain.agency_seal`)."""
    added_at: datetime = moment()


class ApiKey(SQLModel, table=True):
    """A bearer key of an agency's system; only its hash is kept."""

    __tablename__ = "api_keys"

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(index=True, foreign_key="agencies.ori")
    label: str
    key_hash: str = Field(unique=True)
    scopes: str
    """Separated by spaces: calls:write calls:read case:write usage:read surveys:read replay."""
    networks: str = ""
    """Separated by spaces: from where it may be used, as 203.0.113.0/24; empty means from anywhere."""
    per_minute: int = 6000
    """How many requests and events a minute it may send to one process of the API."""
    created_at: datetime = moment()
    expires_at: datetime | None = moment(nullable=True)
    last_used_at: datetime | None = moment(nullable=True)
    """To the minute: writing it at each request would cost more than it tells."""
    revoked_at: datetime | None = moment(nullable=True)


class Sender(Shareable, table=True):
    """What an agency sends from over one channel; without one, the sender of the settings is used."""

    __tablename__ = "senders"
    __table_args__ = (UniqueConstraint("ori", "channel"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    channel: str
    address: str = Field(index=True)
    """A number in E.164, a messaging service (MG...), or a from-address: the agency's own, no person's."""
    account: str = ""
    """The provider's account; empty where its secret alone says which."""
    secret_sealed: str | None = None
    other_secret_sealed: str | None = None
    """The secret of before, or the one that follows: while a token is replaced, both count."""
    per_second: float | None = None
    """How many messages a second this sender may hand over (10DLC); none means the queue's own limit."""
    created_at: datetime = moment()
    updated_at: datetime = moment()


class SenderPause(SQLModel, table=True):
    """A limit that a sender has reached: until it resets, nothing leaves from it."""

    __tablename__ = "sender_pauses"
    __table_args__ = (UniqueConstraint("channel", "account", "address"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    channel: str
    account: str = ""
    """As `Sender.account`; empty for the account of the settings."""
    address: str = ""
    """As `Sender.address`; empty for the sender of the settings, "*" for every sender of the account."""
    code: str
    """The provider's."""
    since: datetime = moment()
    until: datetime = moment()


class WriteProbe(SQLModel, table=True):
    """One row that health checks write, to see that the database still takes writes."""

    __tablename__ = "write_probes"

    name: str = Field(primary_key=True)
    written_at: datetime = moment()
    writes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How often it was written: it only grows, unless the database was restored from a backup."""
