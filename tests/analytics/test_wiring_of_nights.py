"""What follows the extract of a night is all there, in the order in which pages and readers need it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from analytics.extracts import agency_folder
from analytics.nightly import NIGHTLY, Night
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies
from settings import Settings
from tests.analytics.extract_fixtures import ORI, an_extract
from tests.database import an_agency
from tests.intake.fakes import POLICY
from wiring.nights import open_data_work

PUBLISHES = POLICY + '\n[open_data]\npublish = true\ncontact = "data@police.example"\n'
NOW = datetime(2026, 7, 2, 11, tzinfo=UTC)


async def test_hot_spots_and_open_data_follow_an_extract(database: Database, vault: Vault, tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path)
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI, policy=PUBLISHES))
    extract = an_extract(
        settings.analytics_path,
        {"calls": [{"local_day": NOW.date() - timedelta(days=40)} for _ in range(8)]},
        since=NOW.date() - timedelta(days=60),
        until=NOW.date(),
    )
    night = Night(database=database, vault=vault, extract=extract, analytics_folder=settings.analytics_path, now=NOW)

    for each in (*NIGHTLY, open_data_work(settings)):
        await each.work(night)

    assert list((agency_folder(settings.analytics_path, ORI) / "hot-spots").glob("*.json"))
    assert list((settings.open_data_path / ORI / "calls").glob("2026-*/calls.csv"))
