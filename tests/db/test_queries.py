"""Named queries, on both databases: once means once, the newest word counts, and people stay sealed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import api_keys, erasure, messages, receipts, replies, surveys, timeline
from db.queries.insert_if_new import insert_if_new
from db.queries.timeline import TimelineNote
from db.tables import (
    ApiKey,
    Call,
    InboundReply,
    OutboundMessage,
    Person,
    SurveyInvitation,
    new_id,
)
from tests.database import CAD, NOW, a_call, an_agency
from tests.db.people import a_person, contacts_for_rules

ORI = "WASPD0000"
MINUTE = timedelta(minutes=1)


async def test_a_line_of_the_timeline_is_written_once(database: Database) -> None:
    call = await a_call(database)

    def line(key: str, reason: str = "", minutes: int = 0) -> TimelineNote:
        at = NOW + minutes * MINUTE
        return TimelineNote(
            key=key, kind="event", what="call.received", status="received", by=CAD, reason=reason, at=at
        )

    async with database.transaction() as session:
        assert await timeline.note(session, call.id, line("late", minutes=5), now=NOW)
        assert await timeline.note(session, call.id, line("early"), now=NOW)
        assert not await timeline.note(session, call.id, line("early", reason="again"), now=NOW)
        lines = await timeline.of_call(session, call.id)
        assert [(entry.entry_key, entry.reason) for entry in lines] == [("early", ""), ("late", "")]
        assert await timeline.keys_of_call(session, call.id, kind="event") == ["late", "early"]


def a_message(call: Call, contact_id: str, *, status: str = "created", key: str = "call_received") -> OutboundMessage:
    return OutboundMessage(
        call_id=call.id,
        contact_id=contact_id,
        key=key,
        channel="sms",
        status=status,
        planned_at=NOW,
        sending_at=NOW,
        updated_at=NOW,
    )


async def test_a_message_exists_once_and_waits_until_it_is_sent(database: Database) -> None:
    call = await a_call(database)
    async with database.transaction() as session:
        first = a_message(call, "p")
        assert await insert_if_new(session, first)
        assert not await insert_if_new(session, a_message(call, "p", status="sent"))
        assert await insert_if_new(session, a_message(call, "q", status="withheld"))
        stored_now = {(row.contact_id, row.status) for row in await messages.of_call(session, call.id)}
        assert stored_now == {("p", "created"), ("q", "withheld")}
        stored = await messages.lock_message(session, first.id)
        assert stored is not None
        stored.status, stored.provider, stored.provider_message_id = "sent", "twilio", "SM1"
    async with database.transaction() as session:
        assert await messages.known_at_provider(session, "twilio", ["SM1", "SM2"]) == {"SM1"}
        found = await receipts.by_their_ids(session, "twilio", ["SM1"])
        assert [(place.message_id, place.status) for place in found.values()] == [(first.id, "sent")]
        assert await receipts.by_their_ids(session, "sendgrid", ["SM1"]) == {}


def an_invitation(call: Call, contact_id: str, token: str) -> SurveyInvitation:
    return SurveyInvitation(
        ori=ORI,
        call_id=call.id,
        contact_id=contact_id,
        address_hash="hash",
        token_hash=token,
        language="en",
        question_set="officer_came.1",
        invited_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )


async def test_a_person_is_invited_once_and_found_by_the_link(database: Database) -> None:
    call = await a_call(database, "1")
    async with database.transaction() as session:
        assert await insert_if_new(session, an_invitation(call, "p", "t1"))
        assert not await insert_if_new(session, an_invitation(call, "p", "t2"))
        found = await surveys.by_token_hash(session, "t1", lock=True)
        assert found is not None
        assert [i.id for i in await surveys.of_call(session, call.id)] == [found.id]
        assert await surveys.by_token_hash(session, "t2") is None


async def test_a_key_opens_until_it_is_revoked(database: Database) -> None:
    await a_call(database)
    key = api_keys.new_key()
    row = ApiKey(ori=ORI, label="CAD", key_hash=api_keys.hash_key(key), scopes="calls:write", created_at=NOW)
    async with database.transaction() as session:
        session.add(row)
        await session.flush()
        found = await api_keys.find(session, key)
        assert found is not None
        assert found.id == row.id
        assert await api_keys.find(session, key + "x") is None
        assert await api_keys.revoke(session, row.id, now=NOW)
        assert await api_keys.revoke(session, row.id, now=NOW + MINUTE)
        assert not await api_keys.revoke(session, "nothing", now=NOW)
        assert await api_keys.find(session, key) is None
        assert [k.revoked_at for k in await api_keys.every(session, ORI)] == [NOW]


async def _with_everything(database: Database, vault: Vault) -> tuple[Call, Person]:
    call = await a_call(database)
    person = await a_person(database, vault, call, {"name": "Maria", "phone": "+12065550123"})
    message = a_message(call, person.id, status="sent")
    message.content_sealed = vault.seal("text", context="messages.content", row=message.id)
    invitation = an_invitation(call, person.id, "t")
    invitation.comment_sealed = vault.seal("comment", context="survey_invitations.comment", row=invitation.id)
    async with database.transaction() as session:
        await insert_if_new(session, message)
        await insert_if_new(session, invitation)
        await insert_if_new(session, a_reply(vault, call, person))
    return call, person


def a_reply(vault: Vault, call: Call, person: Person) -> InboundReply:
    """What this person texted back."""
    reply_id = new_id()
    return InboundReply(
        id=reply_id,
        ori=call.ori,
        provider="twilio",
        provider_message_id="SM" + "1" * 32,
        address_hash=person.phone_hash or "",
        call_id=call.id,
        contact_id=person.id,
        body_sealed=vault.seal("I am Maria", context=replies.BODY, row=reply_id),
        intent="other",
        received_at=NOW,
    )


async def test_erasing_a_person_leaves_what_was_sent_when_and_nothing_about_who(
    database: Database, vault: Vault
) -> None:
    call, person = await _with_everything(database, vault)
    async with database.transaction() as session:
        await erasure.erase(session, person.id, now=NOW)
    async with database.reading() as session:
        (contact,) = await contacts_for_rules(session, call.id, an_agency())
        (message,) = await messages.of_call(session, call.id)
        (invitation,) = await surveys.of_call(session, call.id)
        (reply,) = await replies.of_call(session, call.id)
        stored = await session.get(Person, person.id)
    assert (contact.has_phone, contact.has_email) == (False, False)
    assert (message.content_sealed, message.status, message.contact_id) == (None, "sent", person.id)
    assert (invitation.comment_sealed, invitation.address_hash) == (None, "")
    assert (reply.body_sealed, reply.address_hash, reply.intent) == (None, "", "other")
    assert stored is not None
    assert (stored.name_sealed, stored.phone_sealed, stored.phone_hash) == (None, None, None)


async def test_deleting_a_persons_row_in_one_statement_breaks_nothing(database: Database, vault: Vault) -> None:
    call, person = await _with_everything(database, vault)
    async with database.transaction() as session:
        await session.execute(delete(Person).where(col(Person.id) == person.id))
    async with database.reading() as session:
        assert await contacts_for_rules(session, call.id, an_agency()) == []
        assert len(await messages.of_call(session, call.id)) == 1
