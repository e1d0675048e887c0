"""`caseline agency look`: a color and a seal are taken if they can be read and shown safely, else nothing changes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from commands import agency
from commands.open_database import opened
from db.queries import agencies, agency_seals
from db.tables import Agency, AgencySeal
from domain.agency_seal import seal_id
from settings import Settings
from tests.commands.conftest import ADD, ORI, PHONE, Run
from tests.pictures import SVG, a_jpeg, a_png, a_webp

OTHER = "WAOTH0000"


def kept(ori: str = ORI) -> Agency:
    async def find() -> Agency | None:
        async with opened(Settings()) as database, database.reading() as session:
            return await agencies.get(session, ori)

    found = asyncio.run(find())
    assert found is not None
    return found


def seal(content: bytes) -> AgencySeal | None:
    async def find() -> AgencySeal | None:
        async with opened(Settings()) as database, database.reading() as session:
            return await agency_seals.get(session, seal_id(content))

    return asyncio.run(find())


@pytest.fixture
def png(tmp_path: Path) -> Path:
    file = tmp_path / "seal.png"
    file.write_bytes(a_png())
    return file


def test_an_agency_has_no_look_until_it_is_given_one(ready: Run, png: Path) -> None:
    assert ready(agency.app, "look", ORI).output.split() == ["Color:", "none", "Seal:", "none"]
    given = ready(agency.app, "look", ORI.lower(), "--color", "#0B4F8A", "--seal", str(png))
    assert "#0b4f8a, 8.4:1 with white; #56aaf2 in the dark scheme" in given.output
    assert "PNG, 64 by 64 pixels" in given.output
    assert (kept().color, kept().seal_id) == ("#0b4f8a", seal_id(a_png()))
    ready(agency.app, "look", ORI, "--without-color")
    assert (kept().color, kept().seal_id) == (None, seal_id(a_png()))
    ready(agency.app, "look", ORI, "--without-seal")
    assert (kept().seal_id, seal(a_png())) == (None, None)


def test_a_seal_is_kept_as_long_as_an_agency_has_it(ready: Run, png: Path, tmp_path: Path) -> None:
    assert ready(agency.app, "add", OTHER, *ADD[2:], *PHONE).exit_code == 0
    newer = tmp_path / "newer.webp"
    newer.write_bytes(a_webp())
    for ori in (ORI, OTHER):
        assert ready(agency.app, "look", ori, "--seal", str(png)).exit_code == 0
    ready(agency.app, "look", ORI, "--seal", str(newer))
    assert seal(a_png()) is not None
    ready(agency.app, "look", OTHER, "--seal", str(newer))
    assert seal(a_png()) is None
    stored = seal(a_webp())
    assert stored is not None
    assert (stored.media_type, stored.image) == ("image/webp", a_webp())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("seal.svg", SVG, "SVG, which may hold scripts"),
        ("seal.png", SVG, "SVG, which may hold scripts"),
        ("seal.png", a_jpeg(), "its name ends in .png, but it is a JPEG"),
        ("seal.png", a_png() + b"<script>", "something else follows after its end"),
        ("seal.png", bytes(20_000), "16,000 are the most"),
        ("missing.png", None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_seal_changes_nothing(
    ready: Run, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    refused = ready(agency.app, "look", ORI, "--color", "#0b4f8a", "--seal", str(file))
    assert refused.exit_code == 1
    assert said in refused.output
    assert "Nothing was changed" in refused.output
    assert (kept().color, kept().seal_id) == (None, None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--color", "#f0a500"), "2.0:1 with white, and text needs 4.5:1. The nearest darker color that passes is"),
        (("--color", "gold"), "#rrggbb"),
        (("--color", "#0b4f8a", "--without-color"), "either"),
    ],
)
def test_a_color_that_cannot_be_read_changes_nothing(ready: Run, words: tuple[str, ...], said: str) -> None:
    refused = ready(agency.app, "look", ORI, *words)
    assert refused.exit_code == 1
    assert said in refused.output
    assert kept().color is None


def test_an_agency_that_is_not_there_is_named(ready: Run) -> None:
    assert "no agency NOBODY" in ready(agency.app, "look", "NOBODY").output
