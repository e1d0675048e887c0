"""Read the events SendGrid posts into delivery reports: what became of an email."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from domain.delivery import NotSent, Standing
from messaging.providers.delivery_report import ProviderReport, text_of

PROVIDER = "sendgrid"
OUR_ID = "message_id"
"""The custom argument that comes back with every event."""

_EVENTS: dict[str, Standing] = {
    "processed": Standing.UNDER_WAY,
    "deferred": Standing.UNDER_WAY,  # SendGrid itself goes on trying, for up to three days
    "delivered": Standing.DELIVERED,
    "bounce": Standing.PERMANENT,
    "dropped": Standing.PERMANENT,
    **dict.fromkeys(("spamreport", "unsubscribe", "group_unsubscribe"), Standing.UNWELCOME),
}
"""Opens and clicks are not here: readers are not tracked."""

_DROPPED: dict[str, tuple[Standing, NotSent]] = {
    "unsubscribed address": (Standing.OPTED_OUT, NotSent.OPTED_OUT),
    "spam reporting address": (Standing.OPTED_OUT, NotSent.OPTED_OUT),
    "recipient list over package quota": (Standing.SENDER_WIDE, NotSent.SENDER_REFUSED),
}
"""Why SendGrid did not even try; any other reason is about the address or the email."""

_DROPPED_FOR_THE_ADDRESS = frozenset({"bounced address", "invalid"})
BLOCKED = "blocked"
"""The mailbox is there, and its provider refuses what we send, for now."""


class NotEvents(ValueError):
    """The body is not a list of events."""


def read_events(body: bytes, *, now: datetime) -> list[ProviderReport]:
    """The delivery reports in a body whose signature was checked; other events are left out. Raises NotEvents."""
    try:
        events = json.loads(body)
    except (ValueError, RecursionError):
        raise NotEvents("the body is not valid JSON") from None
    if not isinstance(events, list):
        raise NotEvents("the body is not a list of events")
    reports = (_read(event, now) for event in events if isinstance(event, dict))
    return [report for report in reports if report is not None]


def _read(event: dict[str, Any], now: datetime) -> ProviderReport | None:
    said, event_key = text_of(event, "event"), text_of(event, "sg_event_id")
    standing = _EVENTS.get(said)
    if standing is None or not event_key:
        return None
    why, code, blocked = NotSent.UNDELIVERED, "", event.get("type") == BLOCKED
    reason = text_of(event, "reason").strip().lower() if said == "dropped" else ""
    if standing is Standing.PERMANENT:
        code = text_of(event, "status", longest=20) or text_of(event, "type", longest=20)
    if said == "dropped":
        standing, why = _DROPPED.get(reason, (standing, why))
        code = code or "dropped"
    return ProviderReport(
        provider=PROVIDER,
        event_key=event_key,
        said=BLOCKED if blocked else said,
        standing=standing,
        occurred_at=_moment(event.get("timestamp"), now),
        message_id=text_of(event, OUR_ID),
        provider_message_id=text_of(event, "sg_message_id").partition(".")[0],
        code=code,
        why=why,
        about_the_message=blocked or (said == "dropped" and reason not in _DROPPED_FOR_THE_ADDRESS),
    )


def _moment(timestamp: Any, now: datetime) -> datetime:
    """When it happened, never later than now; now if the event does not say."""
    if not isinstance(timestamp, int) or isinstance(timestamp, bool):
        return now
    try:
        return min(datetime.fromtimestamp(timestamp, tz=UTC), now)
    except (OverflowError, ValueError, OSError):
        return now
