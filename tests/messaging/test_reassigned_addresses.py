"""A message that fails for good cuts the portal off the address it went to, and off no other."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlmodel import select

from activities.delivery_record import DeliveryRecord
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import contacts, reassigned_addresses
from db.tables import AddressCut, PortalSession, new_id
from domain.delivery import RESENT_AFTER
from domain.messages import Channel
from intake.delivery.receipts import DeliveryReceipts
from messaging import outbox
from messaging.compose import CONTENT
from messaging.providers.base import (
    ComposedMessage,
    MessageRefused,
    NoMobilePhone,
    NoSuchAddress,
    RecipientOptedOut,
    RecipientRejected,
    UnknownRefusal,
)
from messaging.providers.delivery_report import ProviderReport
from messaging.providers.sendgrid_receipts import read_events
from messaging.providers.twilio_receipts import read_callback
from messaging.reassigned_addresses import cut_off
from tests.database import an_agency
from tests.post import NOW, ORI, Post

SID = "SM" + "a" * 32
OLD_NUMBER = "+12065550199"
EMAIL = "ana@example.com"


@pytest.fixture
def post(database: Database, vault: Vault) -> Post:
    return Post(database=database, vault=vault)


@pytest.fixture
def sqlite_post(sqlite_database: Database, vault: Vault) -> Post:
    return Post(database=sqlite_database, vault=vault)


async def a_message(post: Post, channel: Channel = Channel.SMS, *, to: str = OLD_NUMBER, status: str = "sent") -> str:
    """With the provider, or about to be, written to this address."""
    letter = json.dumps(asdict(ComposedMessage(message_id="m", to=to, text="words")))
    id = new_id()
    sealed = post.vault.seal(letter, context=CONTENT, row=id)
    return await post.a_message(channel, status=status, id=id, content_sealed=sealed)


async def take(post: Post, *reports: ProviderReport | None) -> None:
    book = DeliveryReceipts(post.database, post.vault, clock=lambda: NOW, wake_relay=lambda: None)
    await book.take([report for report in reports if report])


def twilio(message: str, code: str, *, sid: str = SID) -> ProviderReport | None:
    form = {"MessageSid": sid, "MessageStatus": "undelivered", "ErrorCode": code}
    return read_callback(form.items(), message_id=message, now=NOW)


def sendgrid(message: str, **event: str) -> ProviderReport:
    [report] = read_events(json.dumps([{"sg_event_id": "e", "message_id": message, **event}]).encode(), now=NOW)
    return report


async def cuts(post: Post) -> list[AddressCut]:
    async with post.database.reading() as session:
        return list((await session.scalars(select(AddressCut))).all())


async def reject(post: Post, message: str, error: RecipientRejected) -> None:
    """The answer to the create call."""
    books = DeliveryRecord(database=post.database, vault=post.vault)
    await books.rejected(message, "twilio", error, now=NOW)


async def test_a_number_that_is_not_in_use_is_cut_and_it_is_the_one_that_was_written_to(post: Post) -> None:
    message = await a_message(post)
    for _ in range(2):
        await take(post, twilio(message, "30005"))
    [cut] = await cuts(post)
    assert (cut.ori, cut.address_hash) == (ORI, contacts.phone_hash(post.vault, OLD_NUMBER))
    assert (cut.reason, cut.cut_at) == ("twilio 30005", NOW)


@pytest.mark.parametrize(
    ("code", "lost"),
    [
        ("30004", False),
        ("30005", True),
        ("21211", True),
        ("21217", True),
        ("21214", False),
        ("", False),
        ("30999", False),
        ("30017", False),
        ("30022", False),
        ("30023", False),
        ("30027", False),
        ("30410", False),
        ("30500", False),
        ("63038", False),
        ("21609", False),
        ("21611", False),
        ("30003", False),
        ("30006", False),
        ("30007", False),
        ("30036", False),
        ("21610", False),
        ("21614", False),
        ("21617", False),
        ("21606", False),
    ],
)
async def test_only_what_is_said_of_the_number_itself_cuts_it(sqlite_post: Post, code: str, lost: bool) -> None:
    message = await a_message(sqlite_post)
    await take(sqlite_post, twilio(message, code))
    assert bool(await cuts(sqlite_post)) is lost


async def test_a_phone_that_is_off_for_long_is_still_theirs(sqlite_post: Post) -> None:
    message = await a_message(sqlite_post)
    for attempt in range(len(RESENT_AFTER) + 1):
        await take(sqlite_post, twilio(message, "30003", sid=f"{SID}{attempt}"))
        async with sqlite_post.database.transaction() as session:
            row = await outbox.lock(session, message)
            if row.status == "temporary_failure":
                row.status, row.provider_message_id = "sent", f"{SID}{attempt + 1}"
    assert (await sqlite_post.row(message)).status == "permanent_failure"
    assert await cuts(sqlite_post) == []


@pytest.mark.parametrize(
    ("event", "lost"),
    [
        ({"event": "bounce", "type": "bounce", "status": "5.1.1"}, True),
        ({"event": "bounce", "type": "bounce", "status": "5.1.10"}, True),
        ({"event": "bounce", "type": "bounce", "status": "5.0.0", "bounce_classification": "Invalid Address"}, True),
        ({"event": "bounce", "type": "bounce", "status": "5.0.0", "reason": "unable to get mx info"}, False),
        ({"event": "bounce", "type": "blocked", "status": "5.7.1"}, False),
        ({"event": "bounce", "type": "bounce", "status": "5.7.1"}, False),
        ({"event": "bounce", "type": "bounce", "status": "5.7.26"}, False),
        ({"event": "bounce", "type": "bounce", "status": "4.2.2"}, False),
        ({"event": "bounce", "type": "bounce", "status": "4.7.28"}, False),
        ({"event": "dropped", "reason": "Bounced Address"}, True),
        ({"event": "dropped", "reason": "Spam Content"}, False),
        ({"event": "dropped", "reason": "Unsubscribed Address"}, False),
        ({"event": "spamreport"}, False),
        ({"event": "delivered"}, False),
    ],
)
async def test_a_mailbox_that_does_not_exist_is_cut_and_one_that_refuses_us_is_not(
    sqlite_post: Post, event: dict[str, str], lost: bool
) -> None:
    message = await a_message(sqlite_post, Channel.EMAIL, to=EMAIL)
    await take(sqlite_post, sendgrid(message, **event))
    found = [cut.address_hash for cut in await cuts(sqlite_post)]
    assert found == ([contacts.email_hash(sqlite_post.vault, EMAIL)] if lost else [])


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (NoSuchAddress("21211"), True),
        (RecipientRejected("30004"), False),
        (UnknownRefusal("21999"), False),
        (MessageRefused("21617"), False),
        (NoMobilePhone("21614"), False),
        (RecipientOptedOut("21610"), False),
    ],
)
async def test_so_does_a_number_that_is_refused_at_once(
    sqlite_post: Post, error: RecipientRejected, lost: bool
) -> None:
    message = await a_message(sqlite_post, status="sending")
    await reject(sqlite_post, message, error)
    assert [cut.reason for cut in await cuts(sqlite_post)] == (["twilio 21211"] if lost else [])


async def test_a_message_whose_words_were_erased_cuts_nothing(sqlite_post: Post) -> None:
    message = await sqlite_post.a_message(status="sent")
    await take(sqlite_post, twilio(message, "30005"))
    assert (await sqlite_post.row(message)).status == "permanent_failure"
    assert await cuts(sqlite_post) == []


async def test_whoever_is_in_by_a_cut_address_is_out_at_once(post: Post) -> None:
    message = await a_message(post)
    theirs, other = contacts.phone_hash(post.vault, OLD_NUMBER), contacts.phone_hash(post.vault, "+12065550123")
    async with post.database.transaction() as session:
        for hash_ in (theirs, other):
            visit = PortalSession(
                token_hash=hash_[:9], ori=ORI, address_hash=hash_, channel="sms", language="en",
                created_at=NOW, last_seen_at=NOW,
            )  # fmt: skip
            session.add(visit)
    await take(post, twilio(message, "30005"))
    async with post.database.reading() as session:
        visits = (await session.scalars(select(PortalSession))).all()
    assert {visit.address_hash: visit.ended_at for visit in visits} == {theirs: NOW, other: None}


async def test_a_cut_holds_at_one_agency_until_it_is_taken_back(database: Database) -> None:
    later = NOW + timedelta(days=1)
    async with database.transaction() as session:
        session.add(an_agency(ORI))
    async with database.transaction() as session:
        for at, is_new in ((NOW, True), (later, False), (NOW, False)):
            cut = await cut_off(
                session, ori=ORI, address_hash="a", reason=reassigned_addresses.NOTICE, cut_at=at, now=at
            )
            assert cut is is_new
        assert await reassigned_addresses.cuts_of(session, ORI, ["a", "b"]) == {"a": later}
        assert await reassigned_addresses.cuts_of(session, "WAOTH0000", ["a"]) == {}
        assert await reassigned_addresses.cuts_of(session, ORI, []) == {}
        assert await reassigned_addresses.restore(session, ori=ORI, address_hash="a")
        assert not await reassigned_addresses.restore(session, ori=ORI, address_hash="a")
        assert await reassigned_addresses.cuts_of(session, ORI, ["a"]) == {}
