"""Lists of tasks: cut from the same order as the rule of urgency gives, and only what an account may see."""

from __future__ import annotations

from datetime import timedelta

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import case_owners, staff_tasks, task_lists
from db.queries.staff_tasks import TaskScope
from db.queries.task_lists import REPLIES_SHOWN, TaskFilter, TaskView
from db.tables import InboundReply
from domain.staff.roles import Role
from domain.task_kinds import NewTask, TaskKind
from tests.database import NOW, a_call
from tests.staff_fixtures import a_member

ORI = "WASPD0000"


async def some_tasks(database: Database) -> None:
    """Of every kind, three each, opened and repeated at different times."""
    async with database.transaction() as session:
        for n in range(3):
            for k, kind in enumerate(TaskKind):
                new = NewTask(kind=kind, about=f"{n}", reason="")
                await staff_tasks.raise_task(session, ORI, new, now=NOW + timedelta(minutes=17 * n + 3 * k))
        for n in range(2):
            new = NewTask(kind=TaskKind.REPLY, about=f"{n}", reason="again")
            await staff_tasks.raise_task(session, ORI, new, now=NOW + timedelta(minutes=80 + n))


async def test_the_order_of_a_page_is_that_of_the_rule_at_any_time(database: Database) -> None:
    await a_call(database)
    await some_tasks(database)
    async with database.reading() as session:
        for minutes in (0, 30, 60, 61, 77, 139, 140, 141, 142, 600):
            now = NOW + timedelta(minutes=minutes)
            expected = [task.id for task in await staff_tasks.by_urgency(session, ORI, now=now)]
            found: list[str] = []
            for skip in range(0, len(expected), 7):
                wanted = TaskFilter(
                    scope=TaskScope(ori=ORI, sees_coaching=True),
                    view=TaskView.ALL,
                    account_id="",
                    now=now,
                    skip=skip,
                    most=7,
                )
                found += [each.task.id for each in await task_lists.listed(session, wanted)]
            assert found == expected, minutes


async def test_what_is_counted_is_what_is_listed(database: Database, vault: Vault) -> None:
    call = await a_call(database)
    account = await a_member(database, vault, Role.DETECTIVE)
    await some_tasks(database)
    async with database.transaction() as session:
        await case_owners.assign(session, call.id, account.id, by="operator:test", now=NOW)
        new = NewTask(kind=TaskKind.CALL_BACK, about="own", reason="", call_id=call.id)
        await staff_tasks.raise_task(session, ORI, new, now=NOW)
    async with database.reading() as session:
        for account_id, count in ((None, 31), (account.id, 4)):
            scope = TaskScope(ori=ORI, account_id=account_id)
            wanted = TaskFilter(scope=scope, view=TaskView.ALL, account_id=account.id, now=NOW, most=100)
            waiting = await staff_tasks.waiting(session, scope)
            assert (waiting.tasks, waiting.urgent) == (count, 3)
            assert len(await task_lists.listed(session, wanted)) == count


async def test_of_each_person_the_newest_replies_are_read(database: Database) -> None:
    async with database.transaction() as session:
        for who in ("ana", "ben"):
            for n in range(REPLIES_SHOWN + 2):
                session.add(
                    InboundReply(
                        ori=ORI,
                        provider="twilio",
                        provider_message_id=f"{who}-{n}",
                        address_hash=f"hash of {who}",
                        contact_id=who if who == "ana" else "",
                        intent="other",
                        received_at=NOW + timedelta(minutes=n),
                    )
                )
    async with database.reading() as session:
        found = await task_lists.replies_to(session, ORI, {"ana", "hash of ben", "x"})
        assert await task_lists.replies_to(session, "OTHER", {"ana"}) == []
    theirs = [reply.provider_message_id for reply in found]
    assert sorted(theirs) == ["ana-2", "ana-3", "ana-4", "ben-2", "ben-3", "ben-4"]
    assert theirs[0][-1] == "4"
