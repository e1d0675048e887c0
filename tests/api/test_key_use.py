"""A key opens until it expires, from its own networks, and so often in a minute (case E3)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from api import examples
from api.key_use import KeyUse, is_within
from db.connection.session import Database
from db.tables import ApiKey
from tests.api.conftest import NOW, NewKey
from tests.intake.fakes import StandingClock
from tests.own_logs import own_logs

CALL = "/v1/calls/26-1"
BATCH = {"Content-Type": "application/cloudevents-batch+json"}


async def limit(database: Database, **values: Any) -> None:
    async with database.transaction() as session:
        for key in await session.scalars(select(ApiKey)):
            for name, value in values.items():
                setattr(key, name, value)


async def test_e3_a_key_that_expired_opens_nothing(
    client: httpx.AsyncClient, database: Database, clock: StandingClock
) -> None:
    await limit(database, expires_at=NOW + timedelta(days=1))
    assert (await client.get(CALL)).status_code == 404
    clock.now = NOW + timedelta(days=1)
    answer = await client.get(CALL)
    assert (answer.status_code, answer.json()["detail"]) == (401, "the key is unknown, revoked or expired")


async def test_e3_a_key_is_used_from_its_networks_only(app: FastAPI, database: Database, new_key: NewKey) -> None:
    headers = {"Authorization": f"Bearer {await new_key()}"}
    await limit(database, networks="203.0.113.0/24 2001:db8::/32")
    answers = {}
    for address in ("203.0.113.7", "198.51.100.1", "2001:db8::1", "::ffff:203.0.113.9"):
        transport = httpx.ASGITransport(app=app, client=(address, 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://caseline.test", headers=headers) as there:
            answers[address] = (await there.get(CALL)).status_code
    assert answers == {"203.0.113.7": 404, "198.51.100.1": 403, "2001:db8::1": 404, "::ffff:203.0.113.9": 404}


async def test_e3_more_than_a_key_may_send_is_told_when_to_come_back(
    client: httpx.AsyncClient, database: Database, clock: StandingClock
) -> None:
    await limit(database, per_minute=3)
    for _ in range(3):
        assert (await client.put(CALL, json=examples.SNAPSHOTS["received"])).status_code == 202
    clock.now = NOW + timedelta(seconds=20)
    with own_logs() as logged:
        refused, _ = [await client.put(CALL, json={"priority": 1}) for _ in range(2)]
    assert [line["event"] for line in logged].count("key.over_limit") == 1
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "40")
    assert refused.json()["type"] == "urn:caseline:problem:too-many-requests"
    clock.now = NOW + timedelta(seconds=60)
    assert (await client.put(CALL, json={"priority": 1})).status_code == 202


async def test_e3_a_batch_counts_as_what_it_brings(client: httpx.AsyncClient, database: Database) -> None:
    await limit(database, per_minute=10)
    events = [{**examples.EVENTS["call received"], "id": str(n), "subject": f"26-{n}"} for n in range(20)]
    assert (await client.post("/v1/events", content=json.dumps(events), headers=BATCH)).status_code == 202
    assert (await client.get(CALL)).status_code == 429


async def test_e3_one_key_over_its_limit_keeps_no_other_waiting(
    anonymous: httpx.AsyncClient, database: Database, new_key: NewKey
) -> None:
    busy, quiet = [{"Authorization": f"Bearer {await new_key()}"} for _ in range(2)]
    await limit(database, per_minute=1)
    answers = [(await anonymous.get(CALL, headers=key)).status_code for key in (busy, busy, quiet)]
    assert answers == [404, 429, 404]


async def test_e3_when_a_key_was_last_used_is_written_now_and_then(
    app: FastAPI, client: httpx.AsyncClient, database: Database, clock: StandingClock
) -> None:
    async def last_used() -> datetime | None:
        async with database.reading() as session:
            return (await session.scalars(select(ApiKey))).one().last_used_at

    use: KeyUse = app.state.dependencies.key_use
    await client.get(CALL)
    assert await last_used() is None
    await use.write_last_uses(database)
    assert await last_used() == NOW
    clock.now = NOW - timedelta(days=1)  # as another process, whose clock is behind, would write it
    await client.get(CALL)
    await use.write_last_uses(database)
    assert await last_used() == NOW


@given(st.lists(st.integers(0, 90), max_size=60), st.integers(1, 20))
def test_e3_never_more_in_a_minute_than_the_limit_allows(seconds: list[int], most: int) -> None:
    key, use = ApiKey(id="k", ori="o", label="", key_hash="", scopes="", per_minute=most), KeyUse()
    admitted = [second for second in sorted(seconds) if use.admit(key, now=NOW + timedelta(seconds=second)) is None]
    began, sent = None, 0
    for second in sorted(seconds):
        if began is None or second >= began + 60:
            began, sent = second, 0
        sent += 1
        assert (second in admitted) or sent > most
    for second in admitted:
        assert sum(second <= other < second + 60 for other in admitted) <= 2 * most


@pytest.mark.parametrize("host", [None, "", "testclient", "300.1.1.1"])
def test_e3_who_knows_no_address_is_within_no_network(host: str | None) -> None:
    assert not is_within(host, "0.0.0.0/0")
    assert is_within(host, "")
