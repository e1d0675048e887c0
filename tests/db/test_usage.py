"""The database counts a month's messages: each once, in the month it was handed over or else planned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from db.connection.session import Database
from db.queries import agencies, usage
from db.tables import Call, OutboundMessage
from domain.usage import MessageOutcome, Prices
from tests.database import a_call, an_agency

ORI = "WASPD0000"
NOVEMBER = datetime(2026, 11, 1, 7, tzinfo=UTC)
"""Midnight in Los Angeles."""
MINUTE = timedelta(minutes=1)
PRICES = Prices(sms_per_segment=Decimal("0.01"))


async def messages(database: Database, call: Call, *rows: dict[str, Any]) -> None:
    defaults: dict[str, Any] = {
        "key": "call_received",
        "channel": "sms",
        "status": "delivered",
        "segments": 2,
        "planned_at": NOVEMBER,
        "updated_at": NOVEMBER,
    }
    async with database.transaction() as session:
        for n, row in enumerate(rows):
            session.add(OutboundMessage(call_id=call.id, n=n, **(defaults | row)))


async def test_messages_alike_are_counted_together(database: Database) -> None:
    call, sent = await a_call(database), {"sending_at": NOVEMBER, "provider_message_id": "SM1"}
    await messages(
        database,
        call,
        sent,
        sent | {"segments": 3},
        sent | {"language": "fa", "status": "permanent_failure", "reason": "rejected: 30005"},
        {"status": "permanent_failure", "reason": "landline: 21614", "sending_at": NOVEMBER},
        {"status": "withheld", "reason": "opted_out", "segments": 0},
        {"status": "created"},
    )
    async with database.reading() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        month = await usage.month(session, agency, "2026-11", PRICES)
        lines = await usage.lines(session, ORI, month.begins, month.ends)
    found = [(line.language, line.outcome, line.messages, line.accepted, line.segments) for line in lines]
    assert found == [
        ("en", MessageOutcome.WAITING, 1, 0, 0),
        ("en", MessageOutcome.DELIVERED, 2, 2, 5),
        ("en", MessageOutcome.FAILED, 1, 0, 0),
        ("en", MessageOutcome.WITHHELD, 1, 0, 0),
        ("fa", MessageOutcome.FAILED, 1, 1, 2),
    ]
    assert month.total.messages == 6
    assert month.total.price == Decimal("0.07")


async def test_a_message_counts_in_one_month_and_for_its_own_agency(database: Database) -> None:
    call, other = await a_call(database), await a_call(database, ori="WAOTH0000")
    before = NOVEMBER - MINUTE
    await messages(
        database,
        call,
        {"planned_at": before, "sending_at": NOVEMBER},
        {"planned_at": before, "sending_at": before},
        {"planned_at": before, "status": "withheld", "reason": "stale"},
    )
    await messages(database, other, {"sending_at": NOVEMBER})
    counts = {}
    async with database.reading() as session:
        for ori in (ORI, "WAOTH0000"):
            agency = await agencies.get(session, ori)
            assert agency is not None
            for month in ("2026-10", "2026-11", "2026-12"):
                counts[ori, month] = (await usage.month(session, agency, month, PRICES)).total.messages
    assert counts == {
        (ORI, "2026-10"): 2,
        (ORI, "2026-11"): 1,
        (ORI, "2026-12"): 0,
        ("WAOTH0000", "2026-10"): 0,
        ("WAOTH0000", "2026-11"): 1,
        ("WAOTH0000", "2026-12"): 0,
    }


async def test_an_agency_without_a_call_has_an_empty_month(database: Database) -> None:
    agency = an_agency()
    async with database.reading() as session:
        month = await usage.month(session, agency, "2026-11", PRICES)
    assert month.total.messages == 0
