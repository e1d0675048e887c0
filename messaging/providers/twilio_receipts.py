"""Read Twilio's status callback into a delivery report: what became of a text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.delivery import Standing
from messaging.providers.delivery_report import ProviderReport, plain, text_of
from messaging.providers.failure_kinds import as_failure
from messaging.providers.twilio_codes import PROVIDER, kind_of, reason_of

_STANDING: dict[str, Standing] = {
    **dict.fromkeys(("scheduled", "accepted", "queued", "sending", "sent"), Standing.UNDER_WAY),
    **dict.fromkeys(("delivered", "read"), Standing.DELIVERED),
}
"""A status that we do not know says only that Twilio has the text."""

_FAILED = frozenset({"undelivered", "failed", "canceled"})


def read_callback(form: Iterable[tuple[str, str]], *, message_id: str, now: datetime) -> ProviderReport | None:
    """A form whose signature was checked; None if it reports on no message. Unknown fields are ignored."""
    fields = dict(form)
    sid, said = text_of(fields, "MessageSid"), text_of(fields, "MessageStatus").lower()
    if not sid or not said:
        return None
    moved_on = ProviderReport(
        provider=PROVIDER,
        event_key=f"{sid}/{said}",
        said=said,
        standing=_STANDING.get(said, Standing.UNDER_WAY),
        occurred_at=now,
        message_id=plain(message_id),
        provider_message_id=sid,
        sender=text_of(fields, "MessagingServiceSid") or text_of(fields, "From"),
    )
    if said not in _FAILED:
        return moved_on
    code = text_of(fields, "ErrorCode", longest=20)
    return as_failure(moved_on, kind_of(code), code=code, why=reason_of(code))
