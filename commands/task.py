"""`caseline task`: list what waits for an agency's staff, and close what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.find_rows import SHOWN_OF_ID, OnlyOri, agencies_by_ori, beginning_of_id, only_task
from commands.lazy import group
from commands.open_database import notes, reading, stop, writing
from commands.output import local_time, show_table, spaced
from db.queries import calls, staff_tasks
from db.tables import Agency, StaffTask
from domain.task_kinds import TaskKind
from intake.staff.safe_contact import cautions_of
from intake.staff.tasks import close_task

app = group("See what waits for staff, and say that it was done.")


@app.command("list")
def list_tasks(agency: OnlyOri = "") -> None:
    """List what waits for staff, the most urgent first; times are the agency's own.

    "Mind" is what the person it is about said of ways and hours that are safe: read it before you phone.
    """
    found = _list(agency)
    if not found:
        notes.print("Nothing waits for staff. A message that reached no one, or a reply to read, would be here.")
        return
    show_table(("Task", "Agency", "Since", "What", "Call", "Reason", "Mind", "Times"), (row for _, row in found))
    if TaskKind.DELETION_REQUEST in {kind for kind, _ in found}:
        notes.print("To erase what a deletion request is about: `caseline person erase TASK`.", markup=False)
    if TaskKind.MASS_NEWS in {kind for kind, _ in found}:
        notes.print("To look at mass news and decide about it: `caseline message held`.", markup=False)
    notes.print("When one is done: `caseline task close TASK`.", markup=False)


@app.command()
def close(
    task: Annotated[str, typer.Argument(metavar="TASK", help="The task, as `caseline task list` shows it.")],
) -> None:
    """Say that a task was done."""
    _close(beginning_of_id("task", task))
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
        for task in tasks:
            number, mind = numbers.get(task.call_id or "", "-"), "\n".join(cautions.get(task.id, ()))
            rows.append((task.kind, _row(task, agency, number, mind)))
    return rows


def _row(task: StaffTask, agency: Agency, call_number: str, mind: str) -> Sequence[str]:
    since = local_time(task.opened_at, agency.time_zone)
    about = (spaced(task.kind), call_number, task.reason, mind)
    return (task.id[:SHOWN_OF_ID], task.ori, since, *about, str(task.times))


@writing
async def _close(session: AsyncSession, start: str) -> None:
    task = only_task(await staff_tasks.beginning_with(session, start), start)
    if not await close_task(session, task, now=datetime.now(UTC)):
        stop(f"Task {start} was closed before.")
