"""A message of which nothing was heard: asked about once, then unknown; a late receipt still counts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, calls, timeline
from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, OutboundMessage, TimelineEntry
from intake.delivery.polling import CLAIM, PollingCount, ReceiptPolling
from intake.delivery.receipts import DeliveryReceipts
from messaging.providers.base import ComposedMessage, MessageProvider, ProviderAccepted, ProviderUnavailable
from messaging.providers.delivery_report import ProviderReport
from messaging.providers.twilio_receipts import read_callback
from tests.senders import always
from tests.simulator_process import SimulatorProcess
from tests.world import ROOT, simulator_settings
from wiring.default_senders import default_senders
from wiring.providers import build_provider

ORI = "WASPD0000"
NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
WAIT = timedelta(hours=4)


@dataclass(kw_only=True)
class Vendor:
    """Says of each message what it is told to; counts how often it was asked."""

    name: str = "twilio"
    supports_lookup: bool = True
    says: str = "delivered"
    away: bool = False
    asked: list[str] = field(default_factory=list)

    async def send(self, letter: ComposedMessage) -> ProviderAccepted:
        raise AssertionError("an inquiry hands nothing over")

    async def find(self, letter: ComposedMessage, *, since: datetime, alike: bool = False) -> list[ProviderAccepted]:
        raise AssertionError("an inquiry looks for nothing")

    async def fetch(self, provider_message_id: str, *, message_id: str, now: datetime) -> ProviderReport | None:
        self.asked.append(message_id)
        await asyncio.sleep(0.01)
        if self.away:
            raise ProviderUnavailable("20503")
        form = {"MessageSid": provider_message_id, "MessageStatus": self.says, "ErrorCode": "30003"}
        return read_callback(form.items(), message_id=message_id, now=now) if self.says else None


@dataclass(kw_only=True)
class Desk:
    database: Database
    vault: Vault
    vendor: Vendor
    now: datetime = NOW

    def receipt_polling(self, provider: MessageProvider | None = None) -> ReceiptPolling:
        return ReceiptPolling(
            database=self.database,
            provider_for=always(provider or self.vendor),
            receipts=self.book(),
            clock=lambda: self.now,
            wait=WAIT,
        )

    def book(self) -> DeliveryReceipts:
        return DeliveryReceipts(self.database, self.vault, clock=lambda: self.now, wake_relay=lambda: None)

    async def sent(self, *, hours_ago: float, valid_hours: float | None = 1, **values: Any) -> str:
        """A text that the provider took so long ago."""
        at = NOW - timedelta(hours=hours_ago)
        async with self.database.transaction() as session:
            call = await calls.get_or_create(session, ORI, "26-1", now=NOW)
            usual: dict[str, Any] = {
                "call_id": call.id,
                "contact_id": uuid4().hex,
                "key": "call_received",
                "channel": "sms",
                "status": "sent",
                "provider": "twilio",
                "provider_message_id": f"SM{uuid4().hex}",
                "planned_at": at,
                "sending_at": at,
                "sent_at": at,
                "valid_until": at + timedelta(hours=valid_hours) if valid_hours else None,
                "updated_at": at,
            }
            row = OutboundMessage(**(usual | values))
            await insert_if_new(session, row)
        return row.id

    async def row(self, message_id: str) -> OutboundMessage:
        async with self.database.reading() as session:
            row = await session.get(OutboundMessage, message_id)
        assert row is not None
        return row

    async def lines(self) -> list[TimelineEntry]:
        async with self.database.reading() as session:
            call = await calls.get(session, ORI, "26-1")
            assert call is not None
            return list(await timeline.of_call(session, call.id))


@pytest.fixture
async def desk(database: Database, vault: Vault) -> Desk:
    agency = Agency(
        ori=ORI,
        name="Springfield Police",
        time_zone="America/Los_Angeles",
        non_emergency_phone="+12065550100",
        policy=(ROOT / "policies" / "default.toml").read_text(),
        created_at=NOW,
    )
    async with database.transaction() as session:
        await agencies.add(session, agency)
    return Desk(database=database, vault=vault, vendor=Vendor())


async def test_the_provider_is_asked_only_when_the_wait_and_the_validity_are_over(desk: Desk) -> None:
    due = [await desk.sent(hours_ago=4.1), await desk.sent(hours_ago=10.1, valid_hours=None)]
    for hours, valid in ((3.9, 1.0), (4.1, 5.0), (9.9, None)):
        await desk.sent(hours_ago=hours, valid_hours=valid)
    await desk.sent(hours_ago=20, status="delivered")
    assert await desk.receipt_polling().ask_once() == PollingCount(reported=2)
    assert sorted(desk.vendor.asked) == sorted(due)


@pytest.mark.parametrize(
    ("says", "status", "count"),
    [
        ("delivered", "delivered", PollingCount(reported=1)),
        ("undelivered", "temporary_failure", PollingCount(reported=1)),
        ("sent", "unknown", PollingCount(unknown=1)),
        ("", "unknown", PollingCount(unknown=1)),
    ],
)
async def test_the_answer_counts_as_a_receipt_and_no_answer_as_unknown(
    desk: Desk, says: str, status: str, count: PollingCount
) -> None:
    message = await desk.sent(hours_ago=5)
    desk.vendor.says = says
    assert await desk.receipt_polling().ask_once() == count
    row = await desk.row(message)
    assert (row.status, row.inquired_at) == (status, NOW)
    desk.now += timedelta(days=1)
    assert await desk.receipt_polling().ask_once() == PollingCount()
    assert len(desk.vendor.asked) == 1


async def test_what_stays_unknown_is_in_the_timeline_and_a_late_receipt_still_counts(desk: Desk) -> None:
    desk.vendor.says = "sent"
    message = await desk.sent(hours_ago=5)
    await desk.receipt_polling().ask_once()
    assert [(line.what, line.effect, line.reason) for line in await desk.lines()] == [
        ("call_received", "unknown", "no_receipt")
    ]
    row = await desk.row(message)
    form = {"MessageSid": row.provider_message_id or "", "MessageStatus": "delivered"}
    report = read_callback(form.items(), message_id=message, now=NOW)
    assert report is not None
    await desk.book().take([report])
    row = await desk.row(message)
    assert (row.status, row.reason) == ("delivered", "")


async def test_while_the_provider_is_away_nothing_is_given_up(desk: Desk) -> None:
    message = await desk.sent(hours_ago=5)
    desk.vendor.away = True
    assert await desk.receipt_polling().ask_once() == PollingCount(postponed=1)
    assert await desk.receipt_polling().ask_once() == PollingCount()
    assert (await desk.row(message)).status == "sent"
    desk.vendor.away = False
    desk.now += CLAIM
    assert await desk.receipt_polling().ask_once() == PollingCount(reported=1)


async def test_several_workers_ask_about_each_message_once(desk: Desk) -> None:
    due = [await desk.sent(hours_ago=5) for _ in range(9)]
    asking = desk.receipt_polling()
    await asyncio.gather(*(asking.ask_once(limit=3) for _ in range(4)))
    while await asking.ask_once(limit=3) != PollingCount():
        pass
    assert sorted(desk.vendor.asked) == sorted(due)


async def test_twilio_itself_can_be_asked_and_sendgrid_cannot(desk: Desk, simulator: SimulatorProcess) -> None:
    simulator.control.reset()
    settings = simulator_settings(simulator)
    twilio, sendgrid = (build_provider(settings, sender) for sender in default_senders(settings).values())
    letter = ComposedMessage(message_id=uuid4().hex, to="+15005557001", text="Springfield Police: hello")  # no receipts
    accepted = await twilio.send(letter)
    simulator.control.wait_idle()
    message = await desk.sent(hours_ago=5, provider_message_id=accepted.provider_message_id)
    gone = await desk.sent(hours_ago=5)
    assert await desk.receipt_polling(twilio).ask_once() == PollingCount(reported=1, unknown=1)
    assert (await desk.row(message)).status == "delivered"
    assert (await desk.row(gone)).status == "unknown"
    assert await sendgrid.fetch("id", message_id="id", now=NOW) is None
