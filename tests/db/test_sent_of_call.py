"""What was written in a call is told from its rows as the database would tell it."""

from __future__ import annotations

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import messages, sent_of_call
from db.queries.insert_if_new import insert_if_new
from db.tables import OutboundMessage
from domain.delivery import DeliveryStatus
from domain.messages import Channel, MessageKey, Purpose
from messaging.links import Mailing, unsubscribe_path
from tests.database import NOW, a_call
from tests.db.people import a_person

ADDRESSES = ("", "here", "there")


async def test_whether_something_was_written_before_is_told_as_the_database_tells_it(database: Database) -> None:
    call = await a_call(database)
    rows = [
        OutboundMessage(
            call_id=call.id,
            contact_id=contact,
            key=MessageKey.CALL_RECEIVED.value,
            n=n,
            channel=Channel.SMS.value,
            status=status.value,
            address_hash=address,
            planned_at=NOW,
            updated_at=NOW,
        )
        for n, status in enumerate(DeliveryStatus)
        for contact, address in (("ana", ADDRESSES[n % 3]), ("ben", ADDRESSES[(n + 1) % 3]))
    ]
    asked = [
        OutboundMessage(call_id=call.id, contact_id=contact, key="", channel=channel.value, status="")
        for contact in ("ana", "ben", "cem")
        for channel in Channel
    ]
    async with database.transaction() as session:
        for stored in rows:
            await insert_if_new(session, stored)
            _, sent = await sent_of_call.of_call(session, call.ori, call.id, now=NOW)
            for message in (*rows, *asked):
                for address in ADDRESSES:
                    wanted = await messages.has_written_before(session, message, address)
                    assert sent.has_written_before(message, address) is wanted


async def test_the_links_that_people_of_the_call_were_sent_are_known(database: Database, vault: Vault) -> None:
    call = await a_call(database)
    person = await a_person(database, vault, call, {"email": "ana@example.org"})
    mailing = Mailing(ori=call.ori, address_hash=person.email_hash or "", purpose=Purpose.UPDATES, language="en")
    async with database.transaction() as session:
        people, sent = await sent_of_call.of_call(session, call.ori, call.id, now=NOW)
        assert ([each.id for each in people.people], sent.links) == ([person.id], frozenset())
        path = await unsubscribe_path(session, vault, mailing, now=NOW)
        assert path is not None
        _, known = await sent_of_call.of_call(session, call.ori, call.id, now=NOW)
        assert known.links == {vault.token_hash(path.rpartition("/")[2])}
        assert (await sent_of_call.of_call(session, "other", call.id, now=NOW))[1].links == frozenset()
        assert not known.has_offers
