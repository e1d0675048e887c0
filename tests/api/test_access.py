"""Every route declares who may ask; keys open what they should and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from sqlmodel import select

from api.access import Requires, public
from api.pages.portal.signed_in import signed_in
from api.pages.staff.signed_in import Needs
from api.webhooks.sendgrid_signed import signed_by_sendgrid
from api.webhooks.twilio_signed import signed_by_twilio
from db.connection.session import Database
from db.queries import api_keys
from db.tables import ApiKey
from tests.api.conftest import NewKey
from tests.intake.fakes import StandingClock
from tests.statements import statements_of

PUBLIC = {
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/openapi.json"),
    ("GET", "/docs"),
    ("GET", "/docs/plain"),
    ("GET", "/docs/{name}"),
    ("GET", "/static/page.css"),
    ("GET", "/static/color-{color}.css"),
    ("GET", "/seals/{seal}"),
    ("GET", "/s/{token}"),
    ("POST", "/s/{token}"),
    ("POST", "/webhooks/twilio/status"),
    ("POST", "/webhooks/twilio/inbound"),
    ("POST", "/webhooks/sendgrid/events"),
    ("GET", "/u/{token}"),
    ("POST", "/u/{token}"),
    ("GET", "/p/{token}"),
    ("POST", "/p/{token}"),
    ("GET", "/portal"),
    ("GET", "/portal/{ori}"),
    ("POST", "/portal/{ori}"),
    ("GET", "/portal/{ori}/code"),
    ("POST", "/portal/{ori}/code"),
    ("POST", "/portal/{ori}/language"),
    ("GET", "/portal/leave"),
    ("GET", "/portal/{rest:path}"),
    ("GET", "/static/staff.css"),
    ("GET", "/static/staff.js"),
    ("GET", "/staff/{ori}/sign-in"),
    ("GET", "/static/passkey.js"),
    ("POST", "/staff/{ori}/sign-in"),
    ("POST", "/staff/{ori}/passkey"),
    ("POST", "/staff/{ori}/passkey/challenge"),
    ("GET", "/staff/{ori}/welcome/{token}"),
    ("GET", "/staff/{ori}/welcome/{token}/password"),
    ("POST", "/staff/{ori}/welcome/{token}/password"),
    ("POST", "/staff/{ori}/welcome/{token}/challenge"),
    ("POST", "/staff/{ori}/welcome/{token}/passkey"),
    ("GET", "/staff/{ori}/locked"),
    ("GET", "/staff/{ori}/demonstration/{token}"),
    ("POST", "/staff/{ori}/demonstration/{token}"),
    ("GET", "/staff/{ori}/provider/start"),
    ("GET", "/staff/{ori}/provider/return"),
    ("POST", "/staff/{ori}/provider/sign-out"),
    ("GET", "/staff"),
}
"""What needs neither a key, nor a visit to the portal, nor a session of staff."""


def declared(dependant: Dependant) -> Iterator[object]:
    for part in dependant.dependencies:
        yield part.call
        yield from declared(part)


def test_every_route_declares_who_may_ask(app: FastAPI) -> None:
    open_to_all: set[tuple[str, str | None]] = set()
    for route in iter_route_contexts(app.routes):
        calls = list(declared(route.dependant))
        guarded = any(isinstance(call, Requires | Needs) or call is signed_in for call in calls)
        assert guarded or public in calls, f"{route.path} declares nothing"
        if not guarded:
            open_to_all |= {(method, route.path) for method in route.methods or ()}
    assert open_to_all == PUBLIC


def test_every_webhook_is_signed(app: FastAPI) -> None:
    signatures = {"/webhooks/twilio/": signed_by_twilio, "/webhooks/sendgrid/": signed_by_sendgrid}
    hooks = [route for route in iter_route_contexts(app.routes) if str(route.path).startswith("/webhooks/")]
    assert hooks
    for route in hooks:
        [wanted] = [signed for start, signed in signatures.items() if str(route.path).startswith(start)]
        assert wanted in declared(route.dependant), route.path


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic Y2s6", "Bearer ck_unknown", "ck_x"])
async def test_without_a_key_that_opens_there_is_no_answer(
    anonymous: httpx.AsyncClient, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    for method, path in (("GET", "/v1/calls/1"), ("PUT", "/v1/calls/1"), ("POST", "/v1/events")):
        answer = await anonymous.request(method, path, headers=headers, content=b"not even JSON")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("scope", "opens"),
    [
        ("calls:read", "GET /v1/calls/1"),
        ("calls:write", "PUT /v1/calls/1"),
        ("case:write", "POST /v1/calls/1/case-status"),
        ("usage:read", "GET /v1/usage"),
        ("surveys:read", "GET /v1/surveys/results"),
        ("replay", "nothing"),
    ],
)
async def test_a_key_opens_what_its_scopes_say(
    anonymous: httpx.AsyncClient, new_key: NewKey, scope: str, opens: str
) -> None:
    anonymous.headers["Authorization"] = f"Bearer {await new_key(scope)}"
    doors = ("GET /v1/calls/1", "PUT /v1/calls/1", "POST /v1/calls/1/case-status")
    for door in (*doors, "GET /v1/usage", "GET /v1/surveys/results"):
        answer = await anonymous.request(*door.split(), json={})
        assert (answer.status_code == 403) is (door != opens), (door, answer.text)
        if answer.status_code == 403:
            assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]


async def test_a_revoked_key_opens_nothing_a_second_later(
    client: httpx.AsyncClient, database: Database, clock: StandingClock
) -> None:
    assert (await client.get("/v1/calls/1")).status_code == 404
    async with database.transaction() as session:
        [key] = (await session.scalars(select(ApiKey))).all()
        await api_keys.revoke(session, key.id, now=datetime(2026, 11, 25, tzinfo=UTC))
    clock.pass_(timedelta(seconds=1))
    assert (await client.get("/v1/calls/1")).status_code == 401


async def test_a_key_is_looked_for_once_a_second(
    client: httpx.AsyncClient, database: Database, clock: StandingClock
) -> None:
    with statements_of(database) as asked:
        for _ in range(3):
            await client.get("/v1/calls/1")
        clock.pass_(timedelta(seconds=1))
        await client.get("/v1/calls/1")
    assert sum("FROM api_keys" in statement for statement in asked) == 2
