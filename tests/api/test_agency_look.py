"""A seal and a color are served for what they are, and can do nothing else."""

from __future__ import annotations

import httpx
import pytest

from commands.local.demo_seal import demo_seal
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, agency_seals
from domain.agency_seal import seal_id
from domain.pictures.picture import PictureKind
from tests.api.conftest import NOW, ORI
from tests.api.surveys import PAGE, invite, set_agency

SEAL = demo_seal()
PATH = f"/seals/{seal_id(SEAL)}"


@pytest.fixture
async def sealed(database: Database, vault: Vault) -> None:
    await invite(database, vault)
    async with database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        agency.color = "#1d4f7c"
        await agency_seals.give(session, agency, SEAL, PictureKind.PNG, now=NOW)


@pytest.mark.usefixtures("sealed")
async def test_a_seal_is_the_picture_it_says_and_nothing_else(anonymous: httpx.AsyncClient) -> None:
    seal = await anonymous.get(PATH)
    assert (seal.status_code, seal.content) == (200, SEAL)
    assert seal.headers["content-type"] == "image/png"
    assert seal.headers["x-content-type-options"] == "nosniff"
    assert seal.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert seal.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "set-cookie" not in seal.headers
    looked_at = await anonymous.head(PATH)
    assert (looked_at.status_code, looked_at.content) == (200, b"")


@pytest.mark.parametrize("path", [PATH, "/seals/0", "/seals/..%2fpage.css", "/seals/A", "/seals/" + "0" * 65])
async def test_what_is_no_seal_is_not_there(anonymous: httpx.AsyncClient, path: str) -> None:
    assert (await anonymous.get(path)).status_code in (404, 422)


async def test_a_color_has_a_tone_for_the_night(anonymous: httpx.AsyncClient) -> None:
    sheet = await anonymous.get("/static/color-1d4f7c.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert sheet.text == (
        ":root { --band: #1d4f7c; --accent: #1d4f7c; }\n"
        "@media screen and (prefers-color-scheme: dark) { :root { --accent: #6ea9dd; } }\n"
    )


@pytest.mark.parametrize("color", ["f0a500", "red", "1D4F7C", "1d4f7c;}", "1d4f7c0"])
async def test_a_color_that_cannot_be_read_is_not_there(anonymous: httpx.AsyncClient, color: str) -> None:
    assert (await anonymous.get(f"/static/color-{color}.css")).status_code in (404, 422)


@pytest.mark.usefixtures("sealed")
async def test_a_page_opens_with_the_seal_and_the_name_and_may_show_our_pictures_only(
    anonymous: httpx.AsyncClient,
) -> None:
    page = await anonymous.get(PAGE)
    assert f'<img class="seal" src="{PATH}" alt="" width="44" height="44">' in page.text
    assert '<link rel="stylesheet" href="/static/color-1d4f7c.css">' in page.text
    assert "img-src 'self';" in page.headers["content-security-policy"]
    assert "data:" not in page.headers["content-security-policy"]


async def test_a_name_is_shown_as_the_words_it_is(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await invite(database, vault)
    await set_agency(database, name="<script>alert(1)</script>")
    text = (await anonymous.get(PAGE)).text
    assert "<script" not in text
    assert "<bdi>&lt;script&gt;" in text
    assert "<img" not in text
