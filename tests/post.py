"""Messages that are with a provider, for tests of what it reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, calls, contacts, receipts, timeline
from db.queries.insert_if_new import insert_if_new
from db.tables import DeliveryReceipt, InboxEvent, OutboundMessage, TimelineEntry
from domain.contacts import ContactRole
from domain.delivery import DeliveryStatus
from domain.messages import Channel, MessageKey
from tests.database import an_agency

ORI = "WASPD0000"
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@dataclass(kw_only=True)
class Post:
    """The messages the vendors report on."""

    database: Database
    vault: Vault

    async def a_message(self, channel: Channel = Channel.SMS, *, number: str = "26-000123", **values: Any) -> str:
        """A message of a call, with the provider; returns its id."""
        key = values.pop("key", MessageKey.CALL_RECEIVED)
        async with self.database.transaction() as session:
            await agencies.add(session, an_agency(ORI))
            call = await calls.get_or_create(session, ORI, number, now=NOW)
            person = await contacts.upsert(
                session,
                self.vault,
                call_id=call.id,
                ref="caller",
                values={
                    "roles": [ContactRole.REPORTING_PARTY],
                    "phone": "+12065550123",
                    "email": "ana@example.com",
                },
                now=NOW,
            )
            usual: dict[str, Any] = {
                "status": DeliveryStatus.SENDING.value,
                "provider": "twilio" if channel is Channel.SMS else "sendgrid",
                "attempts": 1,
                "sending_at": NOW,
            }
            row = OutboundMessage(
                call_id=call.id,
                contact_id=person.id,
                key=key.value,
                channel=channel.value,
                planned_at=NOW,
                updated_at=NOW,
                **(usual | values),
            )
            await insert_if_new(session, row)
        return row.id

    async def row(self, message_id: str) -> OutboundMessage:
        """The message as it now stands."""
        async with self.database.reading() as session:
            row = await session.get(OutboundMessage, message_id)
            assert row is not None
            return row

    async def receipts(self, message_id: str) -> Sequence[DeliveryReceipt]:
        """What was reported about it."""
        async with self.database.reading() as session:
            return await receipts.of_message(session, message_id)

    async def timeline(self, message_id: str) -> list[TimelineEntry]:
        """The lines of its call."""
        call_id = (await self.row(message_id)).call_id
        async with self.database.reading() as session:
            return list(await timeline.of_call(session, call_id))

    async def inbox(self) -> list[InboxEvent]:
        """What workflows are to hear of, in order."""
        async with self.database.reading() as session:
            return list((await session.scalars(select(InboxEvent).order_by(col(InboxEvent.seq)))).all())
