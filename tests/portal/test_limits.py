"""How often somebody may try: counted once each, in the database, by number, case and network."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import rate_counts
from db.tables import RateCount
from portal.sign_in_limits import LIMITS, Counted, TooOften, count, network_of

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


async def tried(database: Database, vault: Vault, what: dict[Counted, str], now: datetime) -> TooOften | None:
    async with database.transaction() as session:
        return await count(session, vault, what, now=now)


async def test_none_is_lost_when_many_come_at_once(database: Database, vault: Vault) -> None:
    what = {Counted.CODES_TO_ADDRESS: "a", Counted.CODES_FOR_CASE: "b", Counted.CODES_OF_NETWORK: "c"}
    answers = await asyncio.gather(*(tried(database, vault, what, NOON) for _ in range(12)))
    assert sum(answer is None for answer in answers) == LIMITS[Counted.CODES_TO_ADDRESS][0].most
    async with database.reading() as session:
        counts = list(await session.scalars(select(RateCount)))
    assert {each.count for each in counts} == {12}


async def test_the_longest_wait_is_said(sqlite_database: Database, vault: Vault) -> None:
    day = LIMITS[Counted.CODES_TO_ADDRESS][1].most
    what = {Counted.CODES_TO_ADDRESS: "a"}
    for n in range(day):
        assert await tried(sqlite_database, vault, what, NOON + n * timedelta(minutes=15)) is None
    late = NOON + timedelta(hours=6)
    assert await tried(sqlite_database, vault, what, late) == TooOften(retry_after=timedelta(hours=6))
    assert await tried(sqlite_database, vault, {Counted.CODES_TO_ADDRESS: "b"}, late) is None
    assert await tried(sqlite_database, vault, what, NOON + timedelta(hours=12)) is None


async def test_what_counts_no_more_is_forgotten(sqlite_database: Database, vault: Vault) -> None:
    await tried(sqlite_database, vault, {Counted.TRIES_OF_NETWORK: "a"}, NOON)
    await tried(sqlite_database, vault, {Counted.TRIES_OF_NETWORK: "a"}, NOON + timedelta(days=3))
    async with sqlite_database.transaction() as session:
        await rate_counts.forget(session, began_before=NOON + timedelta(days=1))
        assert [each.began_at for each in await session.scalars(select(RateCount))] == [NOON + timedelta(days=3)]


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2ab:5::1", "2001:db8:1:200::/56"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("testclient", "testclient"),
        (None, "unknown"),
    ],
)
def test_neighbours_are_one_network(host: str | None, network: str) -> None:
    assert network_of(host) == network
