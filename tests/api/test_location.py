"""A location over HTTP: taken in at both doors, refused or left out in words, and never said back."""

from __future__ import annotations

import json
from typing import Any

import httpx
from fastapi import FastAPI

from api import examples
from db.connection.session import Database
from tests.db.everything import places_of
from tests.intake.calls.test_location import CELL, DIGITS, GARBAGE, HERE
from tests.own_logs import own_logs

CALL = "/v1/calls/26-1"
SINGLE = {"Content-Type": "application/cloudevents+json"}
EVERY = (*DIGITS, CELL, "47.6", "122.3")


def an_event(event_id: str, **changes: Any) -> dict[str, Any]:
    return {
        **examples.EVENTS["detective assigned"],
        "id": event_id,
        "type": "call.updated",
        "subject": "26-1",
    } | changes


async def test_both_doors_take_it_and_no_answer_has_it(client: httpx.AsyncClient, database: Database) -> None:
    answers = [
        await client.put(CALL, json={**examples.SNAPSHOTS["received"], "location": HERE}),
        await client.post("/v1/events", content=json.dumps(an_event("1", data={"location": HERE})), headers=SINGLE),
        await client.get(CALL),
    ]
    assert [answer.status_code for answer in answers] == [202, 202, 200]
    assert [answer.json()["warnings"] for answer in answers[:2]] == [[], []]
    assert not any(each in answer.text for answer in answers for each in EVERY)
    assert await places_of(database, CELL) == {"calls.cell"}
    assert await places_of(database, *DIGITS) == set()


async def test_no_garbage_is_said_back_stored_or_logged(client: httpx.AsyncClient, database: Database) -> None:
    with own_logs() as logs:
        for n, sent in enumerate(GARBAGE):
            put = await client.put(
                CALL, content=json.dumps({"location": sent}), headers={"Content-Type": "application/json"}
            )
            assert [warned["pointer"] for warned in put.json()["warnings"]] == ["/location"]
            event = an_event(str(n), data={"location": sent})
            posted = await client.post("/v1/events", content=json.dumps(event), headers=SINGLE)
            assert posted.status_code in (202, 400)  # NaN is no JSON where CloudEvents are read
            assert not any(digits in put.text + posted.text for digits in DIGITS)
    assert not any(digits in repr(logs) for digits in DIGITS)
    assert await places_of(database, *DIGITS) == set()


OTHER_FIELDS = [
    {"lat": 47.613371, "lon": -122.342904},
    {"47.613371,-122.342904": True},
    {"contacts": [{"ref": "a", "latitude": 47.613371}]},
    {"contacts": [{"ref": "a", "safe_sms": 47.613371}]},
    {"officer_initiated": "47.613371"},
    {"unset": ["47.613371"]},
    {"detective": {"name": 47.613371}},
    {"merged_into": 47.613371},
    47.613371,
    [HERE],
]


async def test_a_point_where_none_belongs_is_refused_without_a_word_of_it(client: httpx.AsyncClient) -> None:
    for data in OTHER_FIELDS:
        body = {**data, "location": HERE} if isinstance(data, dict) else data
        put = await client.put(CALL, json=body)
        posted = await client.post("/v1/events", content=json.dumps(an_event("1", data=body)), headers=SINGLE)
        assert 422 in (put.status_code, posted.status_code), data
        assert not any(digits in put.text + posted.text for digits in DIGITS)


async def test_nor_does_an_attribute_of_an_event_say_it_back(client: httpx.AsyncClient) -> None:
    for name in ("time", "type", "specversion", "subject", "source", "id", "data_base64", "extension"):
        for value in (HERE, [47.613371], 47.613371):
            event = an_event("1", **{name: value})
            answer = await client.post("/v1/events", content=json.dumps(event), headers=SINGLE)
            assert answer.status_code == 422, (name, value)
            assert not any(digits in answer.text for digits in DIGITS)


def test_the_document_shows_the_point_that_is_sent_and_says_what_is_kept(app: FastAPI) -> None:
    schemas = app.openapi()["components"]["schemas"]
    for name in ("Snapshot", "EventData"):
        described = schemas[name]["properties"]["location"]
        assert described["examples"] == [{"latitude": 47.6, "longitude": -122.3}]
        assert "resolution 10" in described["description"]
        assert 'Must be {"latitude": ..., "longitude": ...}, two numbers in degrees' in described["description"]
    assert "location" not in schemas["CaseStatusIn"]["properties"]


async def test_the_status_of_a_case_has_no_place(client: httpx.AsyncClient) -> None:
    for sent in (HERE, [47.613371]):
        answer = await client.post(f"{CALL}/case-status", json={"status": "assigned", "location": sent})
        assert answer.json()["errors"] == [{"pointer": "/location", "detail": "is not a field Caseline knows"}]
