"""The pages of today, tasks, search and assigning in the states they can be in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from db.queries import staff_tasks
from db.tables import BrakeEntry, OutboundMessage
from domain.task_kinds import TaskKind
from tests.pages.staff_world import StaffWorld, staff_in
from tests.pages.stage import NOW, Guest, Stage
from tests.pages.table import View, Way
from tests.portal_fixtures import ORI

HOME = f"/staff/{ORI}"
FEW = 6


def at_page(badge: str, path: str) -> Way:
    """A member of staff opens a page."""

    async def go(guest: Guest) -> None:
        await staff_in(guest, badge)
        await guest.goto(f"{HOME}/{path}")

    return go


def at_task(badge: str, kind: TaskKind) -> Way:
    """A member of staff opens the task of this kind."""

    async def go(guest: Guest) -> None:
        await staff_in(guest, badge)
        async with guest.stage.database.reading() as session:
            tasks = await staff_tasks.open_tasks(session, ORI)
        task_id = next(task.id for task in tasks if task.kind == kind)
        await guest.goto(f"{HOME}/tasks/{task_id}")

    return go


async def task_without_an_outcome(guest: Guest) -> None:
    """Its form was sent without an answer."""
    await at_task("S-12", TaskKind.CALL_BACK)(guest)
    await guest.press("form[action$=close] button")


async def today(guest: Guest) -> None:
    """With what the brake holds, and what was not sent."""
    world = await staff_in(guest, "S-12")
    await hold_some(guest.stage, world)
    await guest.goto(f"{HOME}/today")


async def hold_some(stage: Stage, world: StaffWorld) -> None:
    """Arrests that came in a mass, and messages that were not sent; once."""
    async with stage.database.transaction() as session:
        for n in range(FEW):
            row = OutboundMessage(
                id=f"held-{n}",
                call_id=world.call_ids[1 + n % 5],
                n=100 + n,
                key="arrest_made",
                channel="sms",
                status="withheld" if n % 2 else "created",
                reason="opted_out" if n % 2 else "held_for_review",
                planned_at=NOW,
                updated_at=NOW,
            )
            if await session.get(OutboundMessage, row.id) is not None:
                return
            session.add(row)
            await session.flush()
            if row.status == "created":
                at = NOW - timedelta(minutes=n)
                session.add(BrakeEntry(message_id=row.id, ori=ORI, key=row.key, decision="held", at=at))


def searched(badge: str, what: str, reason: str = "investigation") -> Way:
    """A member of staff has searched."""

    async def go(guest: Guest) -> None:
        await guest.stage.forget_tries()
        await staff_in(guest, badge)
        await guest.goto(f"{HOME}/search")
        await guest.page.locator("#what").fill(what)
        await guest.page.locator(f"[name=reason][value={reason}]").check()
        await guest.press("main button[type=submit]")

    return go


def assigning(number: int, badge: str = "") -> Way:
    """A supervisor is about to assign a case; with `badge`, has chosen that detective."""

    async def go(guest: Guest) -> None:
        world = await staff_in(guest, "S-12")
        await guest.goto(f"{HOME}/assign/{world.call_ids[number]}")
        if badge:
            await guest.page.locator(f"[name=badge][value={badge}]").check()
            await guest.press("main button[type=submit]")

    return go


SUPERVISOR_VIEWS: Mapping[str, View] = {
    "tasks": View(way=at_page("S-12", "tasks")),
    "tasks-of-a-detective": View(way=at_page("D-114", "tasks")),
    "tasks-none-mine": View(way=at_page("S-12", "tasks?view=mine")),
    "tasks-closed": View(way=at_page("S-12", "tasks?view=closed")),
    "task-emergency": View(way=at_task("S-12", TaskKind.EMERGENCY_REPLY)),
    "task-without-an-outcome": View(way=task_without_an_outcome, status=422),
    "today": View(way=today),
    "today-unassigned": View(way=at_page("S-12", "today?only=unassigned")),
    "search": View(way=at_page("D-114", "search")),
    "search-found": View(way=searched("S-12", "(971) 555-0102")),
    "search-nothing": View(way=searched("D-114", "2026-90004")),
    "search-why": View(way=searched("R-5", "2026-90004", "other"), status=422),
    "assign": View(way=assigning(5)),
    "assign-check": View(way=assigning(5, "D-207")),
    "assign-further": View(way=assigning(2, "D-207")),
}
