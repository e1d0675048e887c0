"""What follows a night's extract of an agency: the work of each night, one after the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from analytics.extracts import Extract
from analytics.hot_spots.nightly import find_hot_spots
from db.connection.session import Database
from db.encryption.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What a night's work is given: the extract that was just made of one agency (`extract.about.ori`).

    `analytics_folder` is that of all agencies (`analytics.extracts.agency_folder` leads to the one's own).
    """

    database: Database
    vault: Vault
    extract: Extract
    analytics_folder: Path
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlyWork:
    """One piece of work. It is done again after a failure, or if its process was killed: twice must do no harm.

    It is awaited beside everything else a worker does: what reckons for long belongs into `asyncio.to_thread`.
    """

    name: str
    """In plain words, as logs have it: "hot spots"."""
    work: Callable[[Night], Awaitable[object]]


NIGHTLY: tuple[NightlyWork, ...] = (NightlyWork(name="hot spots", work=find_hot_spots),)
"""In the order in which it is done; what needs settings is added in `wiring/nights.py`."""
