"""Writes an extract of an invented year, so that pages can be seen full before there is anything to see."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from analytics.example.answers import ExampleAnswers, survey_answer
from analytics.example.calls import ExampleCall, ExampleCalls, Year
from analytics.example.messages import Asked, CallTold, ExampleMessages
from analytics.extract.local_times import LocalTimes
from analytics.extract.survey_rows import survey_rows
from analytics.extracts import Extract, ExtractAbout, Row, being_written
from db.tables import SurveyRelease
from domain.call_state import CallStatus, CaseStatus, End
from domain.dispositions import REPORT_TAKEN
from domain.surveys.periods import Every, Period, period_at
from domain.surveys.results import to_facts
from domain.surveys.tally import SurveyTally
from domain.usage import Prices
from policies.files import load_question_sets, read_policy

CALLS = 40_000
"""As many as a city of 100,000 has in a year."""

SEED = 20_251_128
MONTHS = 12

_RELEASED_AFTER = timedelta(days=14)
"""Then no invitation of a quarter can be answered any more."""

_BY_STATUS: tuple[tuple[CaseStatus, float], ...] = (
    (CaseStatus.OPENED, 0.3),
    (CaseStatus.ASSIGNED, 0.2),
    (CaseStatus.SUSPENDED, 0.24),
    (CaseStatus.CLOSED, 0.2),
    (CaseStatus.ARREST, 0.06),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleOrder:
    """Whose year, which (`since` until before `until`, the agency's days), and how many calls, about."""

    analytics_folder: Path
    ori: str
    agency: str
    time_zone: str
    since: date
    until: date
    now: datetime
    prices: Prices
    calls: int = CALLS
    seed: int = SEED


def last_twelve_months(now: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """The first day of twelve whole months, and the first day after them: that of this month."""
    until = now.astimezone(zone).date().replace(day=1)
    return until.replace(year=until.year - 1), until


def example_year(order: ExampleOrder, *, progress: Callable[[str], None] = lambda what: None) -> Extract:
    """The example, in force; the same order and seed give the same rows. Raises UnderWay, NotInstalled, OSError."""
    zone = ZoneInfo(order.time_zone)
    with being_written(order.analytics_folder, order.ori) as writer:
        progress("Inventing calls")
        invented = _Invented(order, Year(since=order.since, until=order.until, zone=zone))
        for name, rows in invented.tables().items():
            progress(f"Writing {name}")
            writer.add(name, rows)
        about = ExtractAbout(
            ori=order.ori,
            agency=order.agency,
            time_zone=order.time_zone,
            extracted_at=order.now,
            since=order.since,
            until=order.until,
            invented=True,
            sms_per_segment=str(order.prices.sms_per_segment),
            email=str(order.prices.email),
            currency=order.prices.currency,
        )
        return writer.finish(about)


class _Invented:
    def __init__(self, order: ExampleOrder, year: Year) -> None:
        self._chance = Random(order.seed)  # noqa: S311  it invents, and guards nothing
        self._order = order
        self._year = year
        self._times = LocalTimes(order.time_zone)
        self._ends = datetime.combine(year.until, datetime.min.time(), tzinfo=year.zone)

    def tables(self) -> dict[str, Iterable[Row]]:
        """Name -> rows, as `analytics.columns` has them."""
        calls = ExampleCalls(self._chance, self._year).draw(self._order.calls)
        messages = ExampleMessages(self._chance, read_policy()[1], self._times)
        answers = ExampleAnswers(self._chance, self._times, now=self._ends)
        asked: list[Asked] = []
        rows: dict[str, list[Row]] = {"calls": [], "messages": []}
        for call in calls:
            told = messages.of_call(call)
            rows["calls"].append(self._row(call, told))
            rows["messages"] += told.rows
            asked += told.asked
            answers.to_texts(told.texted, of_year=call.of_year)
            if call.disposition in REPORT_TAKEN and told.told:
                answers.of_cases(call.ended_at, of_year=call.of_year)
            if told.is_for_staff:
                answers.undeliverable(call.ended_at)
        released = survey_rows(self._releases(asked), self._times)
        by_time = {"replies": answers.replies, "consents": answers.consents, "waiting": answers.waiting}
        return {**rows, **by_time, "surveys": released}

    def _row(self, call: ExampleCall, told: CallTold) -> Row:
        case = self._case(call)
        return (
            call.id,
            call.received_at,
            *self._times.day_hour_weekday(call.received_at),
            call.code,
            call.sensitive,
            call.priority,
            call.beat,
            call.cell,
            call.by_officer,
            call.dispatched_at,
            call.arrived_at,
            call.ended_at,
            call.end.value,
            call.disposition,
            _status(call, case).value,
            case.value if case else None,
            len(call.languages),
            told.told,
            told.due_at,
            told.delay_told_at,
            told.delay_withheld,
            self._again(call, told) if call.languages else 0,
        )

    def _case(self, call: ExampleCall) -> CaseStatus | None:
        if call.disposition not in REPORT_TAKEN:
            return None
        return self._chance.choices([case for case, _ in _BY_STATUS], [share for _, share in _BY_STATUS])[0]

    def _again(self, call: ExampleCall, told: CallTold) -> int:
        """The longer they wait the more of them call again, and fewer of those who were told that it takes longer."""
        minutes = (call.waited_until - call.received_at).total_seconds() / 60
        mean = 0.004 * max(0.0, min(minutes, 240) - 15) * (_OF_THOSE_TOLD if told.delay_told_at else 1)
        # Poisson, by Knuth: the means are small.
        limit, number, left = math.exp(-mean), 0, self._chance.random()
        while left > limit:
            number, left = number + 1, left * self._chance.random()
        return number

    def _releases(self, asked: Iterable[Asked]) -> Iterable[SurveyRelease]:
        """Of the quarters that lie in the year whole."""
        sets = load_question_sets()
        tallies: dict[Period, SurveyTally] = {}
        for each in asked:
            period = self._period(each.at, tallies)
            if period is not None:
                tallies[period].add(survey_answer(self._chance, each, sets, self._year.zone))
        for period, tally in tallies.items():
            yield SurveyRelease(
                ori=self._order.ori,
                period=period.name,
                begins_at=period.begins,
                ends_at=period.ends,
                released_at=period.ends + _RELEASED_AFTER,
                results=to_facts(tally.results()),
            )

    def _period(self, at: datetime, tallies: dict[Period, SurveyTally]) -> Period | None:
        known = next((each for each in tallies if each.begins <= at < each.ends), None)
        if known is not None:
            return known
        period = period_at(at, Every.QUARTER, self._year.zone)
        begins = datetime.combine(self._year.since, datetime.min.time(), tzinfo=self._year.zone)
        if period.begins < begins or period.ends > self._ends or period.ends + _RELEASED_AFTER > self._order.now:
            return None
        tallies[period] = SurveyTally(load_question_sets().values())
        return period


_OF_THOSE_TOLD = 0.7
"""The example's truth about what telling avoids: 30 % of the calls that ask where the officer is."""


def _status(call: ExampleCall, case: CaseStatus | None) -> CallStatus:
    if call.end is End.MERGED:
        return CallStatus.MERGED
    if case not in (None, CaseStatus.OPENED):
        return CallStatus(case)
    if call.end is End.CANCELLED:
        return CallStatus.CANCELLED
    return CallStatus.CLEARED if case else CallStatus.CLOSED
