"""What wakes a call's workflow besides events of the call, and by which signal the workflow hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

MESSAGES_ADDED = "messages.added"
"""Type of an inbox line that is no event of the call: messages were written to the database for it."""
DELIVERY_FAILED = "delivery.failed"
"""... or a message of the call did not arrive: facts key, channel, code."""
REPLY_RECEIVED = "reply.received"
"""... or one of its people texted back: fact intent. Our answer waits in the database."""

WAKE_SIGNALS: Mapping[str, str] = {
    MESSAGES_ADDED: "messages_added",
    DELIVERY_FAILED: "delivery_failed",
    REPLY_RECEIVED: "reply_received",
}
"""Type of inbox line -> name of the signal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeUp:
    """`source` and `key` make a repeat recognizable; `content_hash` tells it from other content under the same key.

    `happened_at`: when, if not just now.
    """

    source: str
    key: str
    signal: str = MESSAGES_ADDED
    facts: Mapping[str, Any] = field(default_factory=dict)
    content_hash: str = ""
    happened_at: datetime | None = None
