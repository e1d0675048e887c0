"""After an erasure the pages and answers that refer to the person still come, and know nothing of them."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import contacts
from domain.contacts import ContactRole
from portal.erasure_ledger import ErasureLedger
from tests.api.conftest import NOW
from tests.chance import without_chance
from tests.everywhere import NAME, PHONE, Everywhere, forget_her, known_everywhere
from tests.portal_fixtures import HOME, a_browser, sign_in

SISTER = "+12065550178"


@pytest.fixture
async def erased(database: Database, vault: Vault, tmp_path: Path) -> Everywhere:
    """Ana, whose sister is a victim of the same case."""
    ana = await known_everywhere(database, vault, now=NOW)
    sister: contacts.PersonValues = {"name": "Sia", "phone": SISTER, "roles": {ContactRole.VICTIM}}
    async with database.transaction() as session:
        await contacts.upsert(session, vault, call_id=ana.call_id, ref="sister", values=sister, now=NOW)
    await forget_her(database, ana, ErasureLedger(tmp_path / "erasures.jsonl"), now=NOW)
    return ana


async def test_the_call_is_still_shown(client: httpx.AsyncClient, erased: Everywhere) -> None:
    shown = await client.get("/v1/calls/26-1")
    assert shown.status_code == 200
    assert "arrest_made" in shown.text
    assert not any(word in shown.text for word in (NAME, PHONE, erased.phone))


async def test_another_victim_goes_on_following_the_case(app: FastAPI, erased: Everywhere) -> None:
    async with a_browser(app) as browser:
        await sign_in(browser, app, address=SISTER)
        home = await browser.get(HOME, follow_redirects=True)
        case = await browser.get(f"{HOME}/cases/{erased.call_id}")
        mine = await browser.get(f"{HOME}/data")
    assert (home.status_code, case.status_code, mine.status_code) == (200, 200, 200)
    assert "case-26-1" in case.text
    assert not any(word in without_chance(page.text) for page in (home, case, mine) for word in (NAME, "0123"))


async def test_who_was_erased_finds_nothing_by_the_number_they_had(app: FastAPI, erased: Everywhere) -> None:
    async with a_browser(app) as browser:
        await sign_in(browser, app, address=PHONE)
        home = await browser.get(HOME, follow_redirects=True)
        case = await browser.get(f"{HOME}/cases/{erased.call_id}")
    assert home.status_code == 200
    assert "case-26-1" not in home.text
    assert case.status_code == 404


async def test_cad_may_repeat_its_snapshot_and_its_events(client: httpx.AsyncClient, erased: Everywhere) -> None:
    sent = {"contacts": [{"ref": "Ana.Everywhere:206-555-0123", "role": "victim", "phone": PHONE}]}
    assert (await client.put("/v1/calls/26-1", json=sent)).status_code == 202
    event = {
        "specversion": "1.0",
        "type": "contact.updated",
        "source": "cad",
        "id": "again",
        "subject": "26-1",
        "time": NOW.isoformat(),
        "data": sent,
    }
    headers = {"Content-Type": "application/cloudevents+json"}
    assert (await client.post("/v1/events", json=event, headers=headers)).status_code == 202
    timeline = (await client.get("/v1/calls/26-1")).json()["timeline"]
    assert [line["reason"] for line in timeline if line["effect"] == "refused"] == [
        "CAD names a contact again who was erased"
    ]
