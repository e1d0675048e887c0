"""Read the events SendGrid posts into delivery reports: what became of an email."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from domain.delivery import Standing
from messaging.providers.delivery_report import ProviderReport, text_of
from messaging.providers.failure_kinds import FailureKind, as_failure
from messaging.providers.sendgrid_bounces import Bounce

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

_DROPPED: tuple[tuple[str, FailureKind], ...] = (
    ("unsubscribed address", FailureKind.OPTED_OUT),
    ("spam reporting address", FailureKind.OPTED_OUT),
    ("bounced address", FailureKind.NO_SUCH_ADDRESS),
    ("invalid smtpapi header", FailureKind.OUR_MISTAKE),
    ("invalid", FailureKind.NO_SUCH_ADDRESS),
    ("spam content", FailureKind.CONTENT),
    ("recipient list over package quota", FailureKind.ACCOUNT_LIMIT),
)
"""Why SendGrid did not even try, by how its reason begins; the first that fits counts."""

BLOCKED = "blocked"
"""The mailbox is there, and its provider refuses what we send, for now."""
_LONGEST_ANSWER = 100
"""Characters: the code stands at the beginning of what a mail server answered."""


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
    report = ProviderReport(
        provider=PROVIDER,
        event_key=event_key,
        said=BLOCKED if event.get("type") == BLOCKED else said,
        standing=standing,
        occurred_at=_moment(event.get("timestamp"), now),
        message_id=text_of(event, OUR_ID),
        provider_message_id=text_of(event, "sg_message_id").partition(".")[0],
    )
    if said == "dropped":
        return _dropped(report, event)
    return _bounced(report, event) if said == "bounce" else report


def _dropped(report: ProviderReport, event: dict[str, Any]) -> ProviderReport:
    reason = text_of(event, "reason").strip().lower()
    kind = next((kind for start, kind in _DROPPED if reason.startswith(start)), FailureKind.UNKNOWN)
    code = text_of(event, "status", longest=20) or text_of(event, "type", longest=20) or "dropped"
    return as_failure(report, kind, code=code)


def _bounced(report: ProviderReport, event: dict[str, Any]) -> ProviderReport:
    answer = event.get("reason")
    bounce = Bounce(
        status=text_of(event, "status", longest=20),
        reason=answer[:_LONGEST_ANSWER] if isinstance(answer, str) else "",
        classification=text_of(event, "bounce_classification"),
        type=text_of(event, "type", longest=20),
    )
    failed = as_failure(report, bounce.kind, code=bounce.code or bounce.type)
    # A bounce that does not know the message comes long after the mailbox took it: to be sent again it is too late.
    if failed.standing is Standing.TEMPORARY and not report.provider_message_id:
        return replace(failed, standing=Standing.PERMANENT)
    return failed


def _moment(timestamp: Any, now: datetime) -> datetime:
    """When it happened, never later than now; now if the event does not say."""
    if not isinstance(timestamp, int) or isinstance(timestamp, bool):
        return now
    try:
        return min(datetime.fromtimestamp(timestamp, tz=UTC), now)
    except (OverflowError, ValueError, OSError):
        return now
