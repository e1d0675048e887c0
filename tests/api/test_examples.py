"""Every example of the document is sent as it stands, and naughty strings are sent everywhere."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from api import examples
from db.connection.session import Database
from db.contact_refs import stored_ref
from db.encryption.vault import Vault
from db.queries import contacts
from db.tables import Call, Person
from intake.calls.snapshots import Snapshot
from intake.refusals import Refused, read
from tests.shared_material import naughty_strings
from tests.thoroughness import on_the_stricter_database


def bodies(document: dict[str, Any]) -> list[tuple[str, str, str, str, Any]]:
    return [
        (method.upper(), path, media_type, name, example["value"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items()
        for name, example in content["examples"].items()
    ]


async def test_every_example_in_the_document_works_as_it_stands(app: FastAPI, client: httpx.AsyncClient) -> None:
    found = bodies(app.openapi())
    assert len(found) >= 10
    await client.put("/v1/calls/2026-000777", json=examples.SNAPSHOTS["received"])
    for method, path, media_type, name, value in reversed(found):
        url = path.replace("{call_number}", "2026-000777")
        answer = await client.request(method, url, content=json.dumps(value), headers={"Content-Type": media_type})
        assert answer.status_code == 202, (path, name, answer.text)


async def test_every_example_of_a_parameter_works_as_it_stands(app: FastAPI, client: httpx.AsyncClient) -> None:
    tried = 0
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            for parameter in operation.get("parameters", []):
                if parameter["in"] != "query":
                    continue
                for example in parameter["schema"].get("examples", []):
                    params = {parameter["name"]: example}
                    answer = await client.request(method, path, params=params)
                    assert answer.status_code == 200, (path, answer.text)
                    tried += 1
    assert tried


def test_every_operation_with_a_body_has_examples_and_describes_its_errors(app: FastAPI) -> None:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], path
            if path.startswith("/v1"):
                assert {"401", "403", "503"} <= operation["responses"].keys(), path
                assert operation["security"], path
            if method in ("put", "post"):
                content = operation["requestBody"]["content"]
                assert all(described["examples"] for described in content.values()), path


FIELDS = ("incident_type", "beat", "case_number", "merged_into", "disposition", "priority", "arrived_at", "updated_at")
PERSON = ("ref", "role", "name", "phone", "email", "language")


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    return [*naughty_strings(), "\x00", "a\x00b", "\ud800", "\u202e", "\uffff", "x" * 5000]


@on_the_stricter_database
async def test_naughty_strings_are_taken_or_refused_and_break_nothing(
    client: httpx.AsyncClient, naughty: list[str]
) -> None:
    for number, text in enumerate(naughty):
        snapshot: dict[str, Any] = {FIELDS[number % len(FIELDS)]: text}
        snapshot["contacts"] = [{PERSON[number % len(PERSON)]: text}, {"ref": "b", "name": text}]
        put = await client.put("/v1/calls/26-1", content=json.dumps(snapshot), headers=JSON)
        event = {**examples.EVENTS["officer arrived"], "id": text, "source": text, "data": {"by": text, text: 1}}
        posted = await client.post("/v1/events", content=json.dumps(event), headers={"Content-Type": SINGLE})
        assert put.status_code in (202, 400, 422), text
        assert posted.status_code in (400, 422), text


@on_the_stricter_database
async def test_naughty_names_come_out_of_the_database_as_they_went_in(
    client: httpx.AsyncClient, naughty: list[str], database: Database, vault: Vault
) -> None:
    people = [{"ref": f"p{number}", "name": text} for number, text in enumerate(naughty)]
    fit = [person for person in people if is_fit(person)]
    for start in range(0, len(fit), 50):
        body = json.dumps({"contacts": fit[start : start + 50]})
        assert (await client.put("/v1/calls/26-2", content=body, headers=JSON)).status_code == 202
    async with database.reading() as session:
        kept = (await session.scalars(select(Person))).all()
        call = await session.get_one(Call, kept[0].call_id)
    names = {person.ref: vault.open_if_any(person.name_sealed, context=contacts.NAME, row=person.id) for person in kept}
    assert names == {stored_ref(vault, call, person["ref"]): person["name"] for person in fit}
    assert len(fit) > len(naughty) / 2


def is_fit(person: dict[str, str]) -> bool:
    try:
        read(Snapshot, json.dumps({"contacts": [person]}))
    except Refused:
        return False
    return True


@on_the_stricter_database
async def test_naughty_paths_break_nothing(client: httpx.AsyncClient, naughty: list[str]) -> None:
    for text in naughty:
        part = quote(text.encode("utf-8", "replace")[:200], safe="")
        for prefix in ("/v1/calls/", "/s/"):
            assert (await client.get(f"{prefix}{part}")).status_code < 500, text


JSON = {"Content-Type": "application/json"}
SINGLE = "application/cloudevents+json"
