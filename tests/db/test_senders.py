"""An agency's senders: one per channel, the newest word counts, the secret is sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, senders
from db.queries.senders import SECRET, SenderValues
from tests.database import NOW, an_agency

ORI = "WASPD0000"
ACCOUNT = "AC" + "1" * 32


async def test_an_agency_has_one_sender_per_channel_and_the_last_word_counts(database: Database, vault: Vault) -> None:
    later = NOW + timedelta(minutes=1)
    async with database.transaction() as session:
        await agencies.add(session, an_agency())
        own = SenderValues(address="+12065550100", account=ACCOUNT, per_second=3, secret="old")
        first = await senders.put(session, vault, ori=ORI, channel="sms", values=own, now=NOW)
        assert first.secret_sealed != "old"
        await senders.put(session, vault, ori=ORI, channel="sms", values=replace(own, secret="new"), now=later)
        plain = SenderValues(address="police@example.org")
        await senders.put(session, vault, ori=ORI, channel="email", values=plain, now=NOW)
    async with database.reading() as session:
        email, sms = await senders.every(session)
        assert [sms.id, sms.per_second, sms.updated_at] == [first.id, 3, later]
        assert vault.open(sms.secret_sealed or "", context=SECRET, row=sms.id) == "new"
        assert email.secret_sealed is None
        assert [found.id for found in await senders.of_account(session, ACCOUNT)] == [sms.id]
        assert await senders.get(session, "ELSE", "sms") is None


async def test_a_sender_is_removed_once(database: Database, vault: Vault) -> None:
    async with database.transaction() as session:
        await agencies.add(session, an_agency())
        values = SenderValues(address="+12065550100")
        await senders.put(session, vault, ori=ORI, channel="sms", values=values, now=NOW)
        assert not await senders.remove(session, ORI, "email")
        assert await senders.remove(session, ORI, "sms")
        assert not await senders.remove(session, ORI, "sms")
        assert await senders.every(session, ORI) == []
