"""Answers about calls are kept nowhere, and refused requests of machines are logged with where they came from (E10)."""

from __future__ import annotations

from typing import Any

import httpx
from fastapi import FastAPI

from tests.api.conftest import NewKey
from tests.own_logs import own_logs
from tests.portal_fixtures import HOME, ON_SQLITE, a_browser

pytestmark = ON_SQLITE

CALL = "/v1/calls/26-1"
HERE = "198.51.100.7"
PERSON = {"ref": "victim", "role": "victim", "name": "Ana Example", "phone": "+12065550123"}


async def test_e10_no_answer_of_the_api_may_be_kept(client: httpx.AsyncClient) -> None:
    body = {"updated_at": "2026-11-25T12:00:00Z", "contacts": [PERSON]}
    answers = [
        await client.put(CALL, json=body),
        await client.put(CALL, json={"priority": "x"}),
        await client.get(CALL),
        await client.get("/v1/calls/unknown"),
        await client.get("/v1/usage"),
        await client.get("/nowhere"),
        await client.get("/health/ready"),
        await client.get(CALL, headers={"Authorization": "Bearer wrong"}),
    ]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    assert "max-age" in (await client.get("/static/page.css")).headers["cache-control"]


async def refused_lines(app: FastAPI, *requests: tuple[str, str, dict[str, Any]]) -> list[Any]:
    with own_logs() as logs:
        async with a_browser(app, at=HERE) as stranger:
            for method, path, options in requests:
                await stranger.request(method, path, **options)
    return [line for line in logs if line["event"] == "request.refused"]


async def test_e10_a_refused_request_is_logged_with_its_source_and_nothing_of_its_content(
    app: FastAPI, new_key: NewKey
) -> None:
    reader = {"Authorization": f"Bearer {await new_key('calls:read')}"}
    writer = {"Authorization": f"Bearer {await new_key('calls:write')}"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    signed = {"Content-Type": "application/json"}
    lines = await refused_lines(
        app,
        ("GET", CALL, {}),
        ("GET", CALL, {"headers": {"Authorization": "Bearer Ana-Example"}}),
        ("PUT", CALL, {"headers": reader, "json": {}}),
        ("PUT", CALL, {"headers": writer, "json": {"Ana Example": 1, "priority": "x"}}),
        ("POST", "/webhooks/twilio/inbound", {"headers": form, "content": b"Body=Ana+Example&AccountSid=AC1"}),
        ("POST", "/webhooks/twilio/status", {"headers": form, "content": b"MessageSid=SM1"}),
        ("POST", "/webhooks/sendgrid/events", {"headers": signed, "content": b"[]"}),
    )
    assert [line["status"] for line in lines] == [401, 401, 403, 422, 403, 403, 403]
    assert {line["source"] for line in lines} == {HERE}
    assert {line["log_level"] for line in lines} == {"warning"}
    assert "Ana" not in repr(lines)
    assert lines[2]["key_id"]


async def test_what_is_answered_and_who_looks_at_a_page_is_logged_without_a_source(
    app: FastAPI, new_key: NewKey
) -> None:
    headers = {"Authorization": f"Bearer {await new_key()}"}
    with own_logs() as logs:
        async with a_browser(app, at=HERE) as visitor:
            await visitor.get("/v1/calls/unknown", headers=headers)
            for path in ("/p/unknown", HOME, "/s/unknown", "/u/unknown"):
                await visitor.get(path)
                await visitor.post(path, data={"csrf": "x"})
    assert HERE not in repr(logs)
