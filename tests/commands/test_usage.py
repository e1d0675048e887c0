"""`caseline usage`: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from typing import Any

import pytest
import typer

from commands import usage
from db.connection.session import Database
from db.queries import calls
from db.tables import OutboundMessage
from tests.commands.conftest import ORI, Run
from tests.database import NOW

app = typer.Typer()
app.command()(usage.usage)

SENT: dict[str, Any] = {"status": "delivered", "segments": 2, "sending_at": NOW, "provider_message_id": "SM1"}
WITHHELD: dict[str, Any] = {"status": "withheld", "reason": "opted_out"}


@pytest.fixture
def november(ready: Run, url: str) -> Run:
    """Two texts sent, one withheld."""

    async def write() -> None:
        opened = Database(url)
        async with opened.transaction() as session:
            call = await calls.get_or_create(session, ORI, "26-1", now=NOW)
            for n, row in enumerate([SENT, SENT, WITHHELD]):
                message = OutboundMessage(
                    call_id=call.id, n=n, key="call_received", channel="sms", planned_at=NOW, updated_at=NOW, **row
                )
                session.add(message)
        await opened.dispose()

    asyncio.run(write())
    return ready


def test_a_month_is_shown_from_every_side_with_its_price(november: Run) -> None:
    result = november(app, "--month", "2026-11")
    assert result.exit_code == 0, result.output
    assert "WASPD0000 2026-11: 3 messages, 4 segments, about 0.04 USD" in result.output
    for said in ("call_received", "sms", "en", "delivered", "opted_out", "█"):
        assert said in result.output


def test_programs_get_json_or_csv(november: Run) -> None:
    [month] = json.loads(november(app, "--month", "2026-11", "--json").stdout)
    assert (month["agency"], month["total"]["messages"]) == (ORI, 3)
    assert month["begins"] == "2026-11-01T07:00:00+00:00"
    rows = list(csv.DictReader(io.StringIO(november(app, "--month", "2026-11", "--agency", ORI, "--csv").stdout)))
    assert [(row["outcome"], row["messages"], row["segments"]) for row in rows] == [
        ("delivered", "2", "4"),
        ("withheld", "1", "0"),
    ]


def test_prices_are_settings(november: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELINE_SMS_PRICE", "1")
    monkeypatch.setenv("CASELINE_SMS_CARRIER_FEE", "0")
    monkeypatch.setenv("CASELINE_CURRENCY", "EUR")
    assert "about 4.00 EUR" in november(app, "--month", "2026-11").output


def test_the_month_it_is_goes_without_saying(november: Run) -> None:
    assert november(app).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"), [(("--month", "November"), "2026-11"), (("--agency", "NOBODY"), "no agency NOBODY")]
)
def test_what_there_is_not_is_told(november: Run, words: tuple[str, ...], said: str) -> None:
    result = november(app, *words)
    assert result.exit_code != 0
    assert said in result.output
