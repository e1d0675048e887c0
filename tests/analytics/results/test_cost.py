"""Money is counted exactly: texts by segment, emails each, for the calls that were told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from analytics.results.cost import cost
from tests.analytics.results.counted import Row, counting

PRICES: dict[str, Any] = {"sms_per_segment": "0.0083", "email": "0.0009"}
MESSAGES: list[Row] = [
    *[{"segments": 2}] * 3,
    {"segments": 7, "accepted": False},
    {"channel": "email", "segments": 0},
    {"channel": None, "segments": 0},
]


def test_texts_cost_by_segment_and_emails_each_where_a_provider_took_them() -> None:
    with counting({"messages": MESSAGES, "calls": [{}] * 2 + [{"told": False}]}, **PRICES) as found:
        [table] = cost(found)
    assert table.rows == (
        ("sms", 3, 6, Decimal("0.0498"), Decimal("0.0249")),
        ("email", 1, 0, Decimal("0.0009"), Decimal("0.0004")),
        ("all", 4, 6, Decimal("0.0507"), Decimal("0.0254")),
    )
    assert table.values["calls_told"] == 2


def test_without_a_call_told_there_is_no_cost_for_each() -> None:
    with counting({"messages": MESSAGES[:1]}, **PRICES) as found:
        assert cost(found)[0].column("per_call") == (None, None)
