"""A sender's pause: found by every agency that sends from it, and never made shorter."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlmodel import select

from db.connection.session import Database
from db.queries import agencies, sender_pauses, write_probe
from db.queries.sender_pauses import EVERY_SENDER, SenderKey
from db.tables import SenderPause, WriteProbe
from tests.database import NOW, an_agency

ORI = "WASPD0000"
HOUR = timedelta(hours=1)
DEFAULT = SenderKey(channel="sms")


async def pause(database: Database, key: SenderKey, hours: int, code: str = "30023") -> None:
    async with database.transaction() as session:
        await sender_pauses.pause(session, key, code=code, until=NOW + hours * HOUR, now=NOW)


async def found(database: Database, *, hours: float = 0, channel: str = "sms") -> SenderPause | None:
    async with database.reading() as session:
        return await sender_pauses.in_force(session, ORI, channel, now=NOW + hours * HOUR)


async def an_agency_there(database: Database) -> None:
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI))


async def test_a_pause_is_over_at_its_end_and_of_its_channel_alone(database: Database) -> None:
    await an_agency_there(database)
    assert await found(database) is None
    await pause(database, DEFAULT, 2)
    kept = await found(database, hours=1.99)
    assert kept is not None
    assert (kept.code, kept.until) == ("30023", NOW + 2 * HOUR)
    assert await found(database, hours=2) is None
    assert await found(database, channel="email") is None


async def test_a_pause_is_made_longer_and_never_shorter(database: Database) -> None:
    await an_agency_there(database)
    await pause(database, DEFAULT, 2)
    await pause(database, DEFAULT, 1, "63038")
    assert (kept := await found(database)) is not None
    assert (kept.code, kept.until) == ("30023", NOW + 2 * HOUR)
    await pause(database, DEFAULT, 3, "30027")
    assert (kept := await found(database)) is not None
    assert (kept.code, kept.until) == ("30027", NOW + 3 * HOUR)


async def test_of_two_pauses_the_longer_holds(database: Database) -> None:
    await an_agency_there(database)
    await pause(database, DEFAULT, 1)
    await pause(database, SenderKey(channel="sms", address=EVERY_SENDER), 3, "63038")
    assert (kept := await found(database)) is not None
    assert kept.code == "63038"
    await pause(database, SenderKey(channel="sms", address="+12065550177"), 9)
    assert (kept := await found(database)) is not None
    assert kept.code == "63038"


async def test_many_who_meet_the_limit_at_once_make_one_pause(database: Database) -> None:
    await an_agency_there(database)
    await asyncio.gather(*(pause(database, DEFAULT, hours) for hours in (1, 4, 2, 3)))
    async with database.reading() as session:
        [row] = (await session.scalars(select(SenderPause))).all()
    assert row.until == NOW + 4 * HOUR


async def test_the_write_probe_is_one_row_however_many_write_it(database: Database) -> None:
    async def probe(hours: int) -> None:
        async with database.transaction() as session:
            await write_probe.write(session, now=NOW + hours * HOUR)

    await asyncio.gather(*(probe(n) for n in range(4)))
    await probe(9)
    async with database.reading() as session:
        [row] = (await session.scalars(select(WriteProbe))).all()
    assert row.written_at == NOW + 9 * HOUR
