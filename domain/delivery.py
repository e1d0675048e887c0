"""How far a message has come: the table of statuses, and the reasons why one was not sent."""

from __future__ import annotations

from enum import StrEnum


class DeliveryStatus(StrEnum):
    """Where an outbound message stands."""

    CREATED = "created"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNKNOWN = "unknown"
    TEMPORARY_FAILURE = "temporary_failure"
    PERMANENT_FAILURE = "permanent_failure"
    WITHHELD = "withheld"


_ENDS = frozenset({DeliveryStatus.DELIVERED, DeliveryStatus.PERMANENT_FAILURE})

MOVES: dict[DeliveryStatus, frozenset[DeliveryStatus]] = {
    DeliveryStatus.CREATED: frozenset({DeliveryStatus.SENDING, DeliveryStatus.WITHHELD}),
    DeliveryStatus.SENDING: frozenset(
        {DeliveryStatus.SENT, DeliveryStatus.TEMPORARY_FAILURE, DeliveryStatus.WITHHELD, *_ENDS}
    ),
    DeliveryStatus.TEMPORARY_FAILURE: frozenset({DeliveryStatus.SENDING, DeliveryStatus.WITHHELD}),
    DeliveryStatus.SENT: frozenset({DeliveryStatus.UNKNOWN, *_ENDS}),
    DeliveryStatus.UNKNOWN: _ENDS,
    DeliveryStatus.DELIVERED: frozenset({DeliveryStatus.PERMANENT_FAILURE}),
    DeliveryStatus.PERMANENT_FAILURE: frozenset(),
    DeliveryStatus.WITHHELD: frozenset(),
}
"""From -> to. A receipt may come before we know that a message was sent, or after we stopped waiting for it. A bounce
may follow "delivered" and wins; nothing follows a final failure."""

TO_BE_SENT: frozenset[DeliveryStatus] = frozenset(
    {DeliveryStatus.CREATED, DeliveryStatus.SENDING, DeliveryStatus.TEMPORARY_FAILURE}
)
"""Not yet with the provider, as far as we know."""

WITH_PROVIDER: frozenset[DeliveryStatus] = frozenset(
    {DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.UNKNOWN}
)


class NotSent(StrEnum):
    """Why a message was not sent, or not yet."""

    SENSITIVE_CALL_TYPE = "sensitive_call_type"
    CALL_TYPE_NOT_ALLOWED = "call_type_not_allowed"
    OFFICER_INITIATED = "officer_initiated"
    NEVER_CONTACTED_ROLE = "never_contacted_role"
    NO_CONTACT = "no_contact"
    NOT_SAFE = "not_safe"
    OPTED_OUT = "opted_out"
    LIMIT_REACHED = "limit_reached"
    RECENTLY_SURVEYED = "recently_surveyed"
    SURVEY_ANSWERED = "survey_answered"
    NO_SURVEY_FOR_THIS_END = "no_survey_for_this_end"
    STALE = "stale"
    DUPLICATE = "duplicate"
    SHADOW = "shadow"
    QUIET_UNTIL = "quiet_until"
    NO_SENDER = "no_sender"
    LANDLINE = "landline"
    REJECTED = "rejected"
    NOT_IN_POLICY = "not_in_policy"
    MISSING_FACT = "missing_fact"
