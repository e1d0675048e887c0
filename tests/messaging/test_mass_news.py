"""The brake on mass news: exactly as many leave as may, the rest is held for a person, nothing is lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from sqlalchemy import select

from activities.contract import HELD
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, calls, mass_news, messages, staff_tasks
from db.tables import Agency, BrakeEntry, InboxEvent, OutboundMessage
from domain.call_state import CaseStatus
from domain.mass_news import BrakeDecision
from domain.messages import Channel, MessageKey
from intake.staff.mass_news import Review, carry_out
from tests.desk import ORI, POLICY, Desk
from tests.simulator_process import SimulatorProcess
from tests.world import LOCAL

CLOSED, ARREST = MessageKey.CASE_CLOSED, MessageKey.ARREST_MADE
LOW = POLICY.replace("ceiling = 50", "ceiling = 5")
SAYS = {CLOSED: CaseStatus.CLOSED, ARREST: CaseStatus.ARREST, MessageKey.CHARGES_FILED: CaseStatus.CHARGED}


@pytest.fixture
async def desks(database: Database, vault: Vault, simulator: SimulatorProcess, desk: Desk) -> AsyncIterator[list[Desk]]:
    """Three workers' desks with connections of their own, at one database of each kind in turn."""
    databases = [database, Database(str(database.url.render_as_string(hide_password=False))), database]
    made = [replace(desk, database=each) for each in databases]
    await made[0].open_agency()
    yield made
    await databases[1].dispose()


async def set_policy(desk: Desk, policy: str) -> None:
    async with desk.database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        agency.policy = policy


async def news(desk: Desk, count: int, key: MessageKey = CLOSED, *, prefix: str = "26") -> list[str]:
    """So many calls, each with a victim of its own who is to hear this."""
    ids = []
    for n in range(count):
        call = await desk.set_call(f"{prefix}-{n:06d}", case_number=f"{prefix}-{n}", case_status=SAYS[key])
        person = await desk.set_person(call, phone=f"+1206{5550100 + Counter(prefix).total() * 1000 + n}")
        ids.append(await desk.plan(call, person, key, Channel.SMS))
    return ids


async def statuses(desk: Desk, ids: list[str]) -> Counter[tuple[str, str]]:
    return Counter([((row := await desk.row(each)).status, row.reason) for each in ids])


async def review(desk: Desk, decision: BrakeDecision, key: MessageKey = CLOSED) -> tuple[int, int]:
    asked = Review(ori=ORI, key=key, decision=decision, by="4711")
    done = await carry_out(desk.database, asked, clock=lambda: desk.now)
    return done.settled, done.held_since


async def open_tasks(desk: Desk) -> list[tuple[str, int]]:
    async with desk.database.reading() as session:
        return [(task.task_key, task.times) for task in await staff_tasks.open_tasks(session, ORI)]


async def test_of_a_mass_sent_by_several_workers_at_once_exactly_fifty_leave(desks: list[Desk]) -> None:
    ids = await news(desks[0], 80)
    attempts = (desks[n % len(desks)].send(each) for n, each in enumerate(ids))
    outcomes = Counter([outcome.status for (outcome,) in await asyncio.gather(*attempts)])
    assert outcomes == {"sent": 50, HELD: 30}
    assert len(desks[0].texts()) == 50
    assert await statuses(desks[0], ids) == {("sent", ""): 50, ("created", "held_for_review"): 30}
    assert await open_tasks(desks[0]) == [("mass_news/case_closed", 30)]


async def test_what_is_held_is_held_again_when_the_activity_runs_again(desk: Desk) -> None:
    await set_policy(desk, LOW)
    ids = await news(desk, 6)
    await desk.send(*ids)
    (again,) = await desk.send(ids[-1])
    assert (again.status, again.reason) == (HELD, "held_for_review")
    assert await open_tasks(desk) == [("mass_news/case_closed", 1)]
    assert len(desk.texts()) == 5


async def test_all_kinds_together_are_no_more_than_the_ceiling(desk: Desk) -> None:
    await set_policy(desk, LOW)
    ids = [each for n, key in enumerate(SAYS) for each in await news(desk, 3, key, prefix="2" * (n + 1))]
    await desk.send(*ids)
    assert len(desk.texts()) == 5


async def test_a_mass_that_lasts_is_held_for_as_long_as_it_lasts(desk: Desk) -> None:
    await set_policy(desk, LOW)
    for n in range(6):
        await desk.send(*await news(desk, 6, prefix="2" * (n + 1)))
        desk.later(minutes=10)
    assert len(desk.texts()) == 5


async def test_when_no_more_than_usual_comes_new_messages_leave_and_the_held_stay_held(desk: Desk) -> None:
    await set_policy(desk, LOW)
    ids = await news(desk, 8)
    await desk.send(*ids)
    desk.later(minutes=16)
    (later,) = await news(desk, 1, prefix="27")
    (outcome,) = await desk.send(later)
    assert outcome.status == "sent"
    assert await statuses(desk, ids) == {("sent", ""): 5, ("created", "held_for_review"): 3}
    assert await open_tasks(desk) == [("mass_news/case_closed", 3)]


async def test_another_agencys_mass_holds_up_no_one(desk: Desk) -> None:
    await set_policy(desk, LOW)
    async with desk.database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        await agencies.add(session, Agency(**(agency.model_dump() | {"ori": "WASPD0001"})))
        other = await calls.get_or_create(session, "WASPD0001", "26-1", now=desk.now)
        for n in range(20):
            row = OutboundMessage(
                call_id=other.id, key=CLOSED, n=n, status="sent", planned_at=desk.now, updated_at=desk.now
            )
            session.add(row)
            await session.flush()
            session.add(BrakeEntry(message_id=row.id, ori=other.ori, key=CLOSED, decision="held", at=desk.now))
    await desk.send(*await news(desk, 5))
    assert len(desk.texts()) == 5


async def test_call_progress_and_case_numbers_are_never_held(desk: Desk) -> None:
    await set_policy(desk, POLICY.replace("ceiling = 50", "ceiling = 1"))
    await desk.send(*await news(desk, 2))
    call = await desk.set_call("26-9", case_number="26-9")
    person = await desk.set_person(call, phone="+12065550199")
    keys = (MessageKey.CASE_NUMBER, MessageKey.OFFICER_DELAYED)
    outcomes = await desk.send(*[await desk.plan(call, person, key, Channel.SMS) for key in keys])
    assert [outcome.status for outcome in outcomes] == ["sent"] * 2


async def test_what_is_withheld_fills_no_window(desk: Desk) -> None:
    await set_policy(desk, LOW)
    stale = await news(desk, 20)
    async with desk.database.transaction() as session:
        for each in stale:
            row = await messages.lock_message(session, each)
            assert row is not None
            row.valid_until = desk.now - timedelta(minutes=1)
    await desk.send(*stale)
    await desk.send(*await news(desk, 5, prefix="27"))
    assert len(desk.texts()) == 5


async def test_five_times_what_is_usual_on_this_weekday_at_this_hour_may_leave(desk: Desk) -> None:
    """Eight weeks with 8 in this hour: 2 are usual in 15 minutes, so 10 may leave where the ceiling is 5."""
    async with desk.database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        agency.policy, agency.created_at = LOW, desk.now - timedelta(weeks=52)
        past = await calls.get_or_create(session, ORI, "25-1", now=desk.now)
        for week in range(1, 9):
            for n in range(8):
                at = desk.now - timedelta(weeks=week)
                row = OutboundMessage(
                    call_id=past.id, key=CLOSED, n=100 * week + n, status="delivered", planned_at=at, updated_at=at
                )
                session.add(row)
                await session.flush()
                entry = BrakeEntry(message_id=row.id, ori=ORI, key=CLOSED, decision="let_go", at=at)
                session.add(entry)
    await desk.send(*await news(desk, 14))
    assert len(desk.texts()) == 10


async def test_released_messages_leave_in_order_and_do_not_trip_the_brake(desk: Desk) -> None:
    await set_policy(desk, LOW)
    ids = await news(desk, 20)
    await desk.send(*ids)
    assert await review(desk, BrakeDecision.RELEASED) == (15, 0)
    assert await open_tasks(desk) == []
    async with desk.database.reading() as session:
        wakes = (await session.scalars(select(InboxEvent).order_by(InboxEvent.seq))).all()  # type: ignore[arg-type]
    assert [wake.call_number for wake in wakes] == [f"26-{n:06d}" for n in range(5, 20)]
    outcomes = await desk.send(*ids[5:])
    assert {outcome.status for outcome in outcomes} == {"sent"}
    assert len(desk.texts()) == 20
    new = await desk.send(*await news(desk, 5, prefix="27"))
    assert {outcome.status for outcome in new} == {"sent"}, "a release ends the brake"
    assert await review(desk, BrakeDecision.RELEASED) == (0, 0)


async def test_a_released_message_that_is_no_longer_true_is_withheld(desk: Desk) -> None:
    await set_policy(desk, LOW)
    ids = await news(desk, 6)
    await desk.send(*ids)
    await desk.set_call("26-000005", case_number="26-5", case_status=CaseStatus.REOPENED)
    await review(desk, BrakeDecision.RELEASED)
    (outcome,) = await desk.send(ids[5])
    assert (outcome.status, outcome.reason) == ("withheld", "stale")


async def test_what_is_released_at_night_waits_for_the_morning_in_the_database(desk: Desk) -> None:
    await set_policy(desk, LOW)
    ids = await news(desk, 6)
    await desk.send(*ids)
    desk.now = (desk.now.astimezone(LOCAL).replace(hour=23) + timedelta(days=1)).astimezone(UTC)
    await review(desk, BrakeDecision.RELEASED)
    row = await desk.row(ids[5])
    assert (row.status, row.reason) == ("created", "quiet_until")
    assert row.not_before is not None
    assert row.not_before.astimezone(LOCAL).hour == 8
    desk.now = row.not_before
    (outcome,) = await desk.send(row.id)
    assert outcome.status == "sent"


async def test_dropped_messages_are_withheld_with_the_reason_and_the_brake_holds_on(desk: Desk) -> None:
    await set_policy(desk, LOW)
    ids = await news(desk, 8)
    await desk.send(*ids)
    assert await review(desk, BrakeDecision.DROPPED) == (3, 0)
    assert await statuses(desk, ids) == {("sent", ""): 5, ("withheld", "held_for_review: dropped"): 3}
    assert await open_tasks(desk) == []
    (late,) = await news(desk, 1, prefix="27")
    (outcome,) = await desk.send(late)
    assert outcome.status == HELD, "what a mistake still brings is not sent because the first of it was dropped"
    assert await open_tasks(desk) == [("mass_news/case_closed", 1)]


async def test_what_is_held_is_listed_without_people(desk: Desk) -> None:
    await set_policy(desk, LOW)
    await desk.send(*await news(desk, 8))
    async with desk.database.reading() as session:
        (of_key,) = await mass_news.held_by_key(session, ORI)
        some = await mass_news.held(session, ORI, CLOSED, limit=2)
    assert (of_key.key, of_key.count) == (CLOSED, 3)
    assert [each.call_number for each in some] == ["26-000005", "26-000006"]
