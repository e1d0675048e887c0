"""An agency whose staff sign in through a provider that runs on a port of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from tests.api.staff.providers.ways import Newcomer, set_up
from tests.intake.fakes import StandingClock
from tests.openid_provider import OpenIdTestProvider, openid_provider
from tests.portal_fixtures import PUBLIC
from tests.read_once import trusted


@pytest.fixture
async def provider(deps: ApiDependencies, clock: StandingClock) -> AsyncIterator[OpenIdTestProvider]:
    """The provider of the agency."""
    async with openid_provider(clock) as found:
        await set_up(deps, found.issuer)
        yield found


@pytest.fixture
async def newcomer(app: FastAPI, deps: ApiDependencies, provider: OpenIdTestProvider) -> AsyncIterator[Newcomer]:
    """A member of staff who has not signed in yet."""
    del provider
    async with (
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=PUBLIC) as browser,
        httpx.AsyncClient(verify=trusted()) as outside,
    ):
        yield Newcomer(app=app, deps=deps, browser=browser, outside=outside)
