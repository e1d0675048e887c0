"""Coaching at the demonstration agency: open by a policy that says it is invented, with an invented year of answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from analytics.coaching.example import invented_calls, invented_counts
from analytics.coaching.making import make_pictures
from analytics.coaching.pointers import SETTLED, open_pointers, open_tasks
from analytics.coaching.store import CoachingStore, Pictures
from analytics.not_installed import is_installed
from db.connection.session import Database
from db.queries import agencies, coaching
from db.tables import Agency, CoachingCount
from domain.coaching.policy import CoachingPolicy
from policies.in_force import readable_policy

DEMO_COACHING = """

# Coaching is closed until a policy opens it (docs/coaching.md). Here all of it is invented.
[coaching]
purpose = "Invented, to try it out: praise what goes well, and help where it does not."
seen_by = ["supervisor"]
keep_months = 12
labor_agreement = "No agreement: an invented agency of November 28, 2026"
"""


async def invent_coaching(database: Database, analytics_folder: Path, ori: str, *, now: datetime) -> bool:
    """Once, while its policy has coaching open and nothing is kept: answers, counts, pointers. True if it was."""
    store = CoachingStore.of_agency(analytics_folder, ori)
    async with database.reading() as session:
        agency = await agencies.get(session, ori)
    policy = readable_policy(agency) if agency else None
    if agency is None or policy is None or policy.coaching is None or store.exists or not is_installed():
        return False
    made = await asyncio.to_thread(_made, store, policy.coaching, agency, now)
    async with database.transaction() as session:
        for each in invented_counts(made.until):
            new = CoachingCount(
                ori=ori, subject_id=each.subject_id, day=each.day, kind=each.kind.value, count=each.count
            )
            await coaching.put_count(session, new)
        await open_pointers(session, ori, policy.coaching, made, now=now)
        await open_tasks(session, ori, now=now)
    return True


def _made(store: CoachingStore, policy: CoachingPolicy, agency: Agency, now: datetime) -> Pictures:
    today = now.astimezone(ZoneInfo(agency.time_zone)).date()
    store.write_calls(invented_calls(today))
    before: Iterable[timedelta] = (SETTLED, timedelta())
    return [make_pictures(store, policy, today=today, now=now - each, invented=True) for each in before][-1]
