"""The API before a fresh database of each kind, with keys to open it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from api.main import create_app
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, api_keys
from db.tables import ApiKey
from domain.usage import Prices
from intake.relay.relay import Relay
from portal.code_sender import CodeSender
from tests.database import an_agency
from tests.intake.fakes import POLICY, FakeTemporal, StandingClock
from tests.read_once import catalogs, question_sets, staff_catalogs

PRICES = Prices(sms_per_segment=Decimal("0.0109"), email=Decimal("0.0006"))
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ORI = "WASPD0000"
OTHER_ORI = "WAOTH0000"
ALL_SCOPES = "calls:write calls:read case:write usage:read surveys:read"


@pytest.fixture
def clock() -> StandingClock:
    """The API's clock."""
    return StandingClock(NOW)


@pytest.fixture
def app(database: Database, vault: Vault, relay: Relay, temporal: FakeTemporal, clock: StandingClock) -> FastAPI:
    """The application."""
    return create_app(
        ApiDependencies(
            database=database,
            vault=vault,
            relay=relay,
            code_sender=CodeSender(database, vault, planned=relay.wake, clock=clock),
            temporal=temporal.client,
            clock=clock,
            catalogs=catalogs(),
            staff_catalogs=staff_catalogs(),
            question_sets=question_sets(),
            base_url="https://caseline.example.org",
            prices=PRICES,
        )
    )


NewKey = Callable[..., Awaitable[str]]


@pytest.fixture
async def new_key(database: Database) -> NewKey:
    """Makes a key of an agency."""

    async def make(scopes: str = ALL_SCOPES, *, ori: str = ORI) -> str:
        key = api_keys.new_key()
        async with database.transaction() as session:
            await agencies.add(session, an_agency(ori, policy=POLICY))
            session.add(ApiKey(ori=ori, label="test", key_hash=api_keys.hash_key(key), scopes=scopes, created_at=NOW))
        return key

    return make


@pytest.fixture
async def anonymous(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a key."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://caseline.test") as client:
        yield client


@pytest.fixture
async def client(anonymous: httpx.AsyncClient, new_key: NewKey) -> httpx.AsyncClient:
    """The agency's system, which may do everything but replay."""
    anonymous.headers["Authorization"] = f"Bearer {await new_key()}"
    return anonymous
