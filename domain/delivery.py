"""The delivery statuses of a message, the moves between them, and the reasons why one was not sent."""

from __future__ import annotations

from datetime import timedelta
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
    DeliveryStatus.TEMPORARY_FAILURE: frozenset({DeliveryStatus.SENDING, DeliveryStatus.WITHHELD, *_ENDS}),
    DeliveryStatus.SENT: frozenset({DeliveryStatus.UNKNOWN, DeliveryStatus.TEMPORARY_FAILURE, *_ENDS}),
    DeliveryStatus.UNKNOWN: frozenset({DeliveryStatus.TEMPORARY_FAILURE, *_ENDS}),
    DeliveryStatus.DELIVERED: frozenset({DeliveryStatus.PERMANENT_FAILURE}),
    DeliveryStatus.PERMANENT_FAILURE: frozenset(),
    DeliveryStatus.WITHHELD: frozenset(),
}
"""From -> to. A receipt may come before we know that a message was sent, or after we stopped waiting for it. A bounce
may follow "delivered" and wins; nothing follows a final failure."""


class ImpossibleMove(Exception):
    """A message cannot come from one status to the other."""

    def __init__(self, status: str, target: str) -> None:
        super().__init__(f"{status} -> {target}")


TO_BE_SENT: frozenset[DeliveryStatus] = frozenset(
    {DeliveryStatus.CREATED, DeliveryStatus.SENDING, DeliveryStatus.TEMPORARY_FAILURE}
)
"""Not yet with the provider, as far as we know."""

WITH_PROVIDER: frozenset[DeliveryStatus] = frozenset(
    {DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.UNKNOWN}
)


class Standing(StrEnum):
    """What a provider's report says of a message it has, whatever the provider calls it."""

    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    TEMPORARY = "temporary"
    """Given up by the provider, for a reason that may pass."""
    LIMITED = "limited"
    """The sender's limit was reached: the message is sent again when that resets."""
    PERMANENT = "permanent"
    """It does not reach this address."""
    OPTED_OUT = "opted_out"
    """It does not reach this address, as the person said stop to the provider."""
    SENDER_WIDE = "sender_wide"
    """The provider or the carriers refuse us, not this person."""
    UNWELCOME = "unwelcome"
    """It arrived, which is reported by itself, and the person wants no more like it."""


REACHES: dict[Standing, DeliveryStatus] = {
    Standing.UNDER_WAY: DeliveryStatus.SENT,
    Standing.DELIVERED: DeliveryStatus.DELIVERED,
    Standing.TEMPORARY: DeliveryStatus.TEMPORARY_FAILURE,
    Standing.LIMITED: DeliveryStatus.TEMPORARY_FAILURE,
    Standing.PERMANENT: DeliveryStatus.PERMANENT_FAILURE,
    Standing.OPTED_OUT: DeliveryStatus.PERMANENT_FAILURE,
    Standing.SENDER_WIDE: DeliveryStatus.PERMANENT_FAILURE,
    Standing.UNWELCOME: DeliveryStatus.SENT,
}
"""Where a report wants the message to be. What comes in whatever order ends in the same place: each move leads up."""

RESENT_AFTER: tuple[timedelta, ...] = (timedelta(minutes=2), timedelta(minutes=10))
"""How long after each temporary failure it is sent again, if still true; after one more it has failed for good."""


def moved(status: DeliveryStatus, standing: Standing, *, failed_before: int) -> DeliveryStatus | None:
    """Where a report moves a message; None if it stays. `failed_before`: its temporary failures so far.

    A limit of the sender is no failure of the message: it is waited for as often as it is met.
    """
    target = REACHES[standing]
    if standing is Standing.TEMPORARY and failed_before >= len(RESENT_AFTER):
        target = DeliveryStatus.PERMANENT_FAILURE
    return target if target in MOVES[status] else None


class NotSent(StrEnum):
    """Why a message was not sent, or not yet, or not in its reader's language."""

    SENSITIVE_CALL_TYPE = "sensitive_call_type"
    CALL_TYPE_NOT_ALLOWED = "call_type_not_allowed"
    OFFICER_INITIATED = "officer_initiated"
    BEFORE_GO_LIVE = "before_go_live"
    """The call was received before the agency went live with Caseline."""
    NEVER_CONTACTED_ROLE = "never_contacted_role"
    NO_CONTACT = "no_contact"
    NOT_SAFE = "not_safe"
    OPTED_OUT = "opted_out"
    NOT_WANTED = "not_wanted"
    ANOTHER_WAY = "another_way"
    """They chose another channel after it was planned: it goes over that one."""
    CAREFUL_ADDRESS = "careful_address"
    """Their number or email address is in another call that is, or in the last 48 hours was, sensitive."""
    OWN_ADDRESS = "own_address"
    """The number or address is the agency's own: its switchboard, or what it sends from."""
    COUNTRY_NOT_ALLOWED = "country_not_allowed"
    """The number is of a country that the agency's policy does not text, or of none."""
    OVER_BUDGET = "over_budget"
    """The agency has sent as many texts today as its policy allows."""
    LIMIT_REACHED = "limit_reached"
    LIMIT_UNTIL = "limit_until"
    """So much was said to this address today that it waits for tomorrow."""
    RECENTLY_SURVEYED = "recently_surveyed"
    SURVEY_ANSWERED = "survey_answered"
    NO_SURVEY_FOR_THIS_END = "no_survey_for_this_end"
    STALE = "stale"
    DUPLICATE = "duplicate"
    SHADOW = "shadow"
    QUIET_UNTIL = "quiet_until"
    ADDRESS_CHANGED = "address_changed"
    """A correction: what it takes back went to another number or address than the person has now."""
    HELD_FOR_REVIEW = "held_for_review"
    """It came in a mass of consequential news: a person decides. Withheld with it: a person dropped it."""
    NO_SENDER = "no_sender"
    LANDLINE = "landline"
    REJECTED = "rejected"
    UNDELIVERED = "undelivered"
    SENDER_REFUSED = "sender_refused"
    SENDER_LIMIT = "sender_limit"
    NOT_IN_POLICY = "not_in_policy"
    MISSING_FACT = "missing_fact"
    MAYBE_SENT = "maybe_sent"
    """The system may have sent it before it was restored from a backup, and its provider cannot be asked."""
    UNREVIEWED = "unreviewed"
    """It was sent in English: the policy wants its sentences read by a speaker, and not all are."""
    UNREADABLE = "unreadable"
    """What is stored for it does not open: it was altered, or copied from another row."""


DROPPED = f"{NotSent.HELD_FOR_REVIEW}: dropped"
"""The reason of a message that a person looked at and did not let go."""


def is_held_for_review(status: str, reason: str) -> bool:
    """True of a message that waits until a person has looked at the mass it came in."""
    return status == DeliveryStatus.CREATED and reason == NotSent.HELD_FOR_REVIEW
