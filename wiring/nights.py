"""Builds the job of each night: extracts of every agency, and what follows from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from analytics.nightly import NIGHTLY
from analytics.nights import NightOptions, Nights
from analytics.not_installed import is_installed
from db.connection.session import Database
from db.encryption.vault import Vault
from engine.periodic_jobs import PeriodicJob
from settings import Settings

EVERY = timedelta(minutes=10)
"""So long after the hour a night begins at most."""


def night_jobs(settings: Settings, database: Database, vault: Vault) -> list[PeriodicJob]:
    """None where analytics are not installed, or the settings want no nights."""
    if settings.extract_hour < 0 or not is_installed():
        return []
    options = NightOptions(
        analytics_folder=settings.analytics_path, prices=settings.prices, hour=settings.extract_hour, works=NIGHTLY
    )
    nights = Nights(database, vault, options, clock=lambda: datetime.now(UTC))
    return [PeriodicJob(name="nights", every=EVERY, job=nights.run_once)]
