"""The demonstration agency is made once; its link to our own page follows the address that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.local.demo_agency import ORI, demo_agency
from db.connection.session import Database
from db.queries import agencies, agency_seals
from domain.agency_color import agency_color
from domain.agency_seal import checked_seal
from settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state_dir=tmp_path, port=8080, public_url="")


async def report_link(database: Database) -> str | None:
    async with database.reading() as session:
        agency = await agencies.get(session, ORI)
        return agency.report_link if agency else None


async def test_its_link_follows_the_port_of_a_later_start_and_its_key_stays(
    sqlite_database: Database, settings: Settings
) -> None:
    first = await demo_agency(settings, sqlite_database)
    assert await report_link(sqlite_database) == "http://127.0.0.1:8080/docs"

    second = await demo_agency(settings.model_copy(update={"port": 8081}), sqlite_database)

    assert await report_link(sqlite_database) == "http://127.0.0.1:8081/docs"
    assert second == first


async def test_a_link_that_was_set_by_hand_stays(sqlite_database: Database, settings: Settings) -> None:
    await demo_agency(settings, sqlite_database)
    async with sqlite_database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        agency.report_link = "https://police.example.com/reports"

    await demo_agency(settings, sqlite_database)

    assert await report_link(sqlite_database) == "https://police.example.com/reports"


async def test_it_has_a_seal_and_a_color_until_they_are_taken_away(
    sqlite_database: Database, settings: Settings
) -> None:
    await demo_agency(settings, sqlite_database)
    async with sqlite_database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        assert agency.color is not None
        assert agency_color(agency.color).by_day == agency.color
        seal = await agency_seals.get(session, agency.seal_id or "")
        assert seal is not None
        assert checked_seal(seal.image, suffix=".png").kind.value == seal.media_type
        await agency_seals.take(session, agency)

    await demo_agency(settings, sqlite_database)

    async with sqlite_database.reading() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        assert agency.seal_id is None
