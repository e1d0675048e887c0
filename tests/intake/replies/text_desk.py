"""What takes in texts, with a clock that stands until it is moved, and the forms that Twilio posts to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.encryption.vault import Vault
from domain.messages import Channel
from intake.replies.incoming import IncomingTexts
from intake.replies.listing import InboundListing
from messaging.providers.twilio_inbox import ListedText, TwilioInbox
from messaging.providers.twilio_signature import OneAccount
from messaging.senders import SenderIdentity
from tests.intake.texts import ANA, OUR_NUMBER, QUESTION_SETS, Town, anas_town
from tests.simulator_process import SimulatorProcess

ACCOUNT = "AC" + "5" * 32
STRANGER = "+12065550199"
HANDLE = "intake.replies.incoming.handle_reply"
_numbers = count(1)


class TextDesk:
    """The API and the worker, as far as texts are concerned."""

    def __init__(self, town: Town, simulator: SimulatorProcess | None = None) -> None:
        self.town = town
        self.default = SenderIdentity(
            channel=Channel.SMS, address=OUR_NUMBER, account=ACCOUNT, secret="simulator-token"
        )
        self.texts = IncomingTexts(
            database=town.database,
            vault=town.vault,
            question_sets=QUESTION_SETS,
            accounts=OneAccount(account_sid=ACCOUNT, auth_token="simulator-token"),
            clock=lambda: town.now,
            wake_relay=lambda: None,
            second_clock=self._by_the_server,
        )
        self.clock_ahead = timedelta()
        """By how much ours is ahead of the database server's."""
        self.url = simulator.url if simulator else ""

    async def _by_the_server(self, session: AsyncSession) -> datetime:
        del session
        return self.town.now - self.clock_ahead

    def listing(self) -> InboundListing:
        """As a process that has just started would have it."""
        return InboundListing(
            database=self.town.database,
            vault=self.town.vault,
            defaults={Channel.SMS: self.default},
            inbox_for=self.inbox,
            texts=self.texts,
            clock=lambda: self.town.now,
            every=timedelta(minutes=2),
        )

    def inbox(self, sender: SenderIdentity) -> TwilioInbox:
        return TwilioInbox(
            account_sid=sender.account,
            auth_token=sender.secret,
            other_token=sender.other_secret,
            address=sender.address,
            timeout_seconds=10,
            base_url=self.url,
        )

    async def catch_up(self) -> int:
        """A process starts, some time later."""
        self.town.now = max(self.town.now, datetime.now(UTC)) + timedelta(seconds=30)
        return await self.listing().list_once()


async def a_desk(database: Database, vault: Vault, simulator: SimulatorProcess | None = None) -> TextDesk:
    """Ana's town, whose agency answers keywords itself."""
    town = await anas_town(database, vault)
    town.now = datetime.now(UTC)
    await town.set_policy(twilio_answers_keywords="false")
    return TextDesk(town, simulator)


def a_form(body: str, *, sid: str, sender: str = ANA, **fields: str) -> dict[str, str]:
    return {"MessageSid": sid, "AccountSid": ACCOUNT, "From": sender, "To": OUR_NUMBER, "Body": body} | fields


def listed_text(body: str, *, written_at: datetime, sender: str = ANA) -> ListedText:
    """A text that no other has the id of."""
    return ListedText(fields=a_form(body, sid=f"SM{next(_numbers):032x}", sender=sender), written_at=written_at)
