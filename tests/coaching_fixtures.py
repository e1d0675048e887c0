"""Agencies whose policy has coaching open, with an invented year of answers."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from analytics.coaching.example import invented_calls
from analytics.coaching.making import make_pictures
from analytics.coaching.store import CoachingStore, Pictures
from db.connection.session import Database
from db.queries import agencies
from db.tables import Agency, CoachingPointer
from domain.coaching.policy import CoachingPolicy
from domain.coaching.terms import Direction, SubjectRole
from domain.staff.roles import Role
from tests.intake.fakes import POLICY

OPEN = """
[coaching]
purpose = "Praise what goes well."
seen_by = ["supervisor"]
keep_months = 12
labor_agreement = "Agreement with the Guild of 1 May 2026"
"""
OPENED = CoachingPolicy(
    purpose="Praise what goes well.",
    seen_by=frozenset({Role.SUPERVISOR}),
    keep_months=12,
    labor_agreement="Agreement with the Guild of 1 May 2026",
)


async def open_coaching(database: Database, ori: str, text: str = OPEN) -> Agency:
    """Put a policy in force that has it open; "" closes it."""
    async with database.transaction() as session:
        agency = await agencies.get(session, ori)
        assert agency is not None
        agency.policy = POLICY + text
        session.add(agency)
    return agency


@cache
def _written(now: datetime, policy: CoachingPolicy) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        store = CoachingStore(Path(folder) / "made")
        store.write_calls(invented_calls(now.date()))
        make_pictures(store, policy, today=now.date(), now=now - timedelta(days=3))
        make_pictures(store, policy, today=now.date(), now=now)
        return {each.name: each.read_bytes() for each in store.folder.iterdir()}


def with_pictures(folder: Path, ori: str, now: datetime, policy: CoachingPolicy = OPENED) -> Pictures:
    """The invented year until now, compared by the policy's rule, which has been in force for days."""
    store = CoachingStore.of_agency(folder, ori)
    store.folder.mkdir(parents=True, exist_ok=True)
    for name, content in _written(now, policy).items():
        (store.folder / name).write_bytes(content)
    found = store.pictures()
    assert found is not None
    return found


def a_pointer(ori: str, subject_id: str, *, at: datetime, shown_at: datetime | None = None) -> CoachingPointer:
    """An open one that says to look."""
    return CoachingPointer(
        ori=ori,
        subject_id=subject_id,
        role=SubjectRole.OFFICER.value,
        direction=Direction.LOOK.value,
        rule="10/5/1/10",
        opened_on=date(at.year, at.month, at.day),
        opened_at=at,
        shown_at=shown_at or at,
    )


NOON = datetime(2026, 6, 3, 19, 0, tzinfo=UTC)
"""A Wednesday, at noon in Seattle."""
