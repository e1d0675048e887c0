"""Usage of a month: how many messages, in how many segments, at what price, and how they ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import StrEnum

from domain.delivery import DeliveryStatus
from domain.messages import Channel
from domain.surveys.periods import period_named

MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
"""How a month is written: 2026-11."""

_CENT_OF_A_CENT = Decimal("0.0001")


class MessageOutcome(StrEnum):
    """How a message ended, or that it has not ended yet."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    UNKNOWN = "unknown"
    FAILED = "failed"
    WITHHELD = "withheld"


OUTCOMES: dict[DeliveryStatus, MessageOutcome] = {
    DeliveryStatus.CREATED: MessageOutcome.WAITING,
    DeliveryStatus.SENDING: MessageOutcome.WAITING,
    DeliveryStatus.TEMPORARY_FAILURE: MessageOutcome.WAITING,
    DeliveryStatus.SENT: MessageOutcome.SENT,
    DeliveryStatus.DELIVERED: MessageOutcome.DELIVERED,
    DeliveryStatus.UNKNOWN: MessageOutcome.UNKNOWN,
    DeliveryStatus.PERMANENT_FAILURE: MessageOutcome.FAILED,
    DeliveryStatus.WITHHELD: MessageOutcome.WITHHELD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What providers take for what they accept: an estimate, since their bills know discounts and taxes."""

    sms_per_segment: Decimal = Decimal(0)
    email: Decimal = Decimal(0)
    currency: str = "USD"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageLine:
    """Messages alike. `accepted` of them a provider took, in so many `segments`; emails have none."""

    key: str
    channel: str
    language: str
    outcome: MessageOutcome
    reason: str
    messages: int
    accepted: int
    segments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of the month: `price` is an estimate."""

    name: str
    messages: int
    segments: int
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReport:
    """One agency's month, `begins` to `ends` by its own clock. `by_reason`: why messages failed or were withheld."""

    agency: str
    month: str
    begins: datetime
    ends: datetime
    currency: str
    total: Share
    by_key: list[Share]
    by_channel: list[Share]
    by_language: list[Share]
    by_outcome: list[Share]
    by_reason: list[Share]


def bounds(month: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """When a month begins and when it is over, in UTC. Raises ValueError for what is no month."""
    if not re.fullmatch(MONTH, month):
        raise ValueError("a month is written as 2026-11")
    period = period_named(month, zone)
    return period.begins, period.ends


def price(line: UsageLine, prices: Prices) -> Decimal:
    """Only what was accepted costs anything: texts by segment, emails each."""
    if line.channel == Channel.SMS:
        return line.segments * prices.sms_per_segment
    return line.accepted * prices.email


def report(agency: str, month: str, zone: tzinfo, lines: Sequence[UsageLine], prices: Prices) -> UsageReport:
    """The month, seen from each side; what is most comes first."""
    begins, ends = bounds(month, zone)
    ended_otherwise = [line for line in lines if line.reason]
    return UsageReport(
        agency=agency,
        month=month,
        begins=begins,
        ends=ends,
        currency=prices.currency,
        total=_share("total", lines, prices),
        by_key=_shares(lines, lambda line: line.key, prices),
        by_channel=_shares(lines, lambda line: line.channel or "none", prices),
        by_language=_shares(lines, lambda line: line.language, prices),
        by_outcome=_shares(lines, lambda line: line.outcome.value, prices),
        by_reason=_shares(ended_otherwise, lambda line: line.reason, prices),
    )


def _shares(lines: Iterable[UsageLine], name: Callable[[UsageLine], str], prices: Prices) -> list[Share]:
    parts: dict[str, list[UsageLine]] = {}
    for line in lines:
        parts.setdefault(name(line), []).append(line)
    shares = (_share(part, alike, prices) for part, alike in parts.items())
    return sorted(shares, key=lambda share: (-share.messages, share.name))


def _share(name: str, lines: Iterable[UsageLine], prices: Prices) -> Share:
    counted = list(lines)
    costs = sum((price(line, prices) for line in counted), Decimal(0))
    return Share(
        name=name,
        messages=sum(line.messages for line in counted),
        segments=sum(line.segments for line in counted),
        price=costs.quantize(_CENT_OF_A_CENT),
    )
