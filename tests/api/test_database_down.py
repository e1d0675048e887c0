"""A database that goes away in the middle of the day, and comes back."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from api.dependencies import ApiDependencies
from api.main import create_app
from db import migrate
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, api_keys
from db.tables import ApiKey
from intake.relay.relay import Relay
from portal.code_sender import CodeSender
from tests.api.conftest import ALL_SCOPES, NOW, ORI
from tests.database import an_agency
from tests.intake.fakes import FakeTemporal, StandingClock
from tests.postgres import PostgresServer


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """One that nobody else minds losing."""
    server = PostgresServer()
    server.start()
    yield server
    server.remove()


async def test_the_client_is_told_to_repeat_and_the_repeat_is_safe(own_postgres: PostgresServer, vault: Vault) -> None:
    migrate.upgrade(own_postgres.url())
    database, temporal, clock = Database(own_postgres.url()), FakeTemporal(), StandingClock(NOW)
    key, relay = api_keys.new_key(), Relay(database, temporal.client, vault=vault, clock=clock)
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI))
        session.add(ApiKey(ori=ORI, label="test", key_hash=api_keys.hash_key(key), scopes=ALL_SCOPES, created_at=NOW))
    app = create_app(
        ApiDependencies(
            database=database,
            vault=vault,
            relay=relay,
            code_sender=CodeSender(database, vault, planned=relay.wake, clock=clock),
            temporal=temporal.client,
            clock=clock,
            catalogs={},
            question_sets={},
            base_url="http://caseline.test",
        )
    )
    headers = {"Authorization": f"Bearer {key}"}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://caseline.test", headers=headers) as client:

        async def put() -> httpx.Response:
            return await client.put("/v1/calls/1", json={"priority": 1, "updated_at": "2026-11-22T08:00:00Z"})

        own_postgres.stop()
        away = await put()
        assert not await relay.relay_once()
        own_postgres.start()
        answers = [await put(), await put()]
    assert away.status_code == 503
    assert away.headers["retry-after"]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert [len(answer.json()["events"]) for answer in answers] == [1, 0]
    assert await relay.relay_once()
    assert len(temporal.signals) == 1
    await database.dispose()
