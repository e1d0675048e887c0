"""A task for staff is raised once while it is open, however often its cause repeats."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from db.connection.session import Database
from db.queries import agencies, calls, staff_tasks
from db.tables import StaffTask
from domain.task_kinds import NewTask, TaskKind
from tests.database import NOW, a_call, an_agency

ORI = "WASPD0000"
MINUTE = timedelta(minutes=1)


async def raised(
    database: Database,
    kind: TaskKind = TaskKind.UNDELIVERABLE,
    *,
    about: str = "m",
    reason: str = "landline",
    minutes: int = 0,
    ori: str = ORI,
) -> bool:
    async with database.transaction() as session:
        return await staff_tasks.raise_task(
            session, ori, NewTask(kind=kind, about=about, reason=reason), now=NOW + minutes * MINUTE
        )


async def waiting(database: Database, ori: str = ORI) -> list[StaffTask]:
    async with database.reading() as session:
        return list(await staff_tasks.open_tasks(session, ori))


async def closed(database: Database, task_id: str) -> bool:
    async with database.transaction() as session:
        return await staff_tasks.close(session, task_id, NOW + 9 * MINUTE)


async def test_a_repeat_is_counted_and_keeps_the_newest_reason(database: Database) -> None:
    await a_call(database)
    assert await raised(database)
    assert not await raised(database, reason="rejected", minutes=5)
    (task,) = await waiting(database)
    assert (task.times, task.reason, task.kind) == (2, "rejected", "undeliverable")
    assert (task.opened_at, task.last_at) == (NOW, NOW + 5 * MINUTE)


async def test_many_at_once_raise_one_task(database: Database) -> None:
    await a_call(database)
    new = await asyncio.gather(*(raised(database) for _ in range(8)))
    assert sorted(new) == [False] * 7 + [True]
    assert [task.times for task in await waiting(database)] == [8]


async def test_after_it_was_closed_the_next_is_a_task_of_its_own(database: Database) -> None:
    await a_call(database)
    await raised(database)
    (task,) = await waiting(database)
    assert await closed(database, task.id)
    assert not await closed(database, task.id)
    assert not await closed(database, "nothing")
    assert await waiting(database) == []
    assert await raised(database, minutes=20)
    (again,) = await waiting(database)
    assert (again.id != task.id, again.times) == (True, 1)
    assert await closed(database, again.id)


async def test_an_agency_sees_its_own_the_most_urgent_first(database: Database) -> None:
    await a_call(database)
    async with database.transaction() as session:
        await agencies.add(session, an_agency("OTHER"))
    await raised(database, TaskKind.REPLY)
    await raised(database, TaskKind.UNDELIVERABLE, minutes=1)
    await raised(database, TaskKind.UNDELIVERABLE, about="n")
    await raised(database, TaskKind.EMERGENCY_REPLY, minutes=3)
    await raised(database, TaskKind.EMERGENCY_REPLY, ori="OTHER")
    assert await urgency(database, minutes=90) == ["emergency_reply/m", "undeliverable/n", "undeliverable/m", "reply/m"]
    assert len(await waiting(database, "OTHER")) == 1


async def test_a_reply_of_the_last_hour_that_was_not_understood_comes_right_after_an_emergency(
    database: Database,
) -> None:
    await a_call(database)
    await raised(database, TaskKind.UNDELIVERABLE)
    await raised(database, TaskKind.EMERGENCY_REPLY, minutes=3)
    await raised(database, TaskKind.REPLY, minutes=4)
    fresh = ["emergency_reply/m", "reply/m", "undeliverable/m"]
    assert await urgency(database, minutes=63) == fresh
    assert await urgency(database, minutes=64) == ["emergency_reply/m", "undeliverable/m", "reply/m"]
    await raised(database, TaskKind.REPLY, minutes=70)
    assert await urgency(database, minutes=71) == fresh


async def urgency(database: Database, *, minutes: int) -> list[str]:
    """The kinds that wait, so many minutes later, the most urgent first; behind each the end of what it is about."""
    async with database.reading() as session:
        tasks = await staff_tasks.by_urgency(session, ORI, now=NOW + minutes * MINUTE)
    return [f"{task.kind}/{task.task_key[-1]}" for task in tasks]


async def test_a_task_knows_the_call_it_is_about_and_is_found_by_the_beginning_of_its_id(database: Database) -> None:
    call = await a_call(database, "26-7")
    async with database.transaction() as session:
        await staff_tasks.raise_task(
            session, ORI, NewTask(kind=TaskKind.REPLY, about="r", reason="a reply", call_id=call.id), now=NOW
        )
    tasks = await waiting(database)
    async with database.reading() as session:
        assert await calls.numbers(session, {task.call_id or "" for task in tasks}) == {call.id: "26-7"}
        assert [task.id for task in await staff_tasks.beginning_with(session, tasks[0].id[:8])] == [tasks[0].id]
        assert await staff_tasks.beginning_with(session, "%") == []


async def test_a_closed_task_does_not_say_any_more_whom_it_was_about(database: Database) -> None:
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI))
        await staff_tasks.raise_task(session, ORI, NewTask(kind=TaskKind.REPLY, about="a1b2", reason=""), now=NOW)
        [task] = await staff_tasks.open_tasks(session, ORI)
        await staff_tasks.close(session, task.id, NOW)
    async with database.reading() as session:
        closed = await session.get_one(StaffTask, task.id)
    assert closed.task_key == f"reply/closed/{task.id}"
