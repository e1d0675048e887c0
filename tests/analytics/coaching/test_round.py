"""Each night answers are read into coaching's own files, pointers are made, and a policy that closes it erases all."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from analytics.coaching.answers import rated_calls
from analytics.coaching.example import LOOKED_AT, PRAISED
from analytics.coaching.making import make_pictures
from analytics.coaching.pointers import SETTLED, open_pointers, open_tasks
from analytics.coaching.round import CoachingRound
from analytics.coaching.store import CoachingStore
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, coaching, coaching_answers, staff_tasks
from db.tables import Call, CoachingCount, CoachingRemark, StaffTask, SurveyInvitation
from domain.coaching.terms import SubjectRole
from domain.staff.roles import Role
from domain.task_kinds import TaskKind
from policies.files import load_question_sets
from tests.coaching_fixtures import NOON, OPENED, open_coaching, with_pictures
from tests.database import an_agency
from tests.intake.fakes import POLICY, StandingClock
from tests.portal_fixtures import ORI
from tests.staff_fixtures import a_member

ANSWERS = {"call_taker_helpful": 2, "officers_respectful": 5, "officers_listened": 4, "overall": 1}


@pytest.fixture
async def agency(database: Database) -> None:
    """It is there; coaching is closed."""
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI, policy=POLICY))


def a_round(database: Database, folder: Path, clock: StandingClock) -> CoachingRound:
    return CoachingRound(database, analytics_folder=folder, question_sets=load_question_sets(), clock=clock)


async def answered_call(database: Database, number: str, *, at: datetime = NOON, **values: object) -> None:
    """A call that one person answered about."""
    state = {"beat": "B1", "incident_type": "LARCENY"} | dict(values.pop("state", {}))  # type: ignore[call-overload]
    call = Call(ori=ORI, call_number=number, received_at=at, state=state, created_at=at, updated_at=at)
    call.sensitive_at = values.pop("sensitive_at", None)  # type: ignore[assignment]
    invitation = SurveyInvitation(
        ori=ORI,
        call_id=call.id,
        contact_id="c",
        address_hash="h",
        token_hash=f"t-{number}",
        language="en",
        question_set="officer_came.1",
        invited_at=at,
        expires_at=at,
        answered_at=at,
        answers=ANSWERS,
        call_taker="901",
        officers=["4711", "4712"],
    )
    others = [replaced(invitation)] if values.pop("second", False) else []
    for name, value in values.items():
        setattr(invitation, name, value)
    async with database.transaction() as session:
        session.add(call)
        await session.flush()
        session.add_all([invitation, *others])


def replaced(first: SurveyInvitation) -> SurveyInvitation:
    """The same of another person of the call."""
    values = first.model_dump(exclude={"id"})
    return SurveyInvitation(**values | {"contact_id": "d", "token_hash": f"{first.token_hash}-d"})


@pytest.mark.usefixtures("agency")
async def test_each_question_counts_for_those_it_is_about(database: Database) -> None:
    await answered_call(database, "26-1")
    await answered_call(database, "26-2", sensitive_at=NOON)
    await answered_call(database, "26-3", state={"incident_type": "DVA"})
    await answered_call(database, "26-4", answered_at=NOON - timedelta(days=400))
    await answered_call(database, "26-5", officers=[], call_taker=None)
    async with database.reading() as session:
        since = NOON - timedelta(days=365)
        found = [each async for each in coaching_answers.answered(session, ORI, since)]
    calls = list(rated_calls(found, load_question_sets(), ZoneInfo("America/Los_Angeles")))

    assert [(call.role, call.of, call.rating, call.answers, call.full_marks, call.shift) for call in calls] == [
        (SubjectRole.OFFICER, ("4711", "4712"), 4.5, 1, 0, 6),
        (SubjectRole.CALL_TAKER, ("901",), 2, 1, 0, 6),
    ]


@pytest.mark.usefixtures("agency")
@pytest.mark.parametrize("at_once", [3, 4, 5])
async def test_portions_lose_no_answer_and_part_no_call(
    database: Database, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(coaching_answers, "AT_ONCE", at_once)
    for number in range(6):
        await answered_call(database, f"26-{number}", second=number % 2 == 0)
    async with database.reading() as session:
        found = [each.call_id async for each in coaching_answers.answered(session, ORI, NOON)]
    assert found == sorted(found)
    assert len(found) == 9
    assert len(set(found)) == 6


@pytest.mark.usefixtures("agency")
async def test_while_it_is_closed_nothing_is_read_or_written(database: Database, tmp_path: Path) -> None:
    await answered_call(database, "26-1")
    await a_round(database, tmp_path / "analytics", StandingClock(NOON)).run_once()
    assert not (tmp_path / "analytics").exists()


@pytest.mark.usefixtures("agency")
async def test_an_open_one_keeps_ids_only_where_its_owner_alone_reads(database: Database, tmp_path: Path) -> None:
    await open_coaching(database, ORI)
    await answered_call(database, "26-1")
    await a_round(database, tmp_path, StandingClock(NOON)).run_once()

    store = CoachingStore.of_agency(tmp_path, ORI)
    assert [call.of for call in store.calls()] == [("4711", "4712"), ("901",)]
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    content = b"".join(each.read_bytes() for each in store.folder.iterdir())
    assert b"26-1" not in content


@pytest.mark.usefixtures("agency")
async def test_closing_it_erases_every_row_file_and_task(database: Database, tmp_path: Path) -> None:
    await open_coaching(database, ORI)
    pictures = with_pictures(tmp_path, ORI, NOON)
    async with database.transaction() as session:
        await open_pointers(session, ORI, OPENED, pictures, now=NOON)
        await open_tasks(session, ORI, now=NOON)
        await coaching.put_count(
            session, CoachingCount(ori=ORI, subject_id="4711", day=NOON.date(), kind="training", count=1)
        )
        await coaching.add_remark(session, CoachingRemark(ori=ORI, subject_id="4711", written_at=NOON))
        assert len(await staff_tasks.open_tasks(session, ORI)) == 2
    await open_coaching(database, ORI, "")

    await a_round(database, tmp_path, StandingClock(NOON)).run_once()

    async with database.reading() as session:
        assert not await coaching.kept(session, ORI)
        assert not await staff_tasks.open_tasks(session, ORI)
    assert not CoachingStore.of_agency(tmp_path, ORI).exists


@pytest.mark.usefixtures("agency")
async def test_an_agency_at_which_it_fails_keeps_no_other_waiting(database: Database, tmp_path: Path) -> None:
    later = "WAZZZ0000"
    async with database.transaction() as session:
        await agencies.add(session, an_agency(later, policy=POLICY))
        await coaching.put_count(
            session, CoachingCount(ori=later, subject_id="1", day=NOON.date(), kind="training", count=1)
        )
    await open_coaching(database, ORI)
    (tmp_path / ORI).write_text("no folder")

    await a_round(database, tmp_path, StandingClock(NOON)).run_once()

    async with database.reading() as session:
        assert not await coaching.kept(session, later)


@pytest.mark.usefixtures("agency")
async def test_a_policy_that_cannot_be_read_neither_opens_nor_erases(database: Database, tmp_path: Path) -> None:
    with_pictures(tmp_path, ORI, NOON)
    await open_coaching(database, ORI, '[coaching]\npurpose = "Praise"\n')
    await a_round(database, tmp_path, StandingClock(NOON)).run_once()
    assert CoachingStore.of_agency(tmp_path, ORI).exists


@pytest.mark.usefixtures("agency")
async def test_what_is_older_than_the_policy_says_is_erased(database: Database, tmp_path: Path) -> None:
    await open_coaching(database, ORI)
    await answered_call(database, "26-1", at=NOON - timedelta(days=370))
    async with database.transaction() as session:
        for days in (10, 370):
            day = NOON.date() - timedelta(days=days)
            await coaching.put_count(session, CoachingCount(ori=ORI, subject_id="1", day=day, kind="training", count=1))
            remark = CoachingRemark(ori=ORI, subject_id="1", written_at=NOON - timedelta(days=days))
            await coaching.add_remark(session, remark)

    await a_round(database, tmp_path, StandingClock(NOON)).run_once()

    async with database.reading() as session:
        kept = await coaching.kept(session, ORI)
    assert (kept.counts, kept.remarks) == (1, 1)
    assert not CoachingStore.of_agency(tmp_path, ORI).calls()


async def test_who_has_an_account_sees_a_pointer_first_and_of_others_supervisors_are_told(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    await a_member(database, vault, Role.OFFICER, cad_id=LOOKED_AT)
    pictures = with_pictures(tmp_path, ORI, NOON)
    async with database.transaction() as session:
        assert await open_pointers(session, ORI, OPENED, pictures, now=NOON) == 2
        assert await open_tasks(session, ORI, now=NOON) == 1
    async with database.reading() as session:
        assert [each.subject_id for each in await coaching.shown_open(session, ORI, NOON)] == [PRAISED]
    later = NOON + timedelta(days=OPENED.officer_first_days)
    async with database.transaction() as session:
        assert await open_tasks(session, ORI, now=later - timedelta(minutes=1)) == 0
        assert await open_tasks(session, ORI, now=later) == 1
        assert await open_tasks(session, ORI, now=later) == 0
        tasks = await staff_tasks.open_tasks(session, ORI)
    assert {task.kind for task in tasks} == {TaskKind.COACHING}
    assert not [task for task in tasks if LOOKED_AT in str(_plain(task)) or task.call_id]


@pytest.mark.usefixtures("agency")
async def test_no_answer_points_twice(database: Database, tmp_path: Path) -> None:
    pictures = with_pictures(tmp_path, ORI, NOON)
    async with database.transaction() as session:
        assert await open_pointers(session, ORI, OPENED, pictures, now=NOON) == 2
    for days, new in ((1, 0), (364, 0), (366, 2)):
        now = NOON + timedelta(days=days)
        async with database.transaction() as session:
            for each in await coaching.opened_since(session, ORI, NOON):
                each.closed_at = now
            later = replace(pictures, until=now.date())
            assert await open_pointers(session, ORI, OPENED, later, now=now) == new


@pytest.mark.usefixtures("agency")
async def test_a_new_rule_points_at_no_one_before_it_could_be_seen(database: Database, tmp_path: Path) -> None:
    store = CoachingStore.of_agency(tmp_path, ORI)
    with_pictures(tmp_path, ORI, NOON)
    stricter = replace(OPENED, rule=replace(OPENED.rule, least_answers=11))
    made = make_pictures(store, stricter, today=NOON.date(), now=NOON)
    again = make_pictures(store, stricter, today=NOON.date(), now=NOON + SETTLED)
    async with database.transaction() as session:
        assert await open_pointers(session, ORI, stricter, made, now=NOON) == 0
        assert await open_pointers(session, ORI, stricter, again, now=NOON + SETTLED) == 2


def _plain(task: StaffTask) -> dict[str, object]:
    return task.model_dump()
