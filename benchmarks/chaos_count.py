"""What the chaos did: what the simulator accepted, held against what the database says was sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.local_stack import Stage
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import messages
from domain.delivery import TO_BE_SENT, WITH_PROVIDER, DeliveryStatus
from intake.delivery.polling import PollingCount, ReceiptPolling
from intake.delivery.receipts import DeliveryReceipts
from messaging.compose import sealed_message
from settings import Settings
from wiring.providers import build_senders

LATER = timedelta(hours=11)
"""When every receipt that may come has come, and the provider is asked about the others."""

Said = tuple[str, str]
"""The recipient and the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """`lost` and `doubled` are counted at the simulator, by number or address and words, and by our own id."""

    accepted: int
    lost: int
    doubled: int
    doubled_ids: int
    statuses: Counter[tuple[str, str, str]]
    unsettled: int
    without_reason: int

    @property
    def is_clean(self) -> bool:
        """Nothing lost, nothing doubled, everything accounted for."""
        return not (self.lost or self.doubled or self.doubled_ids or self.unsettled or self.without_reason)


async def poll(database: Database, vault: Vault, settings: Settings, *, later: timedelta = LATER) -> PollingCount:
    """About everything that no receipt came for, as it is done hours later."""
    total = PollingCount()

    def clock() -> datetime:
        return datetime.now(UTC) + later

    receipt_polling = ReceiptPolling(
        database=database,
        provider_for=build_senders(settings, vault),
        receipts=DeliveryReceipts(database, vault, clock=clock, wake_relay=lambda: None),
        clock=clock,
        wait=timedelta(seconds=settings.receipt_wait_seconds),
    )
    while (found := await receipt_polling.ask_once(limit=1000)) != PollingCount():
        total = PollingCount(
            reported=total.reported + found.reported,
            unknown=total.unknown + found.unknown,
            postponed=total.postponed + found.postponed,
        )
    return total


async def reckon(database: Database, vault: Vault, accepted: list[dict[str, Any]]) -> Reckoning:
    """Both sides of the ledger."""
    async with database.reading() as session:
        rows = await messages.every(session)
    went = [row for row in rows if row.status in WITH_PROVIDER or row.provider_message_id]
    composed = (sealed_message(vault, row) for row in went)
    ours = Counter((message.to, message.text) for message in composed if message is not None)
    arrived = Counter((message["to"], message["body"]) for message in accepted)
    ids = Counter(our_id(message) for message in accepted)
    return Reckoning(
        accepted=len(accepted),
        lost=(ours - arrived).total(),
        doubled=(arrived - ours).total(),
        doubled_ids=sum(count - 1 for count in ids.values()),
        statuses=Counter((row.channel, row.status, row.reason) for row in rows),
        unsettled=sum(row.status in {*TO_BE_SENT, DeliveryStatus.SENT} for row in rows),
        without_reason=sum(row.status == DeliveryStatus.WITHHELD and not row.reason for row in rows),
    )


def our_id(message: dict[str, Any]) -> str:
    """Of the row in our database that this text or email was sent for."""
    if message["channel"] == "email":
        return str(message["custom_args"]["message_id"])
    return str(parse_qs(urlsplit(message["status_callback"]).query)["message"][0])


def receipts(here: Stage) -> tuple[int, int]:
    """How many reports were kept, and how many of them moved nothing."""
    counted: dict[str, int] = dict(here.rows("SELECT effect, count(*) FROM receipts GROUP BY effect"))
    return sum(counted.values()), counted.get("ignored", 0)
