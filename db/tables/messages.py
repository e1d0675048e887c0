"""Messages to people, and what providers reported about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from db.tables.base import facts_column, moment, new_id
from domain.delivery import MOVES, TO_BE_SENT, DeliveryStatus, ImpossibleMove, NotSent

_TO_BE_SENT = text(f"status IN ({', '.join(repr(status.value) for status in sorted(TO_BE_SENT))})")
_NOT_SENT = text("status IN ('permanent_failure', 'withheld')")
_OFFER = text("key = 'language_offer'")

INSTEAD_OF = "instead_of"
"""A fact of a message that is in English: the language its reader should have had."""


class OutboundMessage(SQLModel, table=True):
    """One message to one person over one channel, from planned to delivered, or withheld with its reason."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("call_id", "contact_id", "key", "n", "channel", "retold"),
        Index("ix_messages_waiting", "call_id", "status"),
        Index("ix_messages_unheard_of", "status", "sending_at"),
        Index("ix_messages_to_be_sent", "not_before", postgresql_where=_TO_BE_SENT, sqlite_where=_TO_BE_SENT),
        Index("ix_messages_went_to", "address_hash", "sending_at"),
        Index("ix_messages_offers", "address_hash", postgresql_where=_OFFER, sqlite_where=_OFFER),
        Index("ix_messages_not_sent", "updated_at", postgresql_where=_NOT_SENT, sqlite_where=_NOT_SENT),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    call_id: str = Field(foreign_key="calls.id")
    contact_id: str = ""
    """Empty when there was no contact to tell: then it is withheld."""
    key: str
    n: int = 1
    channel: str = ""
    retold: int = 0
    """How often this was said before to an address that was not the person's, as it was corrected since."""
    address_hash: str = ""
    """Of the address it was handed over for; empty until then. The person may have another by now."""
    language: str = "en"
    """What it is in; before it is written, what it should be in."""
    status: str
    reason: str = ""
    facts: dict[str, Any] = facts_column()
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
    fallback_of: str | None = Field(default=None, index=True)
    """The message that could not arrive over another channel and that this one stands in for."""
    corrects: str | None = Field(default=None, index=True)
    """The message to the same person over the same channel that this one takes back."""
    planned_at: datetime = moment()
    not_before: datetime | None = moment(nullable=True)
    valid_until: datetime | None = moment(nullable=True)
    sending_at: datetime | None = moment(nullable=True)
    """The wall clock's time of the first attempt: what the provider goes by."""
    sent_at: datetime | None = moment(nullable=True)
    delivered_at: datetime | None = moment(nullable=True)
    inquired_at: datetime | None = moment(nullable=True)
    """When the provider was asked what became of it, because no receipt came."""
    seen_at: datetime | None = moment(nullable=True)
    """When its reader said in the portal that they saw it."""
    updated_at: datetime = moment()

    @property
    def readers_language(self) -> str:
        """What its reader should have it in, also where it was sent in English because that was not read yet."""
        return str(self.facts.get(INSTEAD_OF, self.language))

    def move_to(self, target: DeliveryStatus, *, now: datetime, reason: str | None = None) -> None:
        """The one way to another status; without a reason the last one stays. Raises ImpossibleMove.

        What went well has the reason "", or why it is not in its reader's language.
        """
        if target not in MOVES[DeliveryStatus(self.status)]:
            raise ImpossibleMove(self.status, target)
        self.status, self.updated_at = target.value, now
        if reason is not None:
            in_english = self.language != self.readers_language
            self.reason = reason or (NotSent.UNREVIEWED.value if in_english else "")


class DeliveryReceipt(SQLModel, table=True):
    """What a provider reported about one message, append-only; a repeat of the same report is not stored."""

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("provider", "event_key"),)

    id: int | None = Field(default=None, primary_key=True)
    provider: str
    event_key: str
    """What makes a repeat recognizable: SID and status, or the event's own id."""
    message_id: str = Field(foreign_key="messages.id", index=True)
    said: str
    """The provider's own word: delivered, undelivered, bounce."""
    code: str = ""
    effect: str
    """Where it moved the message, or "ignored"."""
    occurred_at: datetime = moment()
    recorded_at: datetime = moment()


class PhoneLine(SQLModel, table=True):
    """What kind of line a number is, as the provider's lookup said: asked once, then remembered."""

    __tablename__ = "phone_lines"

    phone_hash: str = Field(primary_key=True)
    line_type: str
    looked_up_at: datetime = moment()
