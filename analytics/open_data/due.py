"""Release what is due of one agency: what a night and `caseline open-data release` do."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

from analytics import extracts
from analytics.open_data.releases import Publisher
from analytics.open_data.stored import AgencyFolder, StoredRelease
from domain.open_data import OpenDataPolicy


def release_due(
    analytics_folder: Path, open_data_folder: Path, ori: str, policy: OpenDataPolicy, *, base_url: str, now: datetime
) -> list[StoredRelease]:
    """The releases made, from the agency's extract in force; none if its policy does not publish.

    Raises NoExtract, NotInstalled, OSError.
    """
    if not policy.publish:
        return []
    publisher = Publisher(
        extract=extracts.current(analytics_folder, ori),
        policy=policy,
        folder=AgencyFolder(path=open_data_folder / ori),
        base_url=base_url,
        now=now,
        new_id=lambda: secrets.token_hex(8),
    )
    return publisher.release()
