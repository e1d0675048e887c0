"""Visits, forms, codes and links from before the hash key was replaced go on working."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from api.pages.portal.signed_in import SignedIn
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import contacts
from db.tables import PortalSession
from tests.api.portal.casework import Casework
from tests.api.portal.door import ask, codes, enter
from tests.api.portal.test_the_door import LINK
from tests.database import an_agency
from tests.intake.fakes import StandingClock
from tests.new_hash_key import replaced
from tests.portal_fixtures import CASE, HOME, PHONE, a_case, a_link, csrf_in


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind will do: these tests are about pages."""
    return sqlite_database


async def test_a_visit_goes_on_with_its_forms(
    victim: httpx.AsyncClient, work: Casework, database: Database, key_ring: KeyRing
) -> None:
    case = f"{HOME}/cases/{(await work.call()).id}"
    form = await victim.get(f"{case}/write")
    nonce = form.text.split('name="nonce" value="', 1)[1].split('"', 1)[0]
    await replaced(database, key_ring)
    assert CASE in (await victim.get(case)).text
    written = {"csrf": csrf_in(form), "words": "I found the receipt", "nonce": nonce}
    assert (await victim.post(f"{case}/write", data=written)).status_code == 303
    [letter] = await work.letters()
    assert letter.address_hash == (await work.known()).phone_hash
    assert (await victim.get(f"{HOME}/data")).status_code == 200


@pytest.mark.usefixtures("victim")
async def test_a_request_that_read_the_visit_before_looks_where_it_is_now(
    work: Casework, database: Database, key_ring: KeyRing, vault: Vault
) -> None:
    """The hash key is replaced between the two transactions of one request."""
    (visit,) = await visits(database)
    await replaced(database, key_ring)
    here = SignedIn(agency=an_agency(), visit=visit, csrf="", page=None, vault=vault)  # type: ignore[arg-type]
    async with database.reading() as session:
        assert await here.address_hash(session) == (await work.known()).phone_hash


async def visits(database: Database) -> list[PortalSession]:
    async with database.reading() as session:
        return list(await session.scalars(select(PortalSession)))


async def test_a_code_that_is_under_way_opens_the_portal(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock, key_ring: KeyRing
) -> None:
    await a_case(database, vault, now=clock())
    await ask(browser, app, look_up=False)
    await replaced(database, key_ring)  # asked for before, looked up after
    await app.state.dependencies.code_sender.look_up_waiting()
    (code,) = await codes(database, vault)
    await replaced(database, KeyRing.load(key_ring.path))  # and entered after another one
    assert (await enter(browser, code)).status_code == 303


async def test_a_link_that_was_sent_before_leads_in(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock, key_ring: KeyRing
) -> None:
    await a_case(database, vault, now=clock())
    await a_link(database, vault, now=clock(), token=LINK)
    await replaced(database, key_ring)
    page = await browser.get(f"/p/{LINK}")
    assert (await browser.post(f"/p/{LINK}", data={"csrf": csrf_in(page)})).status_code == 303
    await app.state.dependencies.code_sender.look_up_waiting()
    (code,) = await codes(database, vault)
    assert (await enter(browser, code)).status_code == 303
    assert contacts.phone_hash(vault, PHONE) in {visit.address_hash for visit in await visits(database)}
