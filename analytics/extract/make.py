"""Make an extract of one agency: read its tables portion by portion, write what holds no person."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from analytics.extract.call_rows import CallPortion, CallRows
from analytics.extract.called_again import CallsAgain
from analytics.extract.local_times import LocalTimes
from analytics.extract.other_rows import consent_rows, letter_rows, reply_rows, task_rows
from analytics.extract.past_policies import past_policies
from analytics.extract.survey_rows import survey_rows
from analytics.extracts import Extract, ExtractAbout, ExtractWriter, being_written
from db.connection.session import Database
from db.queries import extracts as queries
from db.queries import survey_results
from db.tables import Agency
from domain.usage import Prices
from intake.surveys import results as survey_releases
from intake.surveys.results import ReleaseState
from policies.files import load_question_sets

CALLS_AT_ONCE = 500
ROWS_AT_ONCE = 5_000

BY_PORTAL = "portal"
"""The provider of replies that are letters: `portal.case_file.PROVIDER`."""

Progress = Callable[[str, int | None, int | None], None]
"""Told what is done, and how many of how many calls are; None where that is not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractOrder:
    """What to extract, and where to. `now`: nothing later is known; `prices`: what messages cost about."""

    agency: Agency
    analytics_folder: Path
    prices: Prices
    now: datetime


async def make_extract(
    database: Database, order: ExtractOrder, *, progress: Progress = lambda what, done, total: None
) -> Extract:
    """The new extract, in force. Raises UnderWay, NotInstalled, OSError, DatabaseUnavailable.

    It reads one picture of the database. Periods of surveys that are due are released first, as by each who reads them.
    """
    with being_written(order.analytics_folder, order.agency.ori) as writer:
        await _release_what_is_due(database, order)
        async with database.reading() as session:
            since = await _Making(session, order, writer, progress).read_all()
        about = _about(order, since)
        progress("Writing the files", None, None)
        return await asyncio.to_thread(writer.finish, about)


async def _release_what_is_due(database: Database, order: ExtractOrder) -> None:
    """So that a period is released soon after the last answer, and not when some page is opened by chance."""
    async with database.reading() as session:
        every = await survey_releases.periods(session, order.agency, now=order.now)
    for each in every:
        if each.standing is ReleaseState.RELEASED and each.invited:
            await survey_releases.results_of(database, order.agency, each.period, load_question_sets(), now=order.now)


class _Making:
    def __init__(self, session: AsyncSession, order: ExtractOrder, writer: ExtractWriter, progress: Progress) -> None:
        self._session = session
        self._order = order
        self._writer = writer
        self._progress = progress
        self._ori = order.agency.ori
        self._times = LocalTimes(order.agency.time_zone)

    async def read_all(self) -> date | None:
        """The day of the first call; None if there is none."""
        again = CallsAgain()
        total, done = await queries.count_calls(self._session, self._ori), 0
        async for portion in queries.waits(self._session, self._ori, CALLS_AT_ONCE):
            await self._learn_who_waited(again, portion)
            done += len(portion)
            self._progress("Reading who waited", done, total)
        since = await self._read_calls(again, total)
        await self._read_the_rest()
        return since

    async def _learn_who_waited(self, again: CallsAgain, portion: Sequence[Any]) -> None:
        phones: dict[str, set[str]] = {row.id: set() for row in portion}
        for person in await queries.people(self._session, list(phones)):
            if person.phone_hash:
                phones[person.call_id].add(person.phone_hash)
        for row in portion:
            ends = (datetime.fromisoformat(each) for each in (row.arrived_at, row.ended_at) if each)
            until = min(ends, default=None)
            for phone_hash in sorted(phones[row.id]):
                again.add(row.id, phone_hash, row.received_at, until)

    async def _read_calls(self, again: CallsAgain, total: int) -> date | None:
        since: date | None = None
        done = 0
        versions = await queries.policies(self._session, self._order.agency)
        policies = past_policies(self._order.agency, versions)
        rows = CallRows(self._times, policies, again.counted(), now=self._order.now)
        async for calls in queries.calls(self._session, self._ori, CALLS_AT_ONCE):
            ids = [row.id for row in calls]
            portion = CallPortion(
                calls=calls,
                people=await queries.people(self._session, ids),
                messages=await queries.messages(self._session, ids),
                late_lines=await queries.late_lines(self._session, ids),
            )
            self._writer.add("calls", rows.calls(portion))
            self._writer.add("messages", rows.messages(portion))
            first = self._times.day(min(row.received_at for row in calls))
            since = min(since or first, first)
            done += len(calls)
            self._progress("Reading calls and messages", done, total)
        return since

    async def _read_the_rest(self) -> None:
        session, times, add = self._session, self._times, self._writer.add
        async for replies in queries.replies(session, self._ori, ROWS_AT_ONCE):
            add("replies", reply_rows([row for row in replies if row.provider != BY_PORTAL], times))
            letters = [row for row in replies if row.provider == BY_PORTAL and row.call_id]
            ids = sorted({row.call_id for row in letters})
            if ids:
                answers = await queries.answers(session, ids)
                add("waiting", letter_rows(letters, answers, await queries.closed_tasks(session, ids), times))
        async for consents in queries.consents(session, self._ori, ROWS_AT_ONCE):
            add("consents", consent_rows(consents, times))
        async for tasks in queries.tasks(session, self._ori, ROWS_AT_ONCE):
            add("waiting", task_rows(tasks, times))
        add("surveys", survey_rows(await survey_results.releases(session, self._ori), times))


def _about(order: ExtractOrder, since: date | None) -> ExtractAbout:
    agency = order.agency
    today = LocalTimes(agency.time_zone).day(order.now)
    return ExtractAbout(
        ori=agency.ori,
        agency=agency.name,
        time_zone=agency.time_zone,
        extracted_at=order.now,
        since=min(since or today, today),
        until=today,
        sms_per_segment=str(order.prices.sms_per_segment),
        email=str(order.prices.email),
        currency=order.prices.currency,
    )
