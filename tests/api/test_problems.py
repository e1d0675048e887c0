"""Errors: problem details without a word of what was sent, and limits that hold."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api import calls
from api.body_limit import LARGEST_BODY
from api.cloud_events import BATCH
from db.connection.session import Database, DatabaseUnavailable
from tests.api.conftest import ORI
from tests.own_logs import own_logs

CALL = "/v1/calls/26-1"


def is_problem(answer: httpx.Response, status: int) -> bool:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    return bool(body["status"] == status and body["title"] and body["type"].startswith("urn:caseline:problem:"))


async def test_a_database_that_was_not_upgraded_is_said_to_those_who_can_upgrade_it(
    client: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE calls DROP COLUMN call_taker"))
    with own_logs() as logs:
        answer = await client.put(CALL, json={"priority": 1})
    assert is_problem(answer, 503)
    assert answer.headers["retry-after"]
    assert "call_taker" not in answer.text
    (said,) = [line for line in logs if line["event"] == "database.outdated"]
    assert "call_taker" in said["reason"]
    assert said["advice"] == "caseline db upgrade"


async def test_what_does_not_exist_is_a_problem(client: httpx.AsyncClient) -> None:
    assert is_problem(await client.get("/nowhere"), 404)
    assert is_problem(await client.get(CALL), 404)
    refused = await client.patch(CALL, json={})
    assert is_problem(refused, 405)
    assert refused.headers["allow"] == "GET, HEAD, PUT"


async def test_a_body_of_another_kind_is_a_problem(client: httpx.AsyncClient) -> None:
    assert is_problem(await client.put(CALL, content=b"{}", headers={"Content-Type": "text/plain"}), 415)


async def test_invalid_json_and_invalid_fields_are_told_apart(client: httpx.AsyncClient) -> None:
    json = {"Content-Type": "application/json; charset=utf-8"}
    assert is_problem(await client.put(CALL, content=b'{"priority": ', headers=json), 400)
    answer = await client.put(CALL, json={"officer_initiated": "Ana Example", "arrived_at": "soon", "Ana/~": 1})
    assert is_problem(answer, 422)
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/officer_initiated", "/arrived_at", "/Ana~1~0"]
    assert "Ana Example" not in answer.text


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b'\xef\xbb\xbf{"priority": 1}', 202, ""),
        (
            '{"beat": "Zo\u00eb"}'.encode("latin-1"),
            400,
            "not in UTF-8 but seems to be in Latin-1 or Windows-1252 (byte 13)",
        ),
        ('{"beat": "C2"}'.encode("utf-16"), 400, "in UTF-16 or UTF-32: send UTF-8"),
        ('{"beat": "C2"}'.encode("utf-16-le"), 400, "in UTF-16 or UTF-32: send UTF-8"),
        ('{"beat": "C2"}'.encode("utf-32-be"), 400, "in UTF-16 or UTF-32: send UTF-8"),
        (b'{"beat": ', 400, "is not valid JSON"),
    ],
)
async def test_a_body_in_another_encoding_is_told_which(
    client: httpx.AsyncClient, body: bytes, status: int, says: str
) -> None:
    answer = await client.put(CALL, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert says in answer.text
    if status == 400:
        answer = await client.post("/v1/events", content=body, headers={"Content-Type": BATCH})
        assert (answer.status_code, says in answer.text) == (400, True)


async def test_a_body_that_says_it_is_too_large_is_not_read(client: httpx.AsyncClient) -> None:
    assert is_problem(await client.put(CALL, content=b" " * (LARGEST_BODY + 1)), 413)


async def test_a_body_that_turns_out_too_large_is_not_read_to_its_end(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100 * LARGEST_BODY:
            sent += 65536
            yield b" " * 65536

    for method, path in (("PUT", CALL), ("POST", "/v1/events"), ("POST", "/s/token")):
        sent = 0
        types = {"/v1/events": "application/cloudevents+json", "/s/token": "application/x-www-form-urlencoded"}
        headers = {"Content-Type": types.get(path, "application/json")}
        assert is_problem(await client.request(method, path, content=endless(), headers=headers), 413)
        assert sent <= LARGEST_BODY + 3 * 65536


async def test_without_its_database_the_api_says_that_it_may_be_repeated(
    client: httpx.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **kwargs: Any) -> Any:
        raise DatabaseUnavailable("secret host")

    monkeypatch.setattr(database, "reading", away)
    answer = await client.put(CALL, json={"priority": 1})
    assert is_problem(answer, 503)
    assert int(answer.headers["retry-after"]) > 0
    assert "secret" not in answer.text


async def test_an_unforeseen_error_says_nothing_to_the_caller_and_no_person_to_the_log(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("Ana Example +12065550123")

    monkeypatch.setattr(calls, "accept_snapshot", broken)
    with own_logs() as logged:
        answer = await client.put(CALL, json={"priority": 1})
    assert is_problem(answer, 500)
    assert "Ana" not in answer.text + str(logged)
    assert [line["event"] for line in logged] == ["request.failed", "request.served"]
    assert logged[0]["error"] == "RuntimeError"
    assert logged[0]["where"].startswith("test_problems.py:")


async def test_the_access_log_says_who_asked_for_what_by_ids(client: httpx.AsyncClient) -> None:
    with own_logs() as logged:
        await client.put(CALL, json={"contacts": [{"name": "Ana", "phone": "+12065550123"}]})
    [line] = logged
    assert (line["event"], line["status"], line["route"]) == ("request.served", 202, "/v1/calls/{call_number}")
    assert (line["agency"], line["call_number"]) == (ORI, "26-1")
    assert "Ana" not in str(line)


async def test_the_plain_documentation_is_one_page_without_scripts(anonymous: httpx.AsyncClient, app: FastAPI) -> None:
    page = await anonymous.get("/docs/plain")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "://cdn" not in page.text
    for path in app.openapi()["paths"]:
        assert path in page.text
    assert (await anonymous.get("/openapi.json")).json()["openapi"].startswith("3.1")


async def test_who_tries_an_example_gets_times_of_today_none_of_them_in_the_future(
    anonymous: httpx.AsyncClient,
) -> None:
    """An example typed as it stands shows a text: old news would not be sent."""
    before = datetime.now(UTC)
    document = (await anonymous.get("/openapi.json")).json()
    body = document["paths"]["/v1/calls/{call_number}"]["put"]["requestBody"]["content"]["application/json"]
    shown = {name: each["value"] for name, each in body["examples"].items()}
    received_at = datetime.fromisoformat(shown["received"]["received_at"])
    assert before - timedelta(seconds=20) < received_at <= datetime.now(UTC)
    times = [value for each in shown.values() for name, value in each.items() if name.endswith("_at") and value]
    assert all(datetime.fromisoformat(value) <= datetime.now(UTC) for value in times)
