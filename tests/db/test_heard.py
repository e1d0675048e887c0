"""What the people of a call have heard is what its rows say, read one after the other."""

from __future__ import annotations

import random
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.connection.session import Database
from db.queries import people
from db.queries.heard import HeardInCall, KnownMessage, WantedOfCall, heard
from db.queries.insert_if_new import insert_if_new
from db.tables import Call, OutboundMessage, Person, SurveyInvitation, new_id
from domain.delivery import DeliveryStatus
from domain.messages import NEWS_KEYS, MessageKey
from tests.database import NOW, a_call
from tests.statements import statements_of

ORI, OTHER = "WASPD0000", "ORPD00000"
ADDRESSES = ["a", "b", "c", ""]
MOMENTS = [NOW - timedelta(hours=hours) for hours in (0, 12, 24, 36)]


def a_message(call: Call) -> OutboundMessage:
    return OutboundMessage(
        call_id=call.id,
        contact_id=random.choice(["", "p", "q"]),
        key=random.choice(list(MessageKey)).value,
        n=random.randint(1, 9),
        channel=random.choice(["", "sms", "email"]),
        status=random.choice(list(DeliveryStatus)).value,
        reason=random.choice(["", "stale"]),
        address_hash=random.choice(ADDRESSES),
        planned_at=random.choice(MOMENTS),
        not_before=random.choice([None, *MOMENTS]),
        valid_until=random.choice([None, *MOMENTS]),
        sending_at=random.choice([None, *MOMENTS]),
        updated_at=NOW,
    )


def an_invitation(call: Call, contact_id: str) -> SurveyInvitation:
    return SurveyInvitation(
        ori=call.ori,
        call_id=call.id,
        contact_id=contact_id,
        address_hash=random.choice(ADDRESSES),
        token_hash=new_id(),
        language="en",
        question_set="officer_came.1",
        invited_at=random.choice(MOMENTS),
        answered_at=random.choice([None, *MOMENTS]),
        expires_at=NOW,
    )


def a_person(call: Call, hashes: tuple[str, ...]) -> Person:
    """Who has these addresses: a number, and an email address."""
    phone, email = (*hashes, None, None)[:2]
    person = Person(call_id=call.id, ref=new_id(), roles="reporting_party", created_at=NOW, updated_at=NOW)
    person.phone_hash, person.email_hash = phone, email
    return person


async def as_read_one_by_one(session: AsyncSession, asked: WantedOfCall, hashes: tuple[str, ...]) -> tuple[object, ...]:
    """The oracle: every row, looked at in Python."""
    rows = (await session.scalars(select(OutboundMessage))).all()
    invitations = (await session.scalars(select(SurveyInvitation))).all()
    oris = {call.id: call.ori for call in await session.scalars(select(Call))}
    sent: dict[str, list[str]] = {}
    for row in rows:
        counts = row.status in ("sending", "sent", "delivered") and MessageKey(row.key) in NEWS_KEYS
        is_lately = row.sending_at is not None and row.sending_at >= asked.sent_since
        if counts and is_lately and oris[row.call_id] == asked.ori and row.address_hash in hashes:
            sent.setdefault(row.address_hash, []).append(row.key)
    own = sorted((row for row in rows if row.call_id == asked.call_id), key=lambda row: (row.planned_at, row.id))
    messages = [KnownMessage(*(getattr(row, name) for name in KnownMessage._fields)) for row in own]
    since = asked.surveys_since
    if since is None:
        return messages, {address: sorted(keys) for address, keys in sent.items()}, set(), set()
    about = {(i.contact_id, i.invited_at, i.answered_at) for i in invitations if i.call_id == asked.call_id}
    others = [i for i in invitations if i.call_id != asked.call_id and i.ori == asked.ori and i.invited_at >= since]
    elsewhere = {i.address_hash for i in others if i.address_hash in hashes}
    return messages, {address: sorted(keys) for address, keys in sent.items()}, about, elsewhere


def plainly(said: HeardInCall) -> tuple[object, ...]:
    sent = {address: sorted(keys) for address, keys in said.sent.items()}
    about = {(each.contact_id, each.invited_at, each.answered_at) for each in said.asked}
    return list(said.messages), sent, about, set(said.asked_elsewhere)


async def test_one_statement_says_what_the_rows_say(database: Database) -> None:
    calls = [await a_call(database, "1"), await a_call(database, "2"), await a_call(database, "3", ori=OTHER)]
    for call in calls:
        async with database.transaction() as session:
            for _ in range(40):
                await insert_if_new(session, a_message(call))
            for contact_id in ("p", "q"):
                await insert_if_new(session, an_invitation(call, contact_id))
    for hashes in ((), ("a",), ("a", "b"), ("unknown", "c")):
        for call in calls:
            async with database.transaction() as session:
                await session.execute(delete(Person).where(col(Person.call_id) == call.id))
                session.add(a_person(call, hashes))
            async with database.reading() as session:
                alone = await people.of_call(session, call.ori, call.id, now=NOW)
                for surveys_since in (None, *MOMENTS):
                    asked = WantedOfCall(
                        ori=call.ori,
                        call_id=call.id,
                        now=NOW,
                        sent_since=random.choice(MOMENTS),
                        surveys_since=surveys_since,
                    )
                    with statements_of(database) as statements:
                        here, said = await heard(session, asked)
                    assert len(statements) == 1
                    assert plainly(said) == await as_read_one_by_one(session, asked, hashes)
                    assert [each.model_dump() for each in here.people] == [each.model_dump() for each in alone.people]
                    assert here.said == alone.said
