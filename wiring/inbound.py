"""Builds the job that asks Twilio for texts that did not reach us; API and worker both do it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from db.connection.session import Database
from db.encryption.vault import Vault
from engine.periodic_jobs import PeriodicJob
from intake.replies.incoming import IncomingTexts
from intake.replies.listing import InboundListing
from settings import Settings
from wiring.default_senders import default_senders
from wiring.providers import build_inbox


def listing_job(settings: Settings, database: Database, vault: Vault, texts: IncomingTexts) -> PeriodicJob:
    """At once when the process starts, then every so often."""
    every = timedelta(seconds=settings.inbound_list_seconds)
    listing = InboundListing(
        database=database,
        vault=vault,
        defaults=default_senders(settings),
        inbox_for=partial(build_inbox, settings),
        texts=texts,
        clock=lambda: datetime.now(UTC),
        every=every,
    )
    return PeriodicJob(name="inbound", every=every, job=listing.list_once)
