"""Results are released once per period, when nobody can answer any more, and never change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.connection.session import Database
from db.queries import survey_results as queries
from db.tables import Agency, Consent, SurveyInvitation, SurveyRelease
from domain.surveys.figures import GroupFigures, figures
from domain.surveys.groups import TOTAL, Group
from domain.surveys.periods import period_named
from domain.surveys.results import Results
from intake.surveys.results import PeriodNow, ReleaseState, choose, periods, results_of
from policies.files import load_question_sets
from tests.asked import IN_JULY, NOBODY, ask
from tests.intake.fakes import POLICY

SETS = load_question_sets()
ORI = "WASPD0000"
LATER = datetime(2026, 11, 25, tzinfo=UTC)


async def now_of(database: Database, name: str = "", *, now: datetime = LATER) -> PeriodNow:
    async with database.reading() as session:
        chosen = choose(await periods(session, await session.get_one(Agency, ORI), now=now), name)
    assert chosen is not None
    return chosen


async def names(database: Database, *, now: datetime = LATER) -> list[str]:
    async with database.reading() as session:
        return [each.period.name for each in await periods(session, await session.get_one(Agency, ORI), now=now)]


async def released(database: Database, name: str = "2026-Q3", *, now: datetime = LATER) -> Results:
    chosen = await now_of(database, name, now=now)
    assert chosen.standing is ReleaseState.RELEASED
    async with database.reading() as session:
        agency = await session.get_one(Agency, ORI)
    found = await results_of(database, agency, chosen.period, SETS, now=now)
    assert found is not None
    return found


def group(results: Results, wanted: Group = TOTAL) -> GroupFigures:
    return next(figures(each) for each in results.groups if each.group == wanted)


async def set_policy(database: Database, every: str) -> None:
    async with database.transaction() as session:
        agency = await session.get_one(Agency, ORI)
        agency.policy = POLICY.replace('results_every = "quarter"', f'results_every = "{every}"')


async def test_a_period_runs_then_closes_then_is_released(sqlite_database: Database) -> None:
    end = datetime(2026, 10, 1, 7, tzinfo=UTC)
    await ask(sqlite_database, 12, at=end - timedelta(hours=1))
    running = await now_of(sqlite_database, now=end - timedelta(minutes=1))
    assert (running.standing, running.invited) == (ReleaseState.RUNNING, 12)
    assert running.release_at == end + timedelta(days=7)
    closing = await now_of(sqlite_database, "2026-Q3", now=end)
    assert (closing.standing, closing.release_at) == (ReleaseState.CLOSING, end + timedelta(days=7, hours=-1))
    done = await now_of(sqlite_database, now=closing.release_at)
    assert (done.period.name, done.standing) == ("2026-Q3", ReleaseState.RELEASED)


async def test_what_is_released_has_every_side(database: Database) -> None:
    await ask(database, 20)
    await ask(database, 15, beat=None, language="es", mode="text", at=IN_JULY + timedelta(days=40))
    await ask(database, 12, beat="C3", call_type="SUICIDE", channels={"sms": "delivered", "email": "sent"})
    await ask(database, 30, ori="WAOTH0000")
    results = await released(database)
    assert results.invited == 47
    shown = {each.group: each.answered for each in results.groups}
    assert shown == {
        TOTAL: 47,
        ("month", "2026-07"): 32,
        ("month", "2026-08"): 15,
        ("beat", ""): 15,
        ("beat", "C2"): 20,
        ("beat", "C3"): 12,
        ("call_type", "LARCENY"): 35,
        ("call_type", "sensitive"): 12,
        ("language", "en"): 32,
        ("language", "es"): 15,
        ("channel", "text"): 15,
        ("channel", "text_and_email"): 12,
        ("channel", "text_link"): 20,
        ("outcome", "officer_came"): 47,
    }


@pytest.mark.parametrize(
    ("channels", "answers", "says_stop", "ends_as"),
    [
        ({"sms": "delivered"}, NOBODY, False, "no_answer"),
        ({"sms": "permanent_failure", "email": "unknown"}, NOBODY, False, "no_answer"),
        ({"sms": "permanent_failure"}, NOBODY, False, "not_delivered"),
        ({"sms": "withheld"}, NOBODY, False, "not_delivered"),
        ({"sms": "delivered"}, NOBODY, True, "refused"),
        ({"sms": "delivered"}, {"overall": 4}, True, "break_off"),
    ],
)
async def test_what_became_of_each_invitation_is_counted(
    sqlite_database: Database, channels: Mapping[str, str], answers: Mapping[str, int], says_stop: bool, ends_as: str
) -> None:
    await ask(sqlite_database, 20)
    [one] = await ask(sqlite_database, 1, channels=channels, answers=answers)
    if says_stop:
        await opt_out(sqlite_database, one, after=timedelta(days=2))
    response = group(await released(sqlite_database)).response
    assert response is not None
    assert (response.invited, response.complete, getattr(response, ends_as)) == (21, 20, 1)


@pytest.mark.parametrize("after", [timedelta(hours=-1), timedelta(days=8)])
async def test_who_refused_before_or_after_their_survey_did_not_refuse_it(
    sqlite_database: Database, after: timedelta
) -> None:
    await ask(sqlite_database, 20)
    [one] = await ask(sqlite_database, 1, answers=NOBODY)
    await opt_out(sqlite_database, one, after=after)
    response = group(await released(sqlite_database)).response
    assert response is not None
    assert (response.refused, response.no_answer) == (0, 1)


async def opt_out(database: Database, one: SurveyInvitation, *, after: timedelta) -> None:
    async with database.transaction() as session:
        said = Consent(
            ori=ORI,
            address_hash=one.address_hash,
            purpose="survey",
            given=False,
            how="text",
            at=one.invited_at + after,
        )
        session.add(said)


async def test_a_release_never_changes(database: Database) -> None:
    invited = await ask(database, 20)
    first = await released(database)
    async with database.transaction() as session:
        changed = await session.get_one(SurveyInvitation, invited[0].id)
        changed.answers = {"overall": 1}
    await ask(database, 5)
    assert await released(database) == first
    assert (await now_of(database, "2026-Q3")).invited == 20


async def test_who_asks_first_at_the_same_time_decides(database: Database) -> None:
    await ask(database, 20)
    await released(database)
    period = (await now_of(database, "2026-Q3")).period
    async with database.transaction() as session:
        for name, begins in (("2026-Q3", period.begins), ("2026", period.begins - timedelta(days=90))):
            late = SurveyRelease(
                ori=ORI, period=name, begins_at=begins, ends_at=period.ends, released_at=LATER, results={}
            )
            kept = await queries.keep(session, late)
            assert (kept is not None) is (name == "2026-Q3")
            assert kept is None or kept.results


async def test_what_overlaps_with_a_release_is_never_released(sqlite_database: Database) -> None:
    await ask(sqlite_database, 20)
    first = await released(sqlite_database)
    july = period_named("2026-07", ZoneInfo("America/Los_Angeles"))
    async with sqlite_database.reading() as session:
        agency = await session.get_one(Agency, ORI)
    assert await results_of(sqlite_database, agency, july, SETS, now=LATER) is None
    assert await released(sqlite_database) == first


async def test_once_released_a_year_keeps_the_length_of_its_periods(sqlite_database: Database) -> None:
    await ask(sqlite_database, 20)
    await set_policy(sqlite_database, "month")
    assert await names(sqlite_database) == ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11"]
    await released(sqlite_database, "2026-07")
    await set_policy(sqlite_database, "year")
    later = datetime(2028, 2, 1, tzinfo=UTC)
    assert (await names(sqlite_database, now=later))[5:] == ["2026-12", "2027", "2028"]


async def test_before_anybody_was_asked_there_is_the_period_it_is(sqlite_database: Database) -> None:
    await ask(sqlite_database, 0)
    now = await now_of(sqlite_database)
    assert (now.period.name, now.standing, now.invited) == ("2026-Q4", ReleaseState.RUNNING, 0)


async def test_a_period_in_which_nobody_was_asked_is_not_kept(sqlite_database: Database) -> None:
    await ask(sqlite_database, 1, at=IN_JULY - timedelta(days=100))
    assert (await released(sqlite_database)).groups == ()
    async with sqlite_database.reading() as session:
        assert await queries.releases(session, ORI) == []
    assert (await now_of(sqlite_database)).period.name == "2026-Q1"
