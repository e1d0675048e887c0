"""An agency whose chief wants the weekly email, and a provider that keeps what it took."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import select

from analytics.weekly import recipients
from analytics.weekly.recipients import NamedReader
from analytics.weekly.round import WeeklyEmails
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies
from domain.messages import Channel
from locales.catalog_loader import load_staff_catalogs
from messaging.providers.base import ComposedMessage, ProviderAccepted
from tests.database import an_agency
from tests.intake.fakes import StandingClock

ORI = "WASPD0000"
CHIEF = "chief@springfield.example"
MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""Seven in the morning in Springfield."""
WEEK = "2026-W47"


class Killed(BaseException):
    """The process ended."""


@dataclass
class Mailbox:
    """A provider that keeps what it took; `next_errors` come first, after it took the email if `takes_it`."""

    next_errors: list[BaseException] = field(default_factory=list)
    takes_it: bool = False
    taken: list[ComposedMessage] = field(default_factory=list)
    name: str = "sendgrid"
    supports_lookup: bool = False

    async def send(self, message: ComposedMessage) -> ProviderAccepted:
        """Take it, or fail."""
        await asyncio.sleep(0)
        error = self.next_errors.pop(0) if self.next_errors else None
        if error is None or self.takes_it:
            self.taken.append(message)
        if error is not None:
            raise error
        return ProviderAccepted(provider_message_id="x")


@dataclass(kw_only=True)
class Office:
    """An agency whose chief wants the email."""

    database: Database
    vault: Vault
    clock: StandingClock
    mailbox: Mailbox
    weekly: WeeklyEmails

    async def add(self, address: str = CHIEF, language: str = "en") -> None:
        """A reader from now on."""
        reader = NamedReader(ori=ORI, address=address, by="operator:test", language=language)
        async with self.database.transaction() as session:
            await recipients.add(session, self.vault, reader, now=self.clock())

    async def rows(self, table: Any) -> list[Any]:
        """All there are."""
        async with self.database.reading() as session:
            return list((await session.scalars(select(table))).all())

    async def pass_(self, time: timedelta) -> None:
        """So much later the round is done again."""
        self.clock.pass_(time)
        await self.weekly.run_once()


async def an_office(database: Database, vault: Vault, folder: Path) -> Office:
    """On the Monday of MONDAY, with the chief as its only reader since the Saturday before."""
    clock, mailbox = StandingClock(MONDAY - timedelta(days=2)), Mailbox()

    async def provider_for(session: object, ori: str, channel: Channel) -> Any:
        del session
        assert (ori, channel) == (ORI, Channel.EMAIL)
        return mailbox

    weekly = WeeklyEmails(
        database=database,
        vault=vault,
        analytics_folder=folder,
        provider_for=provider_for,
        catalogs=load_staff_catalogs(),
        base_url="https://caseline.example",
        clock=clock,
    )
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI))
    made = Office(database=database, vault=vault, clock=clock, mailbox=mailbox, weekly=weekly)
    await made.add()
    clock.now = MONDAY
    return made
