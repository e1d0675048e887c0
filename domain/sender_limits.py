"""Limits on how much a sender may send in a time: when a limit that was reached is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_PACIFIC = ZoneInfo("America/Los_Angeles")
_MARGIN = timedelta(minutes=1)
"""For clocks that differ from ours."""


class LimitReset(StrEnum):
    """How the end of a limit is found."""

    PACIFIC_MIDNIGHT = "pacific_midnight"
    """US carriers count a brand's texts by the calendar day in Pacific time [Twilio errors 30023, 30027]."""
    IN_AN_HOUR = "in_an_hour"
    """A window that rolls, or whose end the provider does not tell: messages are tried again after an hour."""


class LimitScope(StrEnum):
    """Whose limit it is."""

    SENDER = "sender"
    """A number, messaging service or from-address, and the brand that it is registered for."""
    ACCOUNT = "account"
    """Everything that leaves from one account of the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderLimit:
    """A limit that was reached: whose it is, and when it is over."""

    reset: LimitReset
    scope: LimitScope


def resets_at(reset: LimitReset, sent_at: datetime) -> datetime:
    """When messages may leave again after one sent at this aware moment met the limit; perhaps in the past."""
    if reset is LimitReset.IN_AN_HOUR:
        return sent_at + timedelta(hours=1)
    tomorrow = sent_at.astimezone(_PACIFIC).date() + timedelta(days=1)
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=_PACIFIC)
    return midnight.astimezone(sent_at.tzinfo) + _MARGIN
