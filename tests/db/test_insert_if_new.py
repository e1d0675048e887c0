"""A row that is there already stays as it is, whichever of its unique columns say that it is the same."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlmodel import select

from db.connection.session import Database
from db.queries.incoming_texts import id_of
from db.queries.insert_if_new import insert_if_new, insert_new
from db.tables import IncomingText
from tests.database import NOW


def a_text(message_id: str, *, id: str = "") -> IncomingText:
    return IncomingText(
        id=id or id_of("twilio", message_id),
        provider="twilio",
        provider_message_id=message_id,
        account="AC1",
        written_at=NOW,
        hear_at=NOW + timedelta(seconds=10),
    )


async def put(database: Database, text: IncomingText) -> bool:
    async with database.transaction() as session:
        return await insert_if_new(session, text)


async def test_the_same_in_either_of_two_sets_of_unique_columns_is_the_same(database: Database) -> None:
    assert await put(database, a_text("SM1"))
    assert not await put(database, a_text("SM1"))
    assert not await put(database, a_text("SM1", id="another"))
    assert not await put(database, a_text("SM2", id=id_of("twilio", "SM1")))
    assert await put(database, a_text("SM2"))


async def test_of_the_same_that_come_at_once_one_is_new_and_none_fails(database: Database) -> None:
    for n in range(40):
        stored = await asyncio.gather(*(put(database, a_text(f"SM{n}")) for _ in range(4)))
        assert sorted(stored) == [False, False, False, True]
    async with database.reading() as session:
        assert len((await session.scalars(select(IncomingText))).all()) == 40


async def test_of_many_rows_those_are_stored_that_are_new_and_named(database: Database) -> None:
    def texts(*numbers: int) -> list[dict[str, object]]:
        return [a_text(f"SM{n}").model_dump() for n in numbers]

    async with database.transaction() as session:
        assert await insert_new(session, IncomingText, [], key="id") == frozenset()
        assert await insert_new(session, IncomingText, texts(1, 2), key="provider_message_id") == {"SM1", "SM2"}
        assert await insert_new(session, IncomingText, texts(2, 3, 3), key="provider_message_id") == {"SM3"}
        assert len((await session.scalars(select(IncomingText))).all()) == 3
