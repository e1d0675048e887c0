"""HEAD is answered as GET, without a body, and changes nothing: scanners ask so before a person follows a link (D6)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import text
from sqlmodel import SQLModel

from api.dependencies import ApiDependencies
from api.server import server
from db.connection.session import Database
from domain.messages import Purpose
from messaging.links import Mailing, unsubscribe_path
from tests.api.portal.casework import Casework
from tests.api.surveys import PAGE, invite
from tests.intake.fakes import StandingClock
from tests.listening import a_place, address_of
from tests.own_logs import own_logs
from tests.patience import until
from tests.portal_fixtures import HOME, ON_SQLITE, ORI, a_link, sign_in

LINK = "a-link-that-only-one-message-has"

pytestmark = ON_SQLITE


async def everything(database: Database) -> dict[str, list[Any]]:
    """All rows of all tables."""
    async with database.reading() as session:
        return {
            name: sorted(repr(row) for row in await session.execute(text(f'SELECT * FROM "{name}"')))  # noqa: S608
            for name in SQLModel.metadata.tables
            if name != "write_probes"  # readiness writes one, by HEAD or GET
        }


def of_browser(answer: httpx.Response) -> dict[str, str]:
    """Headers but those that change what a browser keeps."""
    return {name: value for name, value in answer.headers.items() if name not in {"set-cookie", "clear-site-data"}}


async def paths(app: FastAPI) -> list[str]:
    """Every address that answers GET, with what there is in place of its parameters; those of links too."""
    deps: ApiDependencies = app.state.dependencies
    work = Casework(app)
    await a_link(deps.database, deps.vault, now=deps.clock(), token=LINK)
    call_id = (await work.call()).id
    async with deps.database.transaction() as session:
        mailing = Mailing(ori=ORI, address_hash="x", purpose=Purpose.UPDATES, language="en")
        stop = await unsubscribe_path(session, deps.vault, mailing, now=deps.clock())
    await invite(deps.database, deps.vault)
    filled = {"ori": ORI, "call_number": "26-1", "call_id": call_id, "rest:path": f"{ORI}/nothing", "token": LINK}
    routes = [
        str(route.path).replace("call_number:path", "call_number")
        for route in iter_route_contexts(app.routes)
        if "GET" in (route.methods or ())
    ]
    found = [path.format_map(_Known(filled)) for path in routes if "rest:path" not in path]
    return [*found, f"{HOME}/nothing/there", stop or "", PAGE, "/s/unknown", "/p/unknown", "/u/unknown"]


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "unknown"


async def test_d6_head_is_get_without_a_body_on_every_address_and_changes_nothing(
    victim: httpx.AsyncClient, app: FastAPI, database: Database, clock: StandingClock
) -> None:
    for path in await paths(app):
        clock.pass_(timedelta(seconds=1))
        before = await everything(database)
        head = await victim.head(path)
        assert await everything(database) == before, path
        assert head.content == b""
        assert "set-cookie" not in head.headers
        get = await victim.get(path)
        assert get.status_code == head.status_code, path
        if "/health/" not in path:
            assert len(get.content) == int(head.headers.get("content-length", "0")), path
            assert of_browser(get) == of_browser(head), path
        await sign_in(victim, app, token=f"after-{path}")


async def test_d6_head_neither_ends_a_visit_nor_keeps_it_open(
    victim: httpx.AsyncClient, app: FastAPI, clock: StandingClock
) -> None:
    for _ in range(3):
        clock.pass_(timedelta(minutes=9))
        assert (await victim.head("/portal/leave")).status_code == 303
        assert (await victim.head(f"{HOME}/cases")).status_code in {200, 303}
    assert (await victim.get(f"{HOME}/cases")).headers.get("location") != HOME
    clock.pass_(timedelta(minutes=20))
    assert (await victim.head(f"{HOME}/cases")).headers.get("location") != HOME
    clock.pass_(timedelta(minutes=20))
    assert (await victim.head(f"{HOME}/cases")).headers["location"] == HOME
    del app


async def test_head_where_nothing_is_to_be_had_is_refused_as_get_is(anonymous: httpx.AsyncClient) -> None:
    refused = await anonymous.head("/webhooks/twilio/status")
    assert (refused.status_code, refused.headers["allow"], refused.content) == (405, "POST", b"")
    assert (await anonymous.head("/v1/calls/26-1")).status_code == 401
    assert (await anonymous.head("/nowhere")).status_code == 404


async def test_the_log_says_that_it_was_a_head(anonymous: httpx.AsyncClient) -> None:
    with own_logs() as logs:
        await anonymous.head("/p/unknown")
    (line,) = [line for line in logs if line["event"] == "request.served"]
    assert (line["method"], line["route"], line["status"]) == ("HEAD", "/p/{token}", 404)


@pytest.mark.parametrize("path", ["/health/live", "/p/unknown", "/static/page.css", "/portal/leave"])
async def test_d6_head_over_a_real_connection_is_answered_and_the_next_request_too(app: FastAPI, path: str) -> None:
    place = a_place()
    serving = server(app, host="127.0.0.1", port=0)
    task = asyncio.create_task(serving._serve(sockets=[place]))
    await until(lambda: serving.started)
    try:
        async with httpx.AsyncClient(base_url=address_of(place)) as client:
            for _ in range(2):
                head = await client.head(path)
                get = await client.get(path)
                assert (head.status_code, head.content) == (get.status_code, b"")
                assert head.headers.get("content-length") == get.headers.get("content-length")
    finally:
        serving.should_exit = True
        await task
