"""A repeat stays a repeat, and every link of an email works, after the hash key was replaced."""

from __future__ import annotations

import re

import httpx
import pytest

from api import examples
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import agencies, consents
from db.queries.hash_lookup import email_hash_of
from domain.messages import Purpose
from messaging.links import Mailing, unsubscribe_path
from tests.api.conftest import NOW, ORI
from tests.api.test_calls import put, types
from tests.api.test_events import an_event, post
from tests.database import an_agency
from tests.new_hash_key import replaced


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind will do: these tests are about what is compared."""
    return sqlite_database


async def test_the_same_snapshot_again_changes_nothing(
    client: httpx.AsyncClient, database: Database, key_ring: KeyRing
) -> None:
    first = await put(client, **examples.SNAPSHOTS["received"])
    await replaced(database, key_ring)
    assert (types(first), types(await put(client, **examples.SNAPSHOTS["received"]))) == (["call.received"], [])


async def test_the_same_event_again_is_a_repeat_and_another_a_conflict(
    client: httpx.AsyncClient, database: Database, key_ring: KeyRing
) -> None:
    first = await post(client, an_event())
    await replaced(database, key_ring)
    again, other = await post(client, an_event()), await post(client, an_event(subject="26-2"))
    repeated = [answer.json()["events"][0]["repeated"] for answer in (first, again)]
    assert (repeated, other.status_code) == ([False, True], 409)


async def test_a_detectives_message_that_is_repeated_is_one(
    client: httpx.AsyncClient, database: Database, key_ring: KeyRing
) -> None:
    await put(client, contacts=[{"ref": "p1", "role": "victim", "phone": "+12065550123"}])
    message = {"id": "m1", "text": "We found your bicycle."}
    first = await client.post("/v1/calls/26-1/detective-messages", json=message)
    await replaced(database, key_ring)
    again = await client.post("/v1/calls/26-1/detective-messages", json=message)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == first.json() | {"repeated": True}
    other = await client.post("/v1/calls/26-1/detective-messages", json=message | {"text": "We did not."})
    assert other.status_code == 409


async def test_links_that_stop_emails_work_whichever_key_made_them(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault, key_ring: KeyRing
) -> None:
    async def link() -> str:
        async with database.transaction() as session:
            hash_ = await email_hash_of(session, vault, "ana@example.org")
            mailing = Mailing(ori=ORI, address_hash=hash_, purpose=Purpose.UPDATES, language="en")
            path = await unsubscribe_path(session, vault, mailing, now=NOW)
            assert path is not None
            return path

    async def is_stopped() -> bool:
        async with database.reading() as session:
            said = await consents.current(session, ORI, await email_hash_of(session, vault, "ana@example.org"))
            return not said.get("updates", True)

    async with database.transaction() as session:
        if await agencies.get(session, ORI) is None:
            await agencies.add(session, an_agency(ORI))
    before = await link()
    await replaced(database, key_ring)
    after = await link()
    assert after != before
    assert not await is_stopped()
    assert (await anonymous.post(before, data={"choice": "stop"})).status_code == 200
    assert await is_stopped()
    assert re.match(r"/u/[\w-]{43}$", after)
    assert (await anonymous.get(after)).status_code == 200


async def test_a_machine_without_the_new_key_stores_nothing_and_asks_to_repeat(
    client: httpx.AsyncClient, database: Database, key_ring: KeyRing
) -> None:
    before = key_ring.path.read_text()
    await put(client, contacts=[{"ref": "p1", "phone": "+12065550123"}])
    await replaced(database, key_ring)
    key_ring.path.write_text(before)
    answer = await client.put("/v1/calls/26-2", json={"contacts": [{"ref": "p1", "phone": "+12065550123"}]})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "the key ring lacks a key" in answer.json()["detail"]
