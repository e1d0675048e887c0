"""CloudEvents at the door: three modes, all or nothing, and refusals that name the field."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent

from api import examples
from intake.relay.relay import Relay

SINGLE = {"Content-Type": "application/cloudevents+json"}
BATCH = {"Content-Type": "application/cloudevents-batch+json"}


def an_event(**attributes: Any) -> dict[str, Any]:
    return {**examples.EVENTS["officer arrived"], **attributes}


async def post(client: httpx.AsyncClient, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
    return await client.post("/v1/events", content=json.dumps(body), headers=headers or SINGLE)


def pointers(answer: httpx.Response) -> list[str]:
    return [error["pointer"] for error in answer.json()["errors"]]


async def test_the_library_of_the_cncf_is_understood_in_both_modes(client: httpx.AsyncClient) -> None:
    attributes = {"type": "call.updated", "source": "https://cad.example.org", "subject": "26-1"}
    for number, write in enumerate((to_structured_event, to_binary_event)):
        event = CloudEvent({**attributes, "id": str(number)}, {"priority": 2, "beat": "C2"})
        message = write(event)
        answer = await client.post("/v1/events", content=message.body, headers=message.headers)
        assert answer.status_code == 202, answer.text


async def test_a_batch_is_stored_in_order(client: httpx.AsyncClient) -> None:
    answer = await post(client, examples.BATCHES["two events"], BATCH)
    assert [event["type"] for event in answer.json()["events"]] == ["call.received", "unit.arrived"]


async def test_an_empty_batch_is_a_batch(client: httpx.AsyncClient) -> None:
    answer = await post(client, [], BATCH)
    assert (answer.status_code, answer.json()) == (202, {"events": [], "warnings": []})


async def test_a_batch_with_one_malformed_event_stores_nothing_and_names_it(
    client: httpx.AsyncClient, relay: Relay
) -> None:
    bad = [an_event(id="1"), an_event(id="2", data={"officer_initiated": "high"}), an_event(id="3", time="yesterday")]
    answer = await post(client, bad, BATCH)
    assert answer.status_code == 422
    assert pointers(answer) == ["/1/data/officer_initiated", "/2/time"]
    assert "high" not in answer.text
    assert (await relay.lag()).waiting == 0


@pytest.mark.parametrize("name", ["id", "source", "time", "subject", "type", "specversion"])
async def test_every_attribute_we_rely_on_must_be_there(client: httpx.AsyncClient, name: str) -> None:
    event = an_event()
    del event[name]
    answer = await post(client, event)
    assert (answer.status_code, pointers(answer)) == (422, [f"/{name}"])


async def test_a_time_without_a_zone_is_refused(client: httpx.AsyncClient) -> None:
    answer = await post(client, an_event(time="2026-11-22T08:30:00"))
    assert (answer.status_code, pointers(answer)) == (422, ["/time"])


async def test_a_binary_event_without_an_id_is_refused(client: httpx.AsyncClient) -> None:
    headers = {
        "ce-specversion": "1.0",
        "ce-type": "unit.arrived",
        "ce-source": "cad",
        "ce-subject": "26-1",
        "ce-time": "2026-11-22T08:30:00Z",
        "Content-Type": "application/json",
    }
    answer = await client.post("/v1/events", content=b"{}", headers=headers)
    assert (answer.status_code, pointers(answer)) == (422, ["/id"])


async def test_an_unknown_field_is_refused_by_name(client: httpx.AsyncClient) -> None:
    answer = await post(client, an_event(data={"prioritty": 2, "contacts": [{"fone": "+12065550123"}]}))
    assert (answer.status_code, pointers(answer)) == (422, ["/data/contacts/0/fone", "/data/prioritty"])
    assert "2065550123" not in answer.text


@pytest.mark.parametrize(
    "name", ["ncic_number", "NIC", "fbi_no", "FBINumber", "ccic_id", "sid", "state_id", "rapSheet"]
)
async def test_criminal_justice_identifiers_are_refused_with_the_rule(client: httpx.AsyncClient, name: str) -> None:
    answer = await post(client, an_event(data={"contacts": [{name: "12345678"}]}))
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["pointer"] == f"/data/contacts/0/{name}"
    assert "must not be sent" in error["detail"]


async def test_criminal_justice_identifiers_are_refused_as_extensions_too(client: httpx.AsyncClient) -> None:
    answer = await post(client, an_event(ncicnumber="12345678"))
    assert (answer.status_code, pointers(answer)) == (422, ["/ncicnumber"])


async def test_extension_attributes_are_let_through_and_do_not_count_as_content(client: httpx.AsyncClient) -> None:
    await post(client, an_event(traceparent="00-a-b-01"))
    answer = await post(client, an_event(traceparent="00-c-d-01"))
    assert answer.json()["events"][0]["repeated"] is True


async def test_other_content_under_the_same_id_is_a_conflict_that_names_the_event(client: httpx.AsyncClient) -> None:
    await post(client, an_event())
    answer = await post(client, [an_event(id="new"), an_event(data={"unit": "9Z99"})], BATCH)
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["index"] == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"a": NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400),
        (b"\xff\xfe", 400),
        (b'"\\ud800"', 400),
        (b"null", 422),
        (b"[]", 422),
        (b'{"id": 1e400}', 422),
    ],
)
async def test_what_is_no_event_is_refused(client: httpx.AsyncClient, body: bytes, status: int) -> None:
    answer = await client.post("/v1/events", content=body, headers=SINGLE)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", ""])
async def test_another_media_type_is_refused(client: httpx.AsyncClient, media_type: str) -> None:
    answer = await client.post("/v1/events", content=b"{}", headers={"Content-Type": media_type})
    assert answer.status_code == 415


async def test_data_may_come_in_base64(client: httpx.AsyncClient) -> None:
    event = an_event(data_base64="eyJ1bml0IjogIjJBNDEifQ==")
    del event["data"]
    assert (await post(client, event)).status_code == 202
    assert pointers(await post(client, event | {"id": "b", "data_base64": "?"})) == ["/data_base64"]
    assert pointers(await post(client, event | {"id": "c", "data_base64": "bm8="})) == ["/data_base64"]


async def test_data_of_another_kind_are_refused(client: httpx.AsyncClient) -> None:
    answer = await post(client, an_event(datacontenttype="text/xml", data="<a/>"))
    assert pointers(answer) == ["/datacontenttype"]
