"""The link in an email that stops emails like it: a look changes nothing, one click is enough, and it can be undone."""

from __future__ import annotations

import httpx
import pytest
from sqlmodel import select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, consents
from db.tables import Consent, UnsubscribeLink
from domain.messages import Purpose
from messaging.links import Mailing, unsubscribe_path
from tests.api.conftest import NOW, ORI
from tests.database import an_agency

ADDRESS = "the keyed hash of an address"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ONE_CLICK = b"List-Unsubscribe=One-Click"


async def a_link(database: Database, vault: Vault, *, purpose: Purpose = Purpose.UPDATES, language: str = "en") -> str:
    async with database.transaction() as session:
        if await agencies.get(session, ORI) is None:
            await agencies.add(session, an_agency(ORI))
        mailing = Mailing(ori=ORI, address_hash=ADDRESS, purpose=purpose, language=language)
        path = await unsubscribe_path(session, vault, mailing, now=NOW)
    assert path is not None
    return path


async def said(database: Database) -> list[Consent]:
    async with database.reading() as session:
        return list(await session.scalars(select(Consent)))


async def allowed(database: Database) -> dict[str, bool]:
    async with database.reading() as session:
        return await consents.current(session, ORI, ADDRESS)


async def test_looking_changes_nothing_because_scanners_look_too(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    path = await a_link(database, vault)
    answer = await anonymous.get(path)
    assert answer.status_code == 200
    assert 'method="post"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert await anonymous.head(path)
    assert await said(database) == []


@pytest.mark.parametrize(
    ("body", "headers", "how"),
    [
        (ONE_CLICK, FORM, "email one-click"),
        (b"choice=stop", FORM, "email link"),
        (b"", {}, "email link"),
        (b"\xff\x00 nothing a form would hold", FORM, "email link"),
        (b"--x\r\nnonsense", {"Content-Type": "multipart/form-data; boundary=x"}, "email link"),
    ],
)
async def test_one_post_without_login_stops_emails_of_this_purpose_only(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault, body: bytes, headers: dict[str, str], how: str
) -> None:
    answer = await anonymous.post(await a_link(database, vault), content=body, headers=headers)
    assert answer.status_code == 200
    assert await allowed(database) == {"updates": False}
    (word,) = await said(database)
    assert (word.how, word.at) == (how, NOW)


async def test_saying_it_twice_adds_nothing(anonymous: httpx.AsyncClient, database: Database, vault: Vault) -> None:
    path = await a_link(database, vault, purpose=Purpose.SURVEY)
    for _ in range(2):
        await anonymous.post(path, content=ONE_CLICK, headers=FORM)
    assert len(await said(database)) == 1


@pytest.mark.parametrize(
    "body", [b"choice=start", b"choice=start&List-Unsubscribe=One-Click", b"choice=start&choice=x"]
)
async def test_e9_a_link_can_only_stop_and_never_start_again(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault, body: bytes
) -> None:
    path = await a_link(database, vault)
    never_stopped = await anonymous.post(path, content=b"choice=start", headers=FORM)
    assert never_stopped.status_code == 403
    assert await said(database) == []
    await anonymous.post(path, content=ONE_CLICK, headers=FORM)
    for page in (await anonymous.get(path), await anonymous.post(path, content=body, headers=FORM)):
        assert "start" not in page.text.replace("also start them", "")
        assert "<form" not in page.text
        assert "This link can only stop emails." in page.text
        assert "206" in page.text
    assert await allowed(database) == {"updates": False}
    assert len(await said(database)) == 1


@pytest.mark.parametrize("token", ["unknown", "%F0%9F%98%80", "x" * 200])
async def test_a_foreign_link_says_so_and_nothing_more(
    anonymous: httpx.AsyncClient, database: Database, token: str
) -> None:
    for answer in (await anonymous.get(f"/u/{token}"), await anonymous.post(f"/u/{token}", content=ONE_CLICK)):
        assert answer.status_code == 404
        assert "<html" in answer.text
    assert await said(database) == []


@pytest.mark.parametrize(("language", "direction"), [("es", "ltr"), ("fr", "ltr"), ("ar", "rtl"), ("fa", "rtl")])
async def test_the_page_speaks_the_language_of_the_email(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault, language: str, direction: str
) -> None:
    page = (await anonymous.get(await a_link(database, vault, language=language))).text
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert "Stop these emails" not in page


async def test_the_link_is_the_same_for_every_email_of_its_kind_and_another_for_another(
    database: Database, vault: Vault
) -> None:
    first, again = await a_link(database, vault), await a_link(database, vault)
    other = await a_link(database, vault, purpose=Purpose.SURVEY)
    assert first == again != other
    async with database.reading() as session:
        links = list(await session.scalars(select(UnsubscribeLink)))
    assert len(links) == 2
    assert all(link.token_hash not in first for link in links)


async def test_nobody_can_stop_the_answer_to_what_they_wrote(database: Database, vault: Vault) -> None:
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI))
        mailing = Mailing(ori=ORI, address_hash=ADDRESS, purpose=Purpose.REPLIES, language="en")
        path = await unsubscribe_path(session, vault, mailing, now=NOW)
    assert path is None
