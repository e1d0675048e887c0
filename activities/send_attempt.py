"""What the sending of a message knows of it between its short transactions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.tables import OutboundMessage
from messaging.providers.base import ComposedMessage, MessageProvider


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAttempt:
    """A message whose row says "sending"; `ambiguous_since`: when an earlier attempt may have sent it."""

    message: ComposedMessage
    provider: MessageProvider
    row: OutboundMessage
    """As it was written; it belongs to no session any more."""
    prepared_at: datetime
    """By the call's clock."""
    ambiguous_since: datetime | None = None
    alike: bool = False
    """The earlier attempt was lost with its row, in a restore: its words may differ a little."""
    asked: bool = True
    """False: the provider must be asked about that attempt before anything else is done."""
    may_be_offered: bool = False
    """Once it has left, its reader may be offered languages."""
    has_offers: bool = False
    """Someone of the call was offered languages before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownLine:
    """It is not known yet whether this number takes texts."""

    number: str
