"""Coaching's own round of an agency: answers are read each night, pictures made, pointers opened; or all is erased."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from analytics.agency_by_agency import agency_by_agency
from analytics.coaching.answers import rated_calls
from analytics.coaching.making import make_pictures
from analytics.coaching.pointers import BY_ITSELF, open_pointers, open_tasks
from analytics.coaching.store import CoachingStore, Pictures
from audit.record import record
from db.connection.session import Database
from db.queries import agencies, coaching, coaching_answers, staff_tasks
from db.tables import Agency
from domain.audit.acts import Act, ActKind
from domain.coaching.policy import CoachingPolicy
from domain.surveys.questions import QuestionSet
from policies.in_force import readable_policy

log = structlog.get_logger(__name__)

A_NIGHT = timedelta(hours=20)
"""Pictures that are younger are left as they are."""
BEGINS = 4
"""The hour after which they are made anew, by the agency's clocks."""


class CoachingRound:
    """Any number of workers may do it side by side: pictures are replaced whole, and a pointer is made once."""

    def __init__(
        self,
        database: Database,
        *,
        analytics_folder: Path,
        question_sets: Mapping[str, QuestionSet],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._folder = analytics_folder
        self._sets = question_sets
        self._clock = clock

    async def run_once(self) -> None:
        """At every agency whose policy can be read: one that cannot neither opens nor closes anything."""
        async with self._database.reading() as session:
            found = await agencies.every(session)
        await agency_by_agency(found, self._of, failed="coaching.round_failed")

    async def make_now(self, agency: Agency, policy: CoachingPolicy) -> Pictures:
        """Read the answers, whatever the hour. Raises analytics.not_installed.NotInstalled, OSError."""
        now, zone = self._clock(), ZoneInfo(agency.time_zone)
        today, store = now.astimezone(zone).date(), CoachingStore.of_agency(self._folder, agency.ori)
        since = datetime.combine(policy.kept_since(today), time(), zone)
        before = store.pictures()
        if before is not None and before.invented:
            return await asyncio.to_thread(make_pictures, store, policy, today=today, now=now, invented=True)
        async with self._database.reading() as session:
            answered = [each async for each in coaching_answers.answered(session, agency.ori, since)]
        calls = await asyncio.to_thread(lambda: list(rated_calls(answered, self._sets, zone)))
        await asyncio.to_thread(store.write_calls, calls)
        return await asyncio.to_thread(make_pictures, store, policy, today=today, now=now)

    async def _of(self, agency: Agency) -> None:
        policy = readable_policy(agency)
        if policy is not None:
            await (self._of_open(agency, policy.coaching) if policy.coaching else self._of_closed(agency))

    async def _of_open(self, agency: Agency, policy: CoachingPolicy) -> None:
        now, zone = self._clock(), ZoneInfo(agency.time_zone)
        pictures = CoachingStore.of_agency(self._folder, agency.ori).pictures()
        if pictures is None or pictures.rule != str(policy.rule) or _is_old(pictures, now, zone):
            pictures = await self.make_now(agency, policy)
            await self._forget_old(agency, policy, now)
            async with self._database.transaction() as session:
                new = await open_pointers(session, agency.ori, policy, pictures, now=now)
            log.info("coaching.compared", ori=agency.ori, pointers=new)
        async with self._database.transaction() as session:
            await open_tasks(session, agency.ori, now=now)

    async def _forget_old(self, agency: Agency, policy: CoachingPolicy, now: datetime) -> None:
        zone = ZoneInfo(agency.time_zone)
        before = policy.kept_since(now.astimezone(zone).date())
        async with self._database.transaction() as session:
            await coaching.remove(session, agency.ori, before=before, moment=datetime.combine(before, time(), zone))

    async def _of_closed(self, agency: Agency) -> None:
        """Nothing stays of what was kept while it was open."""
        store = CoachingStore.of_agency(self._folder, agency.ori)
        was_there = await asyncio.to_thread(store.erase)
        async with self._database.reading() as session:
            kept = await coaching.kept(session, agency.ori)
        if was_there or kept:
            async with self._database.transaction() as session:
                gone = await forget(session, agency.ori, None, now=self._clock())
                detail = {"rows": gone, "files": was_there}
                act = Act(ori=agency.ori, kind=ActKind.COACHING_ERASED, by=BY_ITSELF, about="coaching", detail=detail)
                await record(session, act, now=self._clock())
            log.info("coaching.erased", ori=agency.ori, rows=gone)


async def forget(session: AsyncSession, ori: str, subject_id: str | None, *, now: datetime) -> int:
    """Every row about a subject, or about all, with the tasks that wait; how many rows."""
    for task_id in await coaching.tasks_of(session, ori, subject_id):
        await staff_tasks.close(session, task_id, now)
    return await coaching.forget(session, ori, subject_id)


def _is_old(pictures: Pictures, now: datetime, zone: ZoneInfo) -> bool:
    return now - pictures.made_at > A_NIGHT and now.astimezone(zone).hour >= BEGINS
