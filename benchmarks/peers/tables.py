"""The tables of a peer: calls, their people, what happened, and every message from before it is sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

CREATED, SENDING, DELIVERED, FAILED, WITHHELD = "created", "sending", "delivered", "failed", "withheld"


class Base(DeclarativeBase):
    """All of them."""

    type_annotation_map = {datetime: DateTime(timezone=True), dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012


class Call(Base):
    """`look_again_at`: when its next deadline comes. `state` is a `domain.call_state.CallState`."""

    __tablename__ = "calls"
    number: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[dict[str, Any] | None]
    look_again_at: Mapped[datetime | None] = mapped_column(index=True)


class Contact(Base):
    """A person of a call."""

    __tablename__ = "contacts"
    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: uuid4().hex)
    number: Mapped[str] = mapped_column(ForeignKey("calls.number"), index=True)
    roles: Mapped[list[str]]
    language: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]


class Event(Base):
    """What a CAD reported. Celery's inbox; DBOS keeps events itself."""

    __tablename__ = "events"
    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("calls.number"), index=True)
    facts: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]

    __table_args__ = (Index("events_waiting", "received_at", postgresql_where=text("handled_at IS NULL")),)


class Message(Base):
    """Stored before it is sent; what is planned twice is there once."""

    __tablename__ = "messages"
    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: uuid4().hex)
    number: Mapped[str] = mapped_column(ForeignKey("calls.number"), index=True)
    contact_id: Mapped[str]
    key: Mapped[str]
    n: Mapped[int]
    channel: Mapped[str]
    language: Mapped[str]
    first_contact: Mapped[bool]
    minutes: Mapped[int | None]
    status: Mapped[str]
    reason: Mapped[str]
    provider_id: Mapped[str | None]
    not_before: Mapped[datetime | None]
    planned_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("number", "contact_id", "key", "n", "channel"),
        Index("messages_to_send", "updated_at", postgresql_where=text("status = 'created'")),
    )
