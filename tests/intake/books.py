"""What writes down what providers report of a message, for the tests of receipts."""

from __future__ import annotations

from typing import Any

from activities.delivery_record import DeliveryRecord
from db.connection.session import Database
from db.encryption.vault import Vault
from intake.delivery.receipts import DeliveryReceipts
from messaging.providers.base import ProviderAccepted, SenderRefused
from messaging.providers.delivery_report import ProviderReport
from messaging.providers.twilio_receipts import read_callback
from tests.intake.fakes import StandingClock
from tests.post import NOW, Post

SID = "SM" + "a" * 32


class Books:
    """What writes receipts down, and what writes down how the create call was answered."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.clock = StandingClock(NOW)
        self.told = 0
        self.post = Post(database=database, vault=vault)
        self._book = DeliveryReceipts(database, vault, clock=self.clock, wake_relay=self._tell)
        self._sending = DeliveryRecord(database=database, vault=vault)

    def _tell(self) -> None:
        self.told += 1

    async def twilio(self, message: str, said: str, code: str = "", *, sid: str = SID) -> None:
        """One status callback."""
        await self._book.take([a_report(message, said, code, sid=sid, clock=self.clock)])

    async def take(self, *reports: ProviderReport) -> None:
        """Several at once."""
        await self._book.take(reports)

    async def answer(self, message: str, *, sid: str = SID) -> str:
        """The answer to the create call; returns what the workflow is told."""
        accepted = ProviderAccepted(provider_message_id=sid)
        outcome = await self._sending.accepted(message, "twilio", accepted, now=self.clock())
        assert outcome is not None
        return outcome.status

    async def refuse(self, message: str, code: str) -> None:
        """The create call was refused, as every other would be."""
        await self._sending.postponed(message, "twilio", SenderRefused(code), ambiguous=False, now=self.clock())

    async def state(self, message: str) -> dict[str, Any]:
        """Of the row, what receipts change."""
        row = await self.post.row(message)
        names = ("status", "reason", "provider_message_id", "provider_code", "delivered_at", "not_before")
        return {name: getattr(row, name) for name in names}


def a_report(message: str, said: str, code: str = "", *, sid: str = SID, clock: StandingClock) -> ProviderReport:
    """What a status callback of Twilio's says."""
    form = {"MessageSid": sid, "MessageStatus": said, "From": "+12065550100"}
    report = read_callback((form | ({"ErrorCode": code} if code else {})).items(), message_id=message, now=clock())
    assert report is not None
    return report
