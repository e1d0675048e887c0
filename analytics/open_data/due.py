"""Release what is due of one agency: what a night and `caseline open-data release` do."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

from analytics import extracts
from analytics.open_data.releases import Publisher
from analytics.open_data.stored import AgencyFolder, StoredRelease
from domain.open_data import OpenDataPolicy


class InventedYear(Exception):
    """The extract in force is an invented year: what is released stays, and this must never be."""

    def __init__(self, ori: str) -> None:
        super().__init__(
            f"The extract of {ori} is an invented year, of which nothing is released. "
            f"Make a real one: caseline results extract --agency {ori}"
        )


def release_due(
    analytics_folder: Path, open_data_folder: Path, ori: str, policy: OpenDataPolicy, *, base_url: str, now: datetime
) -> list[StoredRelease]:
    """The releases made, from the agency's extract in force; none if its policy does not publish.

    Raises NoExtract, InventedYear, NotInstalled, OSError.
    """
    if not policy.publish:
        return []
    extract = extracts.current(analytics_folder, ori)
    if extract.about.invented:
        raise InventedYear(ori)
    publisher = Publisher(
        extract=extract,
        policy=policy,
        folder=AgencyFolder(path=open_data_folder / ori),
        base_url=base_url,
        now=now,
        new_id=lambda: secrets.token_hex(8),
    )
    return publisher.release()
