"""A call for service, its people, what was reported about it and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from db.tables.base import facts_column, ids_column, moment, new_id

_CAREFUL, _CAREFUL_IN_SQLITE = text("careful"), text("careful = 1")


class Call(SQLModel, table=True):
    """One call for service: what its workflow last recorded, and what CAD's last snapshot looked like."""

    __tablename__ = "calls"
    __table_args__ = (
        UniqueConstraint("ori", "call_number"),
        Index("ix_calls_standing", "ori", "status", "received_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    call_number: str
    """What tells the call from every other of the agency: its number, and for a number used again, the day too."""
    reused_number: str | None = Field(default=None, index=True)
    """CAD's number of a call that bears one used before: people know it by this."""
    said_received_at: datetime | None = moment(nullable=True)
    """When it was received, as CAD said last."""
    number_reused_at: datetime | None = moment(nullable=True)
    """Of the first call with a number: when the newest other call with it was received."""
    status: str = "received"
    case_number: str | None = Field(default=None, index=True)
    received_at: datetime | None = moment(index=True, nullable=True)
    state: dict[str, Any] = facts_column()
    """`domain.call_state.CallState` as recorded; empty until the workflow's first step."""
    call_taker: str | None = None
    """CAD's id of who took the call; no name."""
    sensitive_at: datetime | None = moment(index=True, nullable=True)
    """When something last happened to this call while it was sensitive: its people are on careful ground."""
    officers: list[str] = ids_column()
    """CAD's ids of the officers who came; no names."""
    cell: str | None = None
    """Where it is, as an H3 cell of resolution 10, and no closer; None for a call that is or was sensitive, and for one
    that no member of the public made (`db.call_place`)."""
    cell_at: datetime | None = moment(nullable=True)
    """When what was said last of the place was so."""
    place_barred_at: datetime | None = moment(nullable=True)
    """Since when it takes no place: it was sensitive then, or the last of its people was erased."""
    snapshot: dict[str, Any] = facts_column()
    """Plain facts of the last snapshot, compared with the next one."""
    created_at: datetime = moment()
    updated_at: datetime = moment()


class Person(SQLModel, table=True):
    """A contact of one call: caller, victim, witness, and the detective."""

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("call_id", "ref"),
        Index("ix_contacts_careful_phone", "phone_hash", postgresql_where=_CAREFUL, sqlite_where=_CAREFUL_IN_SQLITE),
        Index("ix_contacts_careful_email", "email_hash", postgresql_where=_CAREFUL, sqlite_where=_CAREFUL_IN_SQLITE),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    call_id: str = Field(foreign_key="calls.id", index=True)
    ref: str
    """The sending system's own id of this person within the call, as `db.contact_refs.stored_ref` keeps it; "caller" if
    it has none."""
    roles: str
    """Separated by spaces: `domain.contacts.ContactRole` values."""
    language: str | None = None
    name_sealed: str | None = None
    phone_sealed: str | None = None
    phone_with_extension_sealed: str | None = None
    """A number behind a switchboard: kept for staff to dial, never texted, and by which no person is recognized."""
    email_sealed: str | None = None
    phone_hash: str | None = Field(default=None, index=True)
    email_hash: str | None = Field(default=None, index=True)
    zones: str = ""
    """Separated by spaces: the time zones the telephone number may be at home in, as `db.addresses` knows them."""
    phone_country: str = ""
    """ISO 3166-1, as `db.addresses` knows it; empty if it cannot be told, or was not asked when the number came."""
    safe_sms: bool = True
    safe_email: bool = True
    careful: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """They were a suspect once, or their call was sensitive: among those alone careful ground is looked for."""
    removed_at: datetime | None = moment(nullable=True)
    """When CAD said that they do not belong to the call: they are told nothing, and see nothing."""
    created_at: datetime = moment()
    updated_at: datetime = moment()


class InboxEvent(SQLModel, table=True):
    """An accepted event, kept until relayed to its workflow, and after: the proof of what was reported."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("ori", "source", "event_id"),
        Index("ix_inbox_waiting", "relayed_at", "ori", "call_number", "seq"),
        Index("ix_inbox_call", "ori", "call_number", "seq"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    ori: str
    source: str
    event_id: str
    content_hash: str
    """Of everything sent, people included, keyed: tells a repeat from other content under the same id."""
    call_number: str
    type: str
    facts: dict[str, Any] = facts_column()
    """What the signal carries: `domain.events.CallEvent.to_mapping()`."""
    by: str = ""
    """Who sent it, as `str(domain.actors.Actor)`; empty for what only wakes, and for what came before this was kept."""
    occurred_at: datetime = moment()
    recorded_at: datetime = moment()
    relayed_at: datetime | None = moment(nullable=True)
    claimed_until: datetime | None = moment(nullable=True)
    """Until then one relay has this call in hand, or leaves it alone after a failure."""
    given_up_at: datetime | None = moment(nullable=True)
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
    """What makes a repeat of this line recognizable: source and event id, or message id and status."""
    occurred_at: datetime = moment()
    recorded_at: datetime = moment()
    kind: str
    """event, deadline, message or survey."""
    what: str
    """The event type, deadline or message key."""
    effect: str
    reason: str = ""
    status: str
    """Where the call stood afterwards."""
    by: str = ""
    """Who did it, as `str(domain.actors.Actor)`; empty for lines written before this was kept."""
    detail: dict[str, Any] = facts_column()
