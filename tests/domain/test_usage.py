"""A month of messages: its bounds by the agency's clock, its sums from every side, its price."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.delivery import DeliveryStatus
from domain.surveys.periods import month_of
from domain.usage import OUTCOMES, MessageOutcome, Prices, UsageLine, bounds, report

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
PRICES = Prices(sms_per_segment=Decimal("0.0109"), email=Decimal("0.0006"), currency="USD")


def a_line(key: str = "call_received", messages: int = 2, **values: object) -> UsageLine:
    defaults: dict[str, object] = {
        "channel": "sms",
        "language": "en",
        "outcome": MessageOutcome.DELIVERED,
        "reason": "",
        "accepted": messages,
        "segments": 2 * messages,
    }
    return UsageLine(key=key, messages=messages, **(defaults | values))  # type: ignore[arg-type]  # of several kinds


def test_a_month_is_the_agencys_own_with_the_change_of_clocks_in_it() -> None:
    begins, ends = bounds("2026-11", LOS_ANGELES)
    assert begins == datetime(2026, 11, 1, 7, tzinfo=UTC)
    assert ends == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert bounds("2026-12", LOS_ANGELES)[1] == datetime(2027, 1, 1, 8, tzinfo=UTC)
    assert month_of(begins, LOS_ANGELES) == "2026-11"
    assert month_of(begins, UTC) == "2026-11"
    assert month_of(ends, ZoneInfo("Pacific/Honolulu")) == "2026-11"


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "26-11", "2026-11-01", "٢٠٢٦-١١", "2026-11\n"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="2026-11"):
        bounds(text, UTC)


@given(st.integers(2000, 2099), st.integers(1, 12))
def test_months_follow_each_other_without_a_gap(year: int, month: int) -> None:
    after = f"{year + month // 12}-{month % 12 + 1:02}"
    if year + month // 12 < 2100:
        assert bounds(f"{year}-{month:02}", LOS_ANGELES)[1] == bounds(after, LOS_ANGELES)[0]


def test_every_status_has_an_outcome() -> None:
    assert OUTCOMES.keys() == set(DeliveryStatus)


def test_texts_cost_by_segment_emails_each_and_what_nobody_took_nothing() -> None:
    lines = [
        a_line(messages=100, segments=250),
        a_line("case_number", 10, channel="email", language="fa", segments=0),
        a_line(
            "case_number", 5, outcome=MessageOutcome.WITHHELD, reason="opted_out", accepted=0, segments=0, channel=""
        ),
    ]
    month = report("WASPD0000", "2026-11", LOS_ANGELES, lines, PRICES)
    assert (month.total.messages, month.total.segments, month.total.price) == (115, 250, Decimal("2.7310"))
    assert [(share.name, share.messages) for share in month.by_key] == [("call_received", 100), ("case_number", 15)]
    assert [share.name for share in month.by_channel] == ["sms", "email", "none"]
    assert [(share.name, share.price) for share in month.by_language] == [
        ("en", Decimal("2.7250")),
        ("fa", Decimal("0.0060")),
    ]
    assert [share.name for share in month.by_outcome] == ["delivered", "withheld"]
    assert [(share.name, share.messages) for share in month.by_reason] == [("opted_out", 5)]


def test_a_month_without_messages_costs_nothing() -> None:
    month = report("WASPD0000", "2026-11", UTC, [], PRICES)
    assert month.total.messages == month.total.segments == month.total.price == 0
    assert not month.by_key
