"""Kinds of failure that all providers share, and what is done about each: one table for every provider's codes.

A code means the same whether the provider answers a request with it or reports it later. Two things differ because of
what happened before: a refused request left nothing behind, so trouble with the sender keeps the message waiting until
it is mended; a text that failed later is gone, so another channel stands in for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.delivery import NotSent, Standing
from domain.sender_limits import LimitReset, LimitScope, SenderLimit
from messaging.providers.base import (
    LimitReached,
    MessageRefused,
    NoMobilePhone,
    NoSuchAddress,
    ProviderBusy,
    ProviderError,
    ProviderUnavailable,
    RecipientOptedOut,
    RecipientRejected,
    SenderRefused,
    UnknownRefusal,
)
from messaging.providers.delivery_report import ProviderReport

BURST_SIZE = 5
"""So many failures that may be one person's each, within a short time, are trouble with the sender."""


class FailureKind(StrEnum):
    """Whose trouble a failure is."""

    NO_SUCH_ADDRESS = "no_such_address"
    """Not in use, or never was: the only kind that cuts an address, as the next owner may be a stranger."""
    LANDLINE = "landline"
    OPTED_OUT = "opted_out"
    RECIPIENT = "recipient"
    """It cannot reach this person this way; the address is still theirs."""
    CONTENT = "content"
    """Too long, too large, unwanted words: it says nothing of the address."""
    EXPIRED = "expired"
    """The provider had it for longer than it was valid."""
    SENDER = "sender"
    """The account, number, registration or reputation we send with is refused: staff is told."""
    SENDER_PASSING = "sender_passing"
    """... for the time being."""
    FILTERED = "filtered"
    """Taken for spam: one message, or, in bursts, everything we send."""
    OUR_MISTAKE = "our_mistake"
    """What we asked for is wrong, such as the callback address: true of every message, staff is told."""
    DAILY_LIMIT = "daily_limit"
    """The carriers' limit for the sender's day."""
    ACCOUNT_LIMIT = "account_limit"
    """The provider's limit for the account."""
    TEMPORARY = "temporary"
    BUSY = "busy"
    """We are too fast."""
    UNKNOWN = "unknown"
    """A code that no table of ours has: final for this message, and logged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What is done about a kind of failure: `refused` in answer to a request, `standing` when it is reported later.

    `alarm_at`: staff is told after so many in a short time; None: never. `limit`: how long nothing leaves, and whose.
    """

    standing: Standing
    refused: type[ProviderError]
    why: NotSent = NotSent.UNDELIVERED
    alarm_at: int | None = None
    limit: SenderLimit | None = None


MEANINGS: Mapping[FailureKind, Meaning] = {
    FailureKind.NO_SUCH_ADDRESS: Meaning(standing=Standing.PERMANENT, refused=NoSuchAddress),
    FailureKind.LANDLINE: Meaning(standing=Standing.PERMANENT, refused=NoMobilePhone, why=NotSent.LANDLINE),
    FailureKind.OPTED_OUT: Meaning(standing=Standing.OPTED_OUT, refused=RecipientOptedOut, why=NotSent.OPTED_OUT),
    FailureKind.RECIPIENT: Meaning(standing=Standing.PERMANENT, refused=RecipientRejected),
    FailureKind.CONTENT: Meaning(standing=Standing.PERMANENT, refused=MessageRefused),
    FailureKind.EXPIRED: Meaning(standing=Standing.PERMANENT, refused=MessageRefused, why=NotSent.STALE),
    FailureKind.SENDER: Meaning(
        standing=Standing.SENDER_WIDE, refused=SenderRefused, why=NotSent.SENDER_REFUSED, alarm_at=1
    ),
    FailureKind.SENDER_PASSING: Meaning(
        standing=Standing.TEMPORARY, refused=SenderRefused, why=NotSent.SENDER_REFUSED, alarm_at=1
    ),
    FailureKind.FILTERED: Meaning(standing=Standing.SENDER_WIDE, refused=MessageRefused, alarm_at=BURST_SIZE),
    FailureKind.OUR_MISTAKE: Meaning(
        standing=Standing.SENDER_WIDE, refused=SenderRefused, why=NotSent.SENDER_REFUSED, alarm_at=1
    ),
    FailureKind.DAILY_LIMIT: Meaning(
        standing=Standing.LIMITED,
        refused=LimitReached,
        why=NotSent.SENDER_LIMIT,
        limit=SenderLimit(reset=LimitReset.PACIFIC_MIDNIGHT, scope=LimitScope.SENDER),
    ),
    FailureKind.ACCOUNT_LIMIT: Meaning(
        standing=Standing.LIMITED,
        refused=LimitReached,
        why=NotSent.SENDER_LIMIT,
        limit=SenderLimit(reset=LimitReset.IN_AN_HOUR, scope=LimitScope.ACCOUNT),
    ),
    FailureKind.TEMPORARY: Meaning(standing=Standing.TEMPORARY, refused=ProviderUnavailable),
    FailureKind.BUSY: Meaning(standing=Standing.TEMPORARY, refused=ProviderBusy),
    FailureKind.UNKNOWN: Meaning(standing=Standing.PERMANENT, refused=UnknownRefusal),
}
"""One row per kind; a test holds that none is missing."""


def as_failure(report: ProviderReport, kind: FailureKind, *, code: str, why: NotSent | None = None) -> ProviderReport:
    """The report of a message that failed for a reason of this kind; `why` if the kind's own name does not fit."""
    meaning = MEANINGS[kind]
    return replace(
        report,
        standing=meaning.standing,
        code=code,
        why=why or meaning.why,
        loses_address=kind is FailureKind.NO_SUCH_ADDRESS,
        is_unknown=kind is FailureKind.UNKNOWN,
        alarm_at=meaning.alarm_at,
        limit=meaning.limit,
    )
