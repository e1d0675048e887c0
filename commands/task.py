"""`caseline task`: list what waits for an agency's staff, and close what was done."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from commands.find_rows import SHOWN_OF_ID, OnlyOri, agencies_by_ori, beginning_of_id, only_task
from commands.lazy import group
from commands.open_database import notes, reading, stop, writing
from commands.output import local_time, show_table, spaced
from db.queries import calls, staff_accounts, staff_tasks
from db.queries.staff_tasks import ClosedHow
from db.tables import Agency, StaffTask
from domain.actors import Actor
from domain.audit.acts import Act, ActKind
from domain.task_kinds import TaskKind, TaskOutcome
from intake.staff.safe_contact import cautions_of
from intake.staff.tasks import close_task
from staff.tasks import due_of

app = group("See what waits for staff, and say that it was done.")


By = Annotated[
    str,
    typer.Option(
        metavar="ID",
        help="Badge or user id of who did it, never a name; your user id on this machine if left out.",
        callback=lambda given: given.strip() or f"uid-{os.getuid()}",
    ),
]


@app.command("list")
def list_tasks(agency: OnlyOri = "") -> None:
    """List what waits for staff, the most urgent first; times are the agency's own.

    "Mind" is what the person it is about said of ways and hours that are safe: read it before you phone.
    """
    found = _list(agency)
    if not found:
        notes.print("Nothing waits for staff. A message that reached no one, or a reply to read, would be here.")
        return
    columns = ("Task", "Agency", "Since", "Due", "Owner", "What", "Call", "Reason", "Mind", "Times")
    show_table(columns, (row for _, row in found))
    if TaskKind.DELETION_REQUEST in {kind for kind, _ in found}:
        notes.print("To erase what a deletion request is about: `caseline person erase TASK`.", markup=False)
    if TaskKind.MASS_NEWS in {kind for kind, _ in found}:
        notes.print("To look at mass news and decide about it: `caseline message held`.", markup=False)
    notes.print("When one is done: `caseline task close TASK`.", markup=False)


@app.command()
def close(
    task: Annotated[str, typer.Argument(metavar="TASK", help="The task, as `caseline task list` shows it.")],
    outcome: Annotated[TaskOutcome, typer.Option(help="What came of it.")] = TaskOutcome.DONE,
    by: By = "",
) -> None:
    """Say that a task was done, and what came of it.

    Example: caseline task close 3f9a2c11 --outcome called_back --by 4711
    """
    _close(beginning_of_id("task", task), outcome, _actor(by))
    typer.echo(f"Task {task} is closed.")


@reading
async def _list(session: AsyncSession, ori: str) -> list[tuple[str, Sequence[str]]]:
    """The kind and the row of each."""
    rows: list[tuple[str, Sequence[str]]] = []
    now = datetime.now(UTC)
    for agency in (await agencies_by_ori(session, ori)).values():
        tasks = await staff_tasks.by_urgency(session, agency.ori, now=now)
        numbers = await calls.numbers(session, {task.call_id for task in tasks if task.call_id})
        cautions = await cautions_of(session, agency.ori, tasks, now=now)
        badges = {account.id: account.badge for account in await staff_accounts.of_agency(session, agency.ori)}
        for task in tasks:
            number, mind = numbers.get(task.call_id or "", "-"), "\n".join(cautions.get(task.id, ()))
            owner = badges.get(task.owner_account_id or "", "-")
            about = (owner, spaced(task.kind), number, task.reason, mind)
            rows.append((task.kind, _row(task, agency, about)))
    return rows


def _row(task: StaffTask, agency: Agency, about: Sequence[str]) -> Sequence[str]:
    due = due_of(task, ZoneInfo(agency.time_zone))
    times = (local_time(each, agency.time_zone) for each in (task.opened_at, due))
    return (task.id[:SHOWN_OF_ID], task.ori, *times, *about, str(task.times))


def _actor(by: str) -> str:
    """Who typed it. Raises typer.BadParameter."""
    try:
        return str(Actor.read(f"operator:{by}"))
    except ValueError as error:
        raise typer.BadParameter(f"{error}.", param_hint="--by") from None


@writing
async def _close(session: AsyncSession, start: str, outcome: TaskOutcome, by: str) -> None:
    task = only_task(await staff_tasks.beginning_with(session, start), start)
    if task.kind == TaskKind.COACHING:
        stop("A pointer of coaching is closed with a word, on the pages of coaching.")
    now, how = datetime.now(UTC), ClosedHow(by=by, outcome=outcome.value)
    if not await close_task(session, task, now=now, how=how):
        stop(f"Task {start} was closed before.")
    detail = {"kind": task.kind, "change": "closed", "outcome": outcome.value}
    await record(
        session,
        Act(ori=task.ori, kind=ActKind.TASK_CHANGED, by=by, about=f"task:{task.id}", detail=detail),
        now=now,
    )
