"""Records get their places when they are committed, whoever is quicker; nothing that has a place loses it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from audit.job import AuditJob
from audit.keys import is_ours
from audit.record import record
from audit.sequencer import checkpoint, sequence
from db.connection.session import Database
from db.queries import audit_records, audit_trees
from db.tables import AuditCheckpoint
from domain.audit.canonical import commitment
from domain.audit.checkpoints import EVERY, HEARTBEAT
from tests.audit.helpers import MINUTE, Log, an_act
from tests.database import PostgresDatabases


async def places(log: Log) -> Sequence[str]:
    """What the records are about, by their places."""
    async with log.database.reading() as session:
        return [each.about for each in await audit_records.from_place(session, log.ori, 0, most=10_000)]


async def checkpoints(log: Log) -> Sequence[AuditCheckpoint]:
    async with log.database.reading() as session:
        return await audit_trees.checkpoints(session, log.ori)


async def test_a_record_is_kept_with_its_act_or_not_at_all(log: Log) -> None:
    async def break_off() -> None:
        async with log.database.transaction() as session:
            await record(session, an_act(), now=log.now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_off()
    assert await sequence(log.database, log.ori) == 0


async def test_what_is_private_is_kept_as_a_salted_hash_only(log: Log) -> None:
    async with log.database.transaction() as session:
        await record(session, an_act(1, private="an arrest was made", contact_id="ana"), now=log.now)
        await record(session, an_act(2, private="an arrest was made", contact_id="ana"), now=log.now)
        await record(session, an_act(3), now=log.now)
    async with log.database.reading() as session:
        none, second, first = await audit_records.of_agency(session, log.ori)
    assert (none.salt, none.commitment) == (None, "")
    assert first.commitment != second.commitment
    assert first.salt is not None
    assert first.commitment == commitment(bytes.fromhex(first.salt), "an arrest was made")
    assert b"arrest was made" not in audit_records.written(first).content()
    assert (first.salt or "").encode() not in audit_records.written(first).content()


async def test_text_that_postgres_cannot_store_does_not_lose_the_act(log: Log) -> None:
    act = an_act()
    async with log.database.transaction() as session:
        await record(session, type(act)(ori=log.ori, kind=act.kind, by="unproven:x", reason="a\x00b"), now=log.now)
    await log.minutes(1)
    assert (await log.verified()).findings == ()


async def test_places_are_given_once_and_in_portions(log: Log) -> None:
    await log.write(25)
    assert await sequence(log.database, log.ori, at_once=10) == 25
    assert await sequence(log.database, log.ori) == 0
    assert await places(log) == [f"message:{n}" for n in range(25)]


async def test_each_agency_has_a_tree_of_its_own(log: Log) -> None:
    other = Log(database=log.database, vault=log.vault, folder=log.folder, ori="WASPD0001")
    await log.minutes(3)
    await other.minutes(4)
    assert ((await log.verified()).size, (await other.verified()).size) == (3, 4)
    assert [(await each.verified()).findings for each in (log, other)] == [(), ()]


async def test_a_record_that_is_committed_late_loses_nothing_and_moves_nothing(
    postgres_url: str, log: Log, postgres: PostgresDatabases
) -> None:
    """On PostgreSQL its id is smaller than those of records that have their places already."""
    database = Database(postgres_url)
    slow = Log(database=database, vault=log.vault, folder=log.folder)
    async with database.transaction() as late:
        await record(late, an_act(1), now=slow.now)
        await late.flush()
        slow.written = 2
        await slow.minutes(2)
        assert await places(slow) == ["message:2", "message:3"]
    await slow.minutes(1)
    assert await places(slow) == ["message:2", "message:3", "message:1", "message:4"]
    assert (await slow.verified()).findings == ()
    await database.dispose()


async def test_writers_and_several_sequencers_at_once_make_one_tree(log: Log) -> None:
    async def write(n: int) -> None:
        for m in range(10):
            async with log.database.transaction() as session:
                await record(session, an_act(100 * n + m), now=log.now)

    async def follow() -> None:
        for _ in range(10):
            await sequence(log.database, log.ori, at_once=7)
            await checkpoint(log.database, log.vault, log.ori, now=log.now + timedelta(days=1))

    await asyncio.gather(*(write(n) for n in range(5)), *(follow() for _ in range(3)))
    await log.minutes(0)
    assert sorted(await places(log)) == sorted(f"message:{100 * n + m}" for n in range(5) for m in range(10))
    report = await log.verified()
    assert (report.size, report.findings) == (50, ())


async def test_no_two_records_can_have_one_place(log: Log) -> None:
    await log.minutes(2)
    with pytest.raises(IntegrityError):
        async with log.database.transaction() as session:
            await session.execute(text("UPDATE audit_records SET leaf_index = 0"))


async def test_a_checkpoint_is_signed_each_minute_while_there_is_something_and_each_hour_while_not(log: Log) -> None:
    await log.write(1)
    await log.sign()
    begun = log.now
    await log.write(1)
    await sequence(log.database, log.ori)
    for after, number in ((MINUTE / 2, 1), (EVERY, 2), (2 * EVERY, 2), (HEARTBEAT, 2), (EVERY + HEARTBEAT, 3)):
        await checkpoint(log.database, log.vault, log.ori, now=begun + after)
        assert (await checkpoints(log))[-1].number == number, after
    assert [each.size for each in await checkpoints(log)] == [1, 2, 2]


async def test_an_agency_has_one_key_however_many_processes_sign_first(log: Log) -> None:
    await log.write(1)
    await sequence(log.database, log.ori)
    await asyncio.gather(*(checkpoint(log.database, log.vault, log.ori, now=log.now) for _ in range(5)))
    async with log.database.reading() as session:
        (key,) = await audit_trees.keys(session, log.ori)
    assert is_ours(log.vault, key)
    assert len(await checkpoints(log)) == 1


async def test_the_job_does_everything_by_itself(log: Log) -> None:
    job = AuditJob(database=log.database, vault=log.vault, place=log.place, clock=lambda: log.now)
    await job.run_once()
    assert not log.file.exists()
    await log.write(3)
    await job.run_once()
    assert (len(await places(log)), len(log.lines())) == (3, 1)
    log.now += HEARTBEAT
    await job.run_once()
    report = await log.verified()
    assert (report.checkpoints, report.findings, report.notices) == (2, (), ())


async def test_the_job_serves_other_agencies_when_a_tree_is_damaged(log: Log) -> None:
    other = Log(database=log.database, vault=log.vault, folder=log.folder, ori="WASPD0001")
    await log.minutes(3)
    await log.do("DELETE FROM audit_tiles")
    await log.write(1)
    await other.write(1)
    job = AuditJob(database=log.database, vault=log.vault, place=log.place, clock=lambda: log.now)
    await job.run_once()
    assert (await log.verified()).waiting == 1
    assert (await other.verified()).waiting == 0
