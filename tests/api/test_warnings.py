"""What could not be used is warned of at one place in every answer, with its place in what was sent."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api import examples

CALL = "/v1/calls/26-1"
PERSON = {"phone": "12", "language": "Klingon"}
SINGLE, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"


def an_event(event_id: str, **data: Any) -> dict[str, Any]:
    return {**examples.EVENTS["detective assigned"], "id": event_id, "subject": "26-1", "data": data}


GOOD, BAD = (
    an_event("1"),
    an_event("2", contacts=[{"ref": "b"}, {"ref": "c", **PERSON}], detective={"name": "Det. R", "email": "?"}),
)
BINARY = {
    "Content-Type": "application/json",
    **{f"ce-{name}": str(GOOD[name]) for name in ("specversion", "type", "source", "subject", "time")},
}
STATUS = {"status": "assigned", "detective": {"name": "Det. R", "phone": "12"}}

DOORS: list[tuple[str, str, Any, dict[str, str], list[str]]] = [
    ("PUT", CALL, {"contacts": [PERSON]}, {}, ["/contacts/0/phone", "/contacts/0/language"]),
    (
        "POST",
        "/v1/events",
        BAD,
        {"Content-Type": SINGLE},
        ["/data/contacts/1/phone", "/data/contacts/1/language", "/data/detective/email"],
    ),
    (
        "POST",
        "/v1/events",
        [GOOD, BAD],
        {"Content-Type": BATCH},
        ["/1/data/contacts/1/phone", "/1/data/contacts/1/language", "/1/data/detective/email"],
    ),
    ("POST", "/v1/events", {"contacts": [{"phone": "12"}]}, BINARY | {"ce-id": "3"}, ["/data/contacts/0/phone"]),
    ("POST", f"{CALL}/case-status", STATUS, {}, ["/detective/phone"]),
    ("POST", f"{CALL}/detective-messages", {"text": "Please call."}, {}, []),
]


@pytest.mark.parametrize(("method", "path", "body", "headers", "pointers"), DOORS)
async def test_every_door_warns_at_the_top_of_its_answer(
    client: httpx.AsyncClient, method: str, path: str, body: Any, headers: dict[str, str], pointers: list[str]
) -> None:
    await client.put(CALL, json=examples.SNAPSHOTS["received"])
    answer = await client.request(
        method, path, content=json.dumps(body), headers={"Content-Type": "application/json", **headers}
    )
    assert answer.status_code == 202, answer.text
    assert [warned["pointer"] for warned in answer.json()["warnings"]] == pointers
    assert all(warned.keys() == {"pointer", "detail"} for warned in answer.json()["warnings"])
    assert answer.text.count('"warnings"') == 1


async def test_a_repeat_is_warned_of_as_the_first_was(client: httpx.AsyncClient) -> None:
    first, again = [
        await client.post("/v1/events", content=json.dumps(BAD), headers={"Content-Type": SINGLE}) for _ in range(2)
    ]
    assert again.json()["events"][0]["repeated"] is True
    assert first.json()["warnings"] == again.json()["warnings"] != []


def test_every_answer_that_accepts_something_has_warnings_of_one_shape(app: FastAPI) -> None:
    document = app.openapi()
    schemas = document["components"]["schemas"]
    found = [
        answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for operations in document["paths"].values()
        for operation in operations.values()
        if (answer := operation["responses"].get("202"))
    ]
    assert len(found) >= 4
    assert [name for name, schema in schemas.items() if "warnings" in schema.get("properties", {})] == sorted(
        set(found)
    )
    for name in found:
        assert "warnings" in schemas[name]["required"]
        assert schemas[name]["properties"]["warnings"]["items"] == {"$ref": "#/components/schemas/Warned"}


async def test_a5_a6_every_kind_of_useless_address_is_warned_of(client: httpx.AsyncClient) -> None:
    people = [
        {"ref": "a", "phone": "999-999-9999", "email": "none@none.com"},
        {"ref": "b", "phone": "(971) 555-0125 x412", "email": "ana@example..org"},
        {"ref": "c", "phone": "(206) 555-0100"},
    ]
    answer = await client.put(CALL, json={"contacts": people})
    assert {warned["pointer"]: warned["detail"] for warned in answer.json()["warnings"]} == {
        "/contacts/0/phone": "is a placeholder and was not kept",
        "/contacts/0/email": "is a placeholder and was not kept",
        "/contacts/1/phone": "has an extension: it is kept for your staff, and no text goes to it",
        "/contacts/1/email": "is not an email address and was not kept",
        "/contacts/2/phone": "is your agency's own and was not kept",
    }
