"""Every table. A column that ends in `_sealed` holds a person's data, encrypted by `db.vault.Vault`;
one that ends in `_hash` finds it again without opening it. Everything else is plain facts, never people.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.types import UtcDateTime

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(column_0_label)s",
}
"""A constraint without a name could not be altered later on SQLite."""


def new_id() -> str:
    """An opaque identifier: 128 random bits, safe in logs, payloads and links."""
    return uuid4().hex


def _moment(*, index: bool = False, nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcDateTime, index=index, nullable=nullable))


def _facts() -> Any:
    return Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Agency(SQLModel, table=True):
    """A police agency, named by its ORI, with the policy that says who is told what."""

    __tablename__ = "agencies"

    ori: str = Field(primary_key=True)
    name: str
    time_zone: str
    default_language: str = "en"
    non_emergency_phone: str
    report_link: str | None = None
    rights_link: str | None = None
    policy: str
    """The policy file (TOML) in force, checked before it is stored."""
    created_at: datetime = _moment()


class ApiKey(SQLModel, table=True):
    """A bearer key of an agency's system; only its hash is kept."""

    __tablename__ = "api_keys"

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(index=True, foreign_key="agencies.ori")
    label: str
    key_hash: str = Field(unique=True)
    scopes: str
    """Separated by spaces: calls:write calls:read case:write replay."""
    created_at: datetime = _moment()
    revoked_at: datetime | None = _moment(nullable=True)


class Call(SQLModel, table=True):
    """One call for service: what its workflow last recorded, and what CAD's last snapshot looked like."""

    __tablename__ = "calls"
    __table_args__ = (UniqueConstraint("ori", "call_number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    call_number: str
    status: str = "received"
    case_number: str | None = Field(default=None, index=True)
    received_at: datetime | None = _moment(index=True, nullable=True)
    state: dict[str, Any] = _facts()
    """`domain.state.CallState` as recorded; empty until the workflow's first step."""
    snapshot: dict[str, Any] = _facts()
    """Plain facts of the last snapshot, compared with the next one."""
    created_at: datetime = _moment()
    updated_at: datetime = _moment()


class Person(SQLModel, table=True):
    """A contact of one call: caller, victim, witness, and the detective."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("call_id", "ref"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    call_id: str = Field(foreign_key="calls.id", index=True)
    ref: str
    """The sending system's own id of this person within the call; "caller" if it has none."""
    roles: str
    """Separated by spaces: `domain.contacts.ContactRole` values."""
    language: str | None = None
    name_sealed: str | None = None
    phone_sealed: str | None = None
    email_sealed: str | None = None
    phone_hash: str | None = Field(default=None, index=True)
    email_hash: str | None = Field(default=None, index=True)
    safe_sms: bool = True
    safe_email: bool = True
    created_at: datetime = _moment()
    updated_at: datetime = _moment()


class InboxEvent(SQLModel, table=True):
    """An accepted event, kept until relayed to its workflow, and after: the proof of what was reported."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("ori", "source", "event_id"),
        Index("ix_inbox_waiting", "relayed_at", "ori", "call_number", "seq"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    ori: str
    source: str
    event_id: str
    content_hash: str
    """Of everything sent, people included, keyed: tells a repeat from other content under the same id."""
    call_number: str
    type: str
    facts: dict[str, Any] = _facts()
    """What the signal carries: `domain.events.CallEvent.to_mapping()`."""
    occurred_at: datetime = _moment()
    recorded_at: datetime = _moment()
    relayed_at: datetime | None = _moment(nullable=True)
    claimed_until: datetime | None = _moment(nullable=True)
    """Until then one relay has this call in hand, or leaves it alone after a failure."""
    given_up_at: datetime | None = _moment(nullable=True)
    """Set when it can never be relayed, with the reason in `last_error`; later events of the call go on."""
    attempts: int = 0
    last_error: str | None = None


class TimelineEntry(SQLModel, table=True):
    """One line of a call's append-only timeline: an event, a deadline, a message or an answer."""

    __tablename__ = "timeline"
    __table_args__ = (UniqueConstraint("call_id", "entry_key"),)

    id: int | None = Field(default=None, primary_key=True)
    call_id: str = Field(foreign_key="calls.id", index=True)
    entry_key: str
    """What makes a repeat of this line recognisable: source and event id, or message id and status."""
    occurred_at: datetime = _moment()
    recorded_at: datetime = _moment()
    kind: str
    """event, deadline, message or survey."""
    what: str
    """The event type, deadline or message key."""
    effect: str
    reason: str = ""
    status: str
    """Where the call stood afterwards."""
    detail: dict[str, Any] = _facts()


class OutboundMessage(SQLModel, table=True):
    """One message to one person over one channel, from planned to delivered, or withheld with its reason."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("call_id", "contact_id", "key", "n", "channel"),
        Index("ix_messages_waiting", "call_id", "status"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    call_id: str = Field(foreign_key="calls.id")
    contact_id: str = ""
    """Empty when there was nobody to tell: then it is withheld."""
    key: str
    n: int = 1
    channel: str = ""
    language: str = "en"
    status: str
    reason: str = ""
    facts: dict[str, Any] = _facts()
    """Plain facts the text needs and the call does not know: minutes, eta_minutes, expires_in_days."""
    note_sealed: str | None = None
    """A detective's own words, or a code."""
    content_sealed: str | None = None
    """Address, subject, text and HTML as they were handed to the provider."""
    segments: int = 0
    provider: str = ""
    provider_message_id: str | None = Field(default=None, index=True)
    provider_code: str = ""
    attempts: int = 0
    planned_at: datetime = _moment()
    not_before: datetime | None = _moment(nullable=True)
    valid_until: datetime | None = _moment(nullable=True)
    sending_at: datetime | None = _moment(nullable=True)
    sent_at: datetime | None = _moment(nullable=True)
    updated_at: datetime = _moment()


class Consent(SQLModel, table=True):
    """What somebody allowed or forbade, append-only: the newest line per address and purpose is in force."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_address", "ori", "address_hash", "purpose", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    ori: str
    address_hash: str
    purpose: str
    given: bool
    how: str
    at: datetime = _moment()


class SurveyInvitation(SQLModel, table=True):
    """One person's survey about one call; the link's token is kept as a hash."""

    __tablename__ = "survey_invitations"
    __table_args__ = (UniqueConstraint("call_id", "contact_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str
    call_id: str = Field(foreign_key="calls.id")
    contact_id: str
    address_hash: str = Field(index=True)
    token_hash: str = Field(unique=True)
    language: str
    invited_at: datetime = _moment(index=True)
    expires_at: datetime = _moment()
    answered_at: datetime | None = _moment(nullable=True)
    answers: dict[str, Any] = _facts()
    comment_sealed: str | None = None
