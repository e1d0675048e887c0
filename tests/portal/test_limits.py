"""How often one network may try: counted once each, in the database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import rate_counts
from db.tables import RateCount
from domain.networks import network_of
from portal.sign_in_limits import LIMITS, Counted, TooOften, count

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


async def tried(database: Database, vault: Vault, who: str, now: datetime) -> TooOften | None:
    async with database.transaction() as session:
        return await count(session, vault, Counted.CODES_OF_NETWORK, who, now=now)


async def test_none_is_lost_when_many_come_at_once(database: Database, vault: Vault) -> None:
    most = LIMITS[Counted.CODES_OF_NETWORK][0].most
    answers = await asyncio.gather(*(tried(database, vault, "a", NOON) for _ in range(most + 9)))
    assert sum(answer is None for answer in answers) == most
    async with database.reading() as session:
        counts = list(await session.scalars(select(RateCount)))
    assert {each.count for each in counts} == {most + 9}


async def test_the_longest_wait_is_said(sqlite_database: Database, vault: Vault) -> None:
    quarter, day = (limit.most for limit in LIMITS[Counted.CODES_OF_NETWORK])
    for n in range(day):
        assert await tried(sqlite_database, vault, "a", NOON + n // quarter * timedelta(minutes=15)) is None
    late = NOON + timedelta(hours=6)
    assert await tried(sqlite_database, vault, "a", late) == TooOften(retry_after=timedelta(hours=6))
    assert await tried(sqlite_database, vault, "b", late) is None
    assert await tried(sqlite_database, vault, "a", NOON + timedelta(hours=12)) is None


async def test_what_counts_no_more_is_forgotten(sqlite_database: Database, vault: Vault) -> None:
    await tried(sqlite_database, vault, "a", NOON)
    await tried(sqlite_database, vault, "a", NOON + timedelta(days=3))
    async with sqlite_database.transaction() as session:
        await rate_counts.forget(session, began_before=NOON + timedelta(days=1))
        left = {each.began_at.date() for each in await session.scalars(select(RateCount))}
    assert left == {(NOON + timedelta(days=3)).date()}


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
