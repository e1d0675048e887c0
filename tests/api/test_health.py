"""The health pages say what is wrong, and never a secret."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from api.dependencies import ApiDependencies
from db.connection.session import Database
from db.queries import agencies
from messaging.sender_alerts import sender_refused
from tests.api.conftest import NOW, ORI
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
