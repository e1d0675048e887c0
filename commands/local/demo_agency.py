"""The demonstration agency that `caseline up` makes once: invented, on this machine only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from commands.local.demo_coaching import DEMO_COACHING
from commands.local.demo_seal import COLOR, demo_seal
from commands.replaying.running_address import write_private
from db.connection.session import Database
from db.queries import agencies, agency_seals, api_keys
from db.tables import Agency, ApiKey
from domain.pictures.picture import PictureKind
from policies.files import read_policy
from settings import Settings

ORI = "WADEMO000"
NAME = "Springfield Police"
TIME_ZONE = "America/Los_Angeles"
SCOPES = "calls:write calls:read case:write replay"
MOST_PER_MINUTE = 1_000_000
"""Past calls are played as fast as they can be."""
KEY_FILE = "demo-key.json"
_REPORT_PATH = "/docs"
"""Stands for a page where reports are ordered: ours, so that the link opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAgency:
    """The agency and the key that opens it."""

    ori: str
    key: str


async def demo_agency(settings: Settings, database: Database) -> DemoAgency:
    """The demonstration agency; its key is kept beside the database (mode 600), so that a restart knows it."""
    path = settings.state_dir / KEY_FILE
    now = datetime.now(UTC)
    async with database.transaction() as session:
        await _add_agency(session, f"{settings.base_url}{_REPORT_PATH}", now)
        kept = _kept_key(path)
        if kept is not None and await api_keys.find(session, kept) is not None:
            return DemoAgency(ori=ORI, key=kept)
        key = api_keys.new_key()
        session.add(
            ApiKey(
                ori=ORI,
                label="demonstration",
                key_hash=api_keys.hash_key(key),
                scopes=SCOPES,
                per_minute=MOST_PER_MINUTE,
                created_at=now,
            )
        )
    write_private(path, {"key": key})
    return DemoAgency(ori=ORI, key=key)


async def _add_agency(session: AsyncSession, report_link: str, now: datetime) -> None:
    """Once, with its look. At later starts only its link to our own page follows the address that runs now."""
    is_new = await agencies.add(session, _agency(report_link, now))
    agency = await agencies.get(session, ORI)
    if agency is not None and is_new:
        await agency_seals.give(session, agency, demo_seal(), PictureKind.PNG, now=now)
    # Another link was set with `caseline agency change`, and stays.
    if agency is not None and (agency.report_link or "").endswith(_REPORT_PATH):
        agency.report_link = report_link


def _agency(report_link: str, now: datetime) -> Agency:
    return Agency(
        ori=ORI,
        name=NAME,
        time_zone=TIME_ZONE,
        default_language="en",
        non_emergency_phone="(206) 555-0100",
        report_link=report_link,
        rights_link="https://www.example.org/victim-rights",
        color=COLOR,
        policy=_with_a_large_budget(read_policy()[0]) + DEMO_COACHING,
        created_at=now,
    )


def _with_a_large_budget(policy: str) -> str:
    """A month of past calls may be played in an afternoon, and the simulator's texts cost nothing."""
    return policy.replace("texts_per_day = 5000", "texts_per_day = 1000000")


def _kept_key(path: Path) -> str | None:
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["key"])
    except (OSError, ValueError, KeyError):
        return None
