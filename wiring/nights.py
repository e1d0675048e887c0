"""Builds the job of each night: extracts of every agency, and what follows from them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from analytics.nightly import NIGHTLY, Night, NightlyWork
from analytics.nights import NightOptions, Nights
from analytics.not_installed import is_installed
from analytics.open_data.due import release_due
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies
from engine.periodic_jobs import PeriodicJob
from policies.in_force import policy_of
from settings import Settings

EVERY = timedelta(minutes=10)
"""So long after the hour a night begins at most."""


def night_jobs(settings: Settings, database: Database, vault: Vault) -> list[PeriodicJob]:
    """None where analytics are not installed, or the settings want no nights."""
    if settings.extract_hour < 0 or not is_installed():
        return []
    options = NightOptions(
        analytics_folder=settings.analytics_path,
        prices=settings.prices,
        hour=settings.extract_hour,
        works=(*NIGHTLY, open_data_work(settings)),
    )
    nights = Nights(database, vault, options, clock=lambda: datetime.now(UTC))
    return [PeriodicJob(name="nights", every=EVERY, job=nights.run_once)]


def open_data_work(settings: Settings) -> NightlyWork:
    """Releases what is due, if the agency's policy publishes."""

    async def release(night: Night) -> None:
        ori = night.extract.about.ori
        async with night.database.reading() as session:
            agency = await agencies.get(session, ori)
        if agency is not None:
            await asyncio.to_thread(
                release_due,
                night.analytics_folder,
                settings.open_data_path,
                ori,
                policy_of(agency).open_data,
                base_url=settings.open_data_base,
                now=night.now,
            )

    return NightlyWork(name="open data", work=release)
