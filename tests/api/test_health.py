"""The health pages say what is wrong, and never a secret."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from temporalio.client import Client

from api.dependencies import ApiDependencies
from api.readiness import Readiness
from db.connection.session import Database
from db.queries import agencies
from engine.client import TemporalUnreachable
from messaging.sender_alerts import sender_refused
from tests.api.conftest import NOW, ORI, NewKey
from tests.database import an_agency
from tests.intake.fakes import FakeTemporal, StandingClock


async def ready(anonymous: httpx.AsyncClient) -> tuple[int, dict[str, str]]:
    answer = await anonymous.get("/health/ready")
    problems = {name: check["problem"] for name, check in answer.json()["checks"].items() if not check["ok"]}
    assert answer.json()["ok"] is (not problems)
    return answer.status_code, problems


async def test_a_process_that_runs_is_alive(anonymous: httpx.AsyncClient) -> None:
    assert (await anonymous.get("/health/live")).json() == {"ok": True, "problem": ""}


async def test_it_is_ready_when_everything_works(anonymous: httpx.AsyncClient) -> None:
    assert await ready(anonymous) == (200, {})


async def test_it_says_that_temporal_is_away(anonymous: httpx.AsyncClient, temporal: FakeTemporal) -> None:
    temporal.away = True
    status, problems = await ready(anonymous)
    assert (status, list(problems)) == (503, ["temporal"])


async def test_it_says_that_events_wait_too_long(
    client: httpx.AsyncClient, clock: StandingClock, temporal: FakeTemporal
) -> None:
    await client.put("/v1/calls/1", json={"priority": 1})
    clock.pass_(timedelta(seconds=61))
    status, problems = await ready(client)
    assert (status, problems) == (503, {"relay": "1 events wait for Temporal, the oldest for 61 s"})


async def test_it_says_that_the_tables_are_of_another_version(anonymous: httpx.AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    status, problems = await ready(anonymous)
    assert (status, list(problems)) == (503, ["migrations"])


async def test_it_says_that_the_database_is_away_but_not_where_it_was(app: FastAPI) -> None:
    away = Database("postgresql://caseline:secret@127.0.0.1:1/caseline")
    app.state.dependencies = _with(app, away)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://caseline.test") as anonymous:
        answer = await anonymous.get("/health/ready")
        refused = await anonymous.get("/v1/calls/1", headers={"Authorization": "Bearer ck_x"})
    await away.dispose()
    assert answer.status_code == refused.status_code == 503
    assert not answer.json()["checks"]["database"]["ok"]
    assert not answer.json()["checks"]["migrations"]["ok"]
    assert "secret" not in answer.text + refused.text
    assert "127.0.0.1" not in refused.text


def _with(app: FastAPI, database: Database) -> ApiDependencies:
    dependencies: ApiDependencies = app.state.dependencies
    return replace(dependencies, database=database)


async def test_what_people_should_look_at_takes_no_process_out_of_service(
    anonymous: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI))
        await sender_refused(session, ori=ORI, provider="twilio", code="30034", now=NOW)
    answer = await anonymous.get("/health/ready")
    checks = answer.json()["checks"]
    assert (answer.status_code, checks["receipts"]["ok"], checks["senders"]["ok"]) == (200, True, True)
    assert "CASELINE_SENDGRID_WEBHOOK_KEY" in checks["receipts"]["problem"]
    assert checks["senders"]["problem"].startswith("1 ")


def outside(app: FastAPI, **headers: str) -> httpx.AsyncClient:
    """A caller on another machine."""
    transport = httpx.ASGITransport(app=app, client=("203.0.113.7", 40000))
    return httpx.AsyncClient(transport=transport, base_url="http://caseline.test", headers=headers)


async def test_a_stranger_hears_only_whether_it_is_ready(app: FastAPI, temporal: FakeTemporal) -> None:
    async with outside(app) as stranger:
        first = await stranger.get("/health/ready")
        temporal.away = True
        app.state.readiness = Readiness()
        second = await stranger.get("/health/ready")
    assert (first.status_code, first.json()) == (200, {"ok": True})
    assert (second.status_code, second.json()) == (503, {"ok": False})


async def test_a_caller_with_a_key_hears_what_is_wrong(app: FastAPI, new_key: NewKey) -> None:
    async with outside(app, Authorization=f"Bearer {await new_key('calls:read')}") as known:
        assert (await known.get("/health/ready")).json()["checks"]["temporal"] == {"ok": True, "problem": ""}


@pytest.mark.parametrize("authorization", ["Bearer ck_unknown", "Bearer", "Basic Y2s6", "ck_x", ""])
async def test_without_a_key_that_opens_nothing_is_told(app: FastAPI, authorization: str) -> None:
    async with outside(app, Authorization=authorization) as stranger:
        assert (await stranger.get("/health/ready")).json() == {"ok": True}


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
async def test_who_comes_through_a_proxy_of_this_machine_is_not_on_it(
    anonymous: httpx.AsyncClient, header: str
) -> None:
    assert "checks" in (await anonymous.get("/health/ready")).json()
    assert (await anonymous.get("/health/ready", headers={header: "127.0.0.1"})).json() == {"ok": True}


async def test_while_the_database_is_away_a_key_cannot_be_told_from_another(app: FastAPI) -> None:
    away = Database("postgresql://caseline:secret@127.0.0.1:1/caseline")
    app.state.dependencies = _with(app, away)
    async with outside(app, Authorization="Bearer ck_x") as caller:
        answer = await caller.get("/health/ready")
    await away.dispose()
    assert (answer.status_code, answer.json()) == (503, {"ok": False})


async def test_the_answer_is_kept_for_five_seconds(
    app: FastAPI, anonymous: httpx.AsyncClient, temporal: FakeTemporal
) -> None:
    seconds = [0.0]
    app.state.readiness = Readiness(clock=lambda: seconds[0])
    assert (await ready(anonymous))[0] == 200
    temporal.away = True
    seconds[0] = 4.9
    assert (await ready(anonymous))[0] == 200
    seconds[0] = 5.0
    assert (await ready(anonymous))[0] == 503


async def test_many_at_once_are_one_look(app: FastAPI) -> None:
    looks = 0

    async def counted() -> Client:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0.2)
        raise TemporalUnreachable(address="127.0.0.1:1", namespace="default", waited=timedelta())

    app.state.dependencies = replace(app.state.dependencies, temporal=counted)
    async with outside(app) as stranger:
        impatient = asyncio.create_task(stranger.get("/health/ready"))
        await asyncio.sleep(0.05)
        others = [asyncio.create_task(stranger.get("/health/ready")) for _ in range(20)]
        await asyncio.sleep(0)
        impatient.cancel()
        answers = await asyncio.gather(*others)
    assert ({answer.status_code for answer in answers}, looks) == ({503}, 1)


async def test_a_database_that_takes_no_writes_is_not_ready(app: FastAPI, database: Database) -> None:
    async with taking_no_writes(database), outside(app) as stranger:
        answer = await stranger.get("/health/ready")
        [check] = [await _of_this_machine(app)]
    assert (answer.status_code, answer.json()) == (503, {"ok": False})
    assert not check["writes"]["ok"]
    assert check["writes"]["problem"].startswith("the database takes no writes: ")
    assert check["database"]["ok"]
    assert check["migrations"]["ok"]


async def _of_this_machine(app: FastAPI) -> dict[str, dict[str, Any]]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://caseline.test") as here:
        checks: dict[str, dict[str, Any]] = (await here.get("/health/ready")).json()["checks"]
        return checks


@asynccontextmanager
async def taking_no_writes(database: Database) -> AsyncIterator[None]:
    """PostgreSQL as on a standby; SQLite with a write lock that is never given back."""
    if database.url.get_backend_name() == "sqlite":
        holder = sqlite3.connect(str(database.url.database), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.close()
        return
    administrator = Database(str(database.url.render_as_string(hide_password=False)))
    async with administrator.transaction() as session:
        await session.execute(text(f'ALTER DATABASE "{database.url.database}" SET default_transaction_read_only = on'))
    async with administrator.transaction() as session:  # as after a restart
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    await administrator.dispose()
    yield


async def test_a_lock_that_is_never_given_back_is_said(app: FastAPI, database: Database) -> None:
    """On `messages`, which no write of the probe touches; PostgreSQL alone has such locks."""
    if database.url.get_backend_name() == "sqlite":
        return
    looks = [outside(app), httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://caseline.test")]
    async with database.transaction() as session:
        await session.execute(text("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE"))
        began = time.monotonic()
        async with looks[0] as stranger:
            answers = await asyncio.gather(*(stranger.get("/health/ready") for _ in range(10)))
        took = time.monotonic() - began
        async with looks[1] as here:
            checks = (await here.get("/health/ready")).json()["checks"]
    assert {answer.status_code for answer in answers} == {503}
    assert took < 8
    assert checks["messages"] == {"ok": False, "problem": "no answer within 5 s"}
    assert checks["writes"]["ok"]
    app.state.readiness = Readiness()
    assert (await _of_this_machine(app))["messages"]["ok"]


async def test_what_people_should_look_at_is_said_of_feeds_and_late_messages(app: FastAPI) -> None:
    checks = await _of_this_machine(app)
    assert {"messages", "late", "steps", "feeds"} <= set(checks)


async def test_a_look_is_quick(app: FastAPI) -> None:
    await _of_this_machine(app)
    took = []
    for _ in range(5):
        app.state.readiness = Readiness()
        began = time.perf_counter()
        await _of_this_machine(app)
        took.append(time.perf_counter() - began)
    assert min(took) < 2  # of the 5 s after which it counts as no answer
