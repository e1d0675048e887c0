"""Turns a played call's events into CloudEvents 1.0, moved so that its receipt falls on the time given."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from intake.exports.played_call import PlayedCall, PlayedEvent


def cloud_event(call: PlayedCall, event: PlayedEvent, *, received_at: datetime) -> dict[str, Any]:
    """One event in structured JSON; the same call, event and receipt always give the same."""
    return {
        "specversion": "1.0",
        "id": event.id,
        "source": call.source,
        "type": event.type.value,
        "subject": call.call_number,
        "time": (received_at + event.after).astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": dict(event.data),
    }
