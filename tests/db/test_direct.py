"""Direct statements answer what SQLAlchemy's session answers, see what it has changed, and leave nothing half done."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, bindparam, event, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col

from db.connection.direct import Direct
from db.connection.loaded_rows import LoadedRows
from db.connection.session import Database, DatabaseUnavailable
from db.queries import agencies
from db.queries.insert_if_new import AT_ONCE, insert_all, insert_new, table_of
from db.tables import Agency, Call, DeliveryReceipt, OutboundMessage, Person, TimelineEntry
from tests.database import NOW, a_call, an_agency

CALLS: Table = table_of(Call)
_MESSAGES = LoadedRows(OutboundMessage)


async def _a_message(database: Database, **columns: Any) -> str:
    call = await a_call(database)
    row = OutboundMessage(
        call_id=call.id, key="call_received", status="created", planned_at=NOW, updated_at=NOW, **columns
    )
    async with database.transaction() as session:
        session.add(row)
        return row.id


async def test_a_row_reads_as_the_session_reads_it(database: Database) -> None:
    message_id = await _a_message(
        database, facts={"minutes": 7, "of": ["é", None]}, not_before=NOW + timedelta(hours=1)
    )
    wanted = Direct(select(*_MESSAGES.columns).where(col(OutboundMessage.id).in_(bindparam("ids", expanding=True))))
    async with database.reading() as session:
        theirs = (await session.scalars(select(OutboundMessage))).one().model_dump()
    async with database.reading() as session:
        [values] = await wanted.rows(session, {"ids": [message_id, "another"]})
        ours = _MESSAGES.of(session, values)
        assert ours.model_dump() == theirs
        assert await session.get(OutboundMessage, message_id) is ours
        assert await wanted.rows(session, {"ids": []}) == []


async def test_what_is_changed_of_a_loaded_row_is_written_by_either(database: Database) -> None:
    message_id = await _a_message(database)
    wanted = Direct(select(*_MESSAGES.columns).where(col(OutboundMessage.id) == bindparam("id")))

    async def change(reason: str, *, directly: bool) -> None:
        async with database.transaction() as session:
            [values] = await wanted.rows(session, {"id": message_id})
            row = _MESSAGES.of(session, values)
            row.reason, row.facts = reason, {"minutes": len(reason)}
            if directly:
                await _MESSAGES.write_changed(session)
                assert not session.dirty

    for directly in (True, False):
        await change(f"directly: {directly}", directly=directly)
        async with database.reading() as session:
            row = await session.get_one(OutboundMessage, message_id)
        assert (row.reason, row.facts) == (f"directly: {directly}", {"minutes": len(row.reason)})


async def test_a_direct_statement_sees_what_the_session_has_changed_and_not_yet_written(database: Database) -> None:
    count = Direct(select(func.count()).select_from(table_of(Agency)))
    async with database.transaction() as session:
        session.add(an_agency())
        assert await count.rows(session, {}) == [(1,)]
        with session.no_autoflush:
            session.add(an_agency("OTHER0000"))
            assert await count.rows(session, {}) == [(1,)]


@pytest.mark.parametrize("first", ["direct", "session"])
async def test_both_are_one_transaction(database: Database, first: str) -> None:
    call = await a_call(database)
    moves = Direct(update(CALLS).where(CALLS.c.id == bindparam("of")).values(status=bindparam("status")))

    async def fail() -> None:
        async with database.transaction() as session:
            steps = [moves.changed(session, {"of": call.id, "status": "gone"}), agencies.add(session, an_agency("B"))]
            for step in steps if first == "direct" else reversed(steps):
                await step
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with database.transaction() as session:
        assert (await session.get_one(Call, call.id)).status == call.status
        assert await session.get(Agency, "B") is None
        assert await moves.changed(session, {"of": call.id, "status": "closed"}) == 1
    async with database.reading() as session:
        assert (await session.get_one(Call, call.id)).status == "closed"


async def test_one_statement_for_many_values_changes_each(database: Database) -> None:
    call = await a_call(database)
    rows = [_line(call.id, f"line/{n}") for n in range(3)]
    moves = Direct(
        update(table_of(TimelineEntry))
        .where(col(TimelineEntry.entry_key) == bindparam("of"))
        .values(reason=bindparam("why"))
    )
    async with database.transaction() as session:
        await insert_new(session, TimelineEntry, rows, key="entry_key")
        await moves.each(session, [{"of": row["entry_key"], "why": f"of {row['entry_key']}"} for row in rows])
        await moves.each(session, [])
    async with database.reading() as session:
        found = (await session.scalars(select(TimelineEntry).where(col(TimelineEntry.kind) == "test"))).all()
    assert {row.reason for row in found} == {f"of line/{n}" for n in range(3)}


def _line(call_id: str, key: str) -> dict[str, Any]:
    said = {"kind": "test", "what": "w", "effect": "noted", "status": "received", "by": "", "detail": {}}
    return {"call_id": call_id, "entry_key": key, "occurred_at": NOW, "recorded_at": NOW, **said}


@pytest.mark.parametrize("count", [1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE + 3])
async def test_however_many_rows_each_is_inserted_once(database: Database, count: int) -> None:
    call = await a_call(database)
    rows = [_line(call.id, f"line/{n}") for n in range(count)]
    async with database.transaction() as session:
        assert await insert_new(session, TimelineEntry, rows[::2], key="entry_key") == {
            row["entry_key"] for row in rows[::2]
        }
        new = await insert_new(session, TimelineEntry, rows, key="entry_key")
    assert new == {row["entry_key"] for row in rows[1::2]}


async def test_what_an_insert_leaves_out_gets_its_default(database: Database) -> None:
    message_id = await _a_message(database)
    row = {"provider": "p", "event_key": "k", "message_id": message_id, "said": "sent", "effect": "ignored"}
    async with database.transaction() as session:
        await insert_all(session, table_of(DeliveryReceipt), [row | {"occurred_at": NOW, "recorded_at": NOW}])
    async with database.reading() as session:
        assert (await session.scalars(select(DeliveryReceipt))).one().code == ""


async def test_an_error_is_what_sqlalchemy_raises_and_quotes_no_values(database: Database) -> None:
    secret = "Maria Gonzalez"
    line = _line("no such call", "k") | {"what": secret}

    async def insert() -> None:
        async with database.transaction() as session:
            await insert_all(session, table_of(TimelineEntry), [line])

    with pytest.raises(IntegrityError) as caught:
        await insert()
    assert secret not in str(caught.value).partition("DETAIL")[0]


async def test_who_listens_to_the_engine_hears_direct_statements_and_their_end(database: Database) -> None:
    heard: list[str] = []
    engine = database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *given: heard.append(given[2]))
    event.listen(engine, "commit", lambda _connection: heard.append("commit"))
    async with database.transaction() as session:
        await Direct(select(CALLS.c.id)).rows(session, {})
    assert [said.partition(" ")[0] for said in heard if not said.startswith("BEGIN")] == ["SELECT", "commit"]


async def test_a_writer_cancelled_while_it_waits_for_the_lock_does_not_take_it_later(sqlite_database: Database) -> None:
    other = sqlite3.connect(str(sqlite_database.url.database), timeout=0, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with sqlite_database.transaction() as session:
            await Direct(select(CALLS.c.id)).rows(session, {})

    task = asyncio.create_task(write())
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.sleep(0.05)
    other.execute("ROLLBACK")
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.sleep(0.5)  # SQLite looks for the lock every tenth of a second
    other.execute("BEGIN IMMEDIATE")
    other.execute("ROLLBACK")
    other.close()


async def test_a_writer_cancelled_at_any_moment_leaves_nothing_behind(database: Database) -> None:
    """Cancelled after each of its first turns of the event loop: all of it is there, or nothing; the next one works."""
    call = await a_call(database)

    async def write(n: int) -> None:
        async with database.transaction() as session:
            await insert_new(session, TimelineEntry, [_line(call.id, f"{n}/a")], key="entry_key")
            await asyncio.sleep(0)
            await insert_new(session, TimelineEntry, [_line(call.id, f"{n}/b")], key="entry_key")

    for turns in range(12):
        task = asyncio.create_task(write(turns))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await write(100 + turns)
    async with database.reading() as session:
        keys = set(await session.scalars(select(col(TimelineEntry.entry_key)).where(col(TimelineEntry.kind) == "test")))
    for turns in range(12):
        assert {f"{100 + turns}/a", f"{100 + turns}/b"} <= keys
        assert (f"{turns}/a" in keys) == (f"{turns}/b" in keys)


async def test_a_connection_that_is_lost_is_told_and_replaced(postgres_url: str) -> None:
    database, ask = Database(postgres_url), Direct(select(func.pg_backend_pid()))

    async def lose_it() -> None:
        async with database.transaction() as session:
            [(mine,)] = await ask.rows(session, {})
            gone.append(mine)
            async with database.transaction() as other:
                await other.execute(select(func.pg_terminate_backend(mine)))
            for _ in range(1000):  # it takes a moment until the server has ended it
                await ask.rows(session, {})
                await asyncio.sleep(0.01)

    gone: list[int] = []
    with pytest.raises(DatabaseUnavailable):
        await lose_it()
    async with database.transaction() as session:
        assert await ask.rows(session, {}) != [(gone[0],)]
    await database.dispose()


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (Call, {"ori": "A", "call_number": "26-1", "status": "closed"}),
        (Person, {"call_id": "1", "ref": "caller", "roles": "victim"}),
        (TimelineEntry, {"call_id": "1", "entry_key": "2", "kind": "event", "what": "a", "effect": "", "status": "b"}),
    ],
)
def test_a_row_made_is_as_its_class_makes_it(kind: type[SQLModel], given: dict[str, Any]) -> None:
    made, theirs = LoadedRows(kind).made(**given).model_dump(), kind(**given).model_dump()
    assert made.keys() == theirs.keys()
    assert {name for name in made if made[name] != theirs[name]} <= {"id"}, "another id each time"


def test_a_row_is_not_made_without_what_it_needs() -> None:
    with pytest.raises(TypeError, match="Person needs ref, roles"):
        LoadedRows(Person).made(call_id="1")


async def test_what_is_changed_of_a_row_that_a_statement_stored_is_written(database: Database) -> None:
    call = await a_call(database)
    rows = LoadedRows(Person)
    async with database.transaction() as session:
        person = rows.made(call_id=call.id, ref="caller", roles="victim", created_at=NOW, updated_at=NOW)
        await insert_all(session, table_of(Person), [person.model_dump()])
        rows.stored(session, person)
        person.language = "fa"
    async with database.reading() as session:
        assert (await session.get_one(Person, person.id)).language == "fa"
