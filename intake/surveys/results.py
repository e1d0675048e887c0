"""Release the results of surveys once per period, when it is over and no invitation can be answered any more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.queries import survey_results as queries
from db.tables import Agency, SurveyRelease
from domain.surveys.periods import Every, Period, period_named, periods_between
from domain.surveys.questions import QuestionSet
from domain.surveys.results import Results, from_facts, to_facts
from domain.surveys.tally import SurveyTally
from intake.surveys.answers import survey_policy

ReadingProgress = Callable[[int, int], None]
"""Called with the number of invitations read so far, and of all."""

REPORT_EVERY = 1000


class ReleaseState(StrEnum):
    """How far a period is."""

    RUNNING = "running"
    """It is not over."""
    CLOSING = "closing"
    """It is over, and some who were invited in it may still answer."""
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodNow:
    """A period as it is now. `release_at`: when its results can be seen, at the latest as far as can be told now."""

    period: Period
    standing: ReleaseState
    release_at: datetime
    invited: int


async def periods(session: AsyncSession, agency: Agency, *, now: datetime) -> list[PeriodNow]:
    """Every period from the first invitation to now, the oldest first.

    The first release of a calendar year fixes how long the periods of that year are, whatever the policy says later.
    """
    zone, policy = ZoneInfo(agency.time_zone), survey_policy(agency)
    released = {each.period: each for each in await queries.releases(session, agency.ori)}
    fixed: dict[int, Every] = {}
    for name, release in released.items():
        fixed[release.begins_at.astimezone(zone).year] = period_named(name, zone).every
    first = await queries.first_invited_at(session, agency.ori)
    every = periods_between(min(first or now, now), now, lambda year: fixed.get(year, policy.results_every), zone)
    found = []
    for period in every:
        if period.name in released:
            found.append(_released(period, released[period.name]))
        else:
            invited, last = await queries.counted(session, agency.ori, period.begins, period.ends)
            at = max(last or period.ends, period.ends if now >= period.ends else period.ends + policy.expires_after)
            unreleased = ReleaseState.CLOSING if now >= period.ends else ReleaseState.RUNNING
            standing = ReleaseState.RELEASED if now >= at else unreleased
            found.append(PeriodNow(period=period, standing=standing, release_at=at, invited=invited))
    return found


def choose(every: Sequence[PeriodNow], name: str) -> PeriodNow | None:
    """The period of this name. Without a name the last released one in which a person was invited, else the last."""
    if name:
        return next((each for each in every if each.period.name == name), None)
    released = (each for each in reversed(every) if each.standing is ReleaseState.RELEASED and each.invited)
    return next(released, every[-1])


async def results_of(
    database: Database,
    agency: Agency,
    period: Period,
    sets: Mapping[str, QuestionSet],
    *,
    now: datetime,
    progress: ReadingProgress = lambda done, total: None,
) -> Results | None:
    """The released results of a period that is due: stored when first asked for, if a person was invited in it.

    None if it overlaps with one that was released meanwhile, since the policy was changed.
    """
    async with database.reading() as session:
        releases = [each for each in await queries.releases(session, agency.ori) if each.period == period.name]
    if releases:
        return from_facts(releases[0].results)
    added_up = await add_up(database, agency, period, sets, progress)
    results = await asyncio.to_thread(added_up.results)
    if not results.invited:
        return results
    async with database.transaction() as session:
        kept = await queries.keep(session, _release(agency, period, results, now))
    return from_facts(kept.results) if kept else None


async def add_up(
    database: Database, agency: Agency, period: Period, sets: Mapping[str, QuestionSet], progress: ReadingProgress
) -> SurveyTally:
    """What the database has of a period now, which may be less than when it was released."""
    adding_up = SurveyTally(sets.values())
    async with database.reading() as session:
        total, _ = await queries.counted(session, agency.ori, period.begins, period.ends)
        done = 0
        async for invited in queries.invited(session, agency, period.begins, period.ends, sets):
            adding_up.add(invited)
            done += 1
            if done % REPORT_EVERY == 0:
                progress(done, total)
    return adding_up


def _released(period: Period, release: SurveyRelease) -> PeriodNow:
    invited = from_facts(release.results).invited
    return PeriodNow(period=period, standing=ReleaseState.RELEASED, release_at=release.released_at, invited=invited)


def _release(agency: Agency, period: Period, results: Results, now: datetime) -> SurveyRelease:
    return SurveyRelease(
        ori=agency.ori,
        period=period.name,
        begins_at=period.begins,
        ends_at=period.ends,
        released_at=now,
        results=to_facts(results),
    )
