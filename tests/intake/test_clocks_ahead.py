"""What a process with a clock a day ahead left in the database holds nothing up once the clock is right again."""

from __future__ import annotations

from datetime import timedelta

from db.connection.session import Database
from db.queries import inbox, inbox_claims, incoming_texts
from db.tables import InboxEvent, IncomingText
from tests.claimed import claim
from tests.database import NOW, a_call

DAY = timedelta(days=1)
ORI, NUMBER = "WASPD0000", "26-000001"


async def test_a_claim_until_tomorrow_does_not_hold(database: Database) -> None:
    await a_call(database, NUMBER, ori=ORI)
    event = InboxEvent(
        ori=ORI,
        source="cad",
        event_id="1",
        content_hash="x",
        call_number=NUMBER,
        type="call.updated",
        facts={},
        occurred_at=NOW,
        recorded_at=NOW,
    )
    soon = timedelta(seconds=20)
    async with database.transaction() as session:
        await inbox.store(session, event)
        assert await claim(session, ORI, NUMBER, now=NOW + DAY, until=NOW + DAY + soon)
    async with database.transaction() as session:
        assert len(await inbox_claims.waiting_calls(session, now=NOW)) == 1
        assert await claim(session, ORI, NUMBER, now=NOW, until=NOW + soon)
        assert await inbox_claims.waiting_calls(session, now=NOW) == []
        assert await claim(session, ORI, NUMBER, now=NOW, until=NOW + soon) == []


async def test_an_address_that_was_looked_at_tomorrow_is_looked_at_now(database: Database) -> None:
    async with database.transaction() as session:
        assert await incoming_texts.take_turn(session, "AC1", "+12065550100", looked_before=NOW, now=NOW + DAY)
    for expected in (True, False):
        async with database.transaction() as session:
            turn = await incoming_texts.take_turn(
                session, "AC1", "+12065550100", looked_before=NOW - timedelta(minutes=1), now=NOW
            )
        assert (turn is not None) is expected


async def test_a_text_that_is_to_be_heard_tomorrow_is_heard_now(database: Database) -> None:
    def text(message_id: str, put_off: timedelta) -> IncomingText:
        return IncomingText(
            provider="twilio", provider_message_id=message_id, account="AC1", written_at=NOW, hear_at=NOW + put_off
        )

    async with database.transaction() as session:
        for text_, put_off in (("SM1", DAY), ("SM2", timedelta(minutes=10)), ("SM3", timedelta())):
            await incoming_texts.store(session, text(text_, put_off))
        due = await incoming_texts.waiting(session, due=NOW, limit=10)
    assert {row.provider_message_id for row in due} == {"SM1", "SM3"}
