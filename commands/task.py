"""`caseline task`: list what waits for an agency's staff, and close what was done."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from commands.open_database import notes, opened, stop
from db.queries import agencies, calls, staff_tasks
from db.tables import Agency, StaffTask
from domain.task_kinds import TaskKind
from intake.staff.safe_contact import cautions_of
from intake.staff.tasks import close_task
from settings import Settings

app = typer.Typer(help="See what waits for staff, and say that it was done.", no_args_is_help=True)

SHOWN_OF_ID = 8
LEAST_OF_ID = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    agency: Agency
    task: StaffTask
    call_number: str
    cautions: tuple[str, ...]
    """What to mind before phoning the person it is about."""


@app.command("list")
def list_tasks(
    agency: Annotated[str, typer.Option("--agency", metavar="ORI", help="Only this agency's.")] = "",
) -> None:
    """List what waits for staff, the most urgent first; times are the agency's own.

    "Mind" is what the person it is about said of ways and hours that are safe: read it before you phone.
    """
    found = asyncio.run(_list(agency.upper()))
    if not found:
        notes.print("Nothing waits for staff. A message that reached no one, or a reply to read, would be here.")
        return
    table = Table("Task", "Agency", "Since", "What", "Call", "Reason", "Mind", "Times")
    for item in found:
        task, zone = item.task, ZoneInfo(item.agency.time_zone)
        table.add_row(
            task.id[:SHOWN_OF_ID],
            task.ori,
            f"{task.opened_at.astimezone(zone):%Y-%m-%d %H:%M}",
            task.kind.replace("_", " "),
            item.call_number or "-",
            task.reason,
            "\n".join(item.cautions),
            str(task.times),
        )
    Console().print(table)
    if any(item.task.kind == TaskKind.DELETION_REQUEST for item in found):
        notes.print("To erase what a deletion request is about: `caseline person erase TASK`.", markup=False)
    notes.print("When one is done: `caseline task close TASK`.", markup=False)


@app.command()
def close(
    task: Annotated[str, typer.Argument(metavar="TASK", help="The task, as `caseline task list` shows it.")],
) -> None:
    """Say that a task was done."""
    if len(task) < LEAST_OF_ID:
        raise typer.BadParameter(f"at least {LEAST_OF_ID} characters of the task, as `caseline task list` shows it")
    asyncio.run(_close(task.lower()))
    typer.echo(f"Task {task} is closed.")


async def _list(ori: str) -> list[_Waiting]:
    async with opened(Settings()) as database, database.reading() as session:
        wanted = [agency for agency in await agencies.every(session) if ori in ("", agency.ori)]
        if ori and not wanted:
            stop(f"There is no agency {ori}; `caseline agency list` shows those there are.")
        found: list[_Waiting] = []
        for agency in wanted:
            tasks = await staff_tasks.open_tasks(session, agency.ori)
            numbers = await calls.numbers(session, {task.call_id for task in tasks if task.call_id})
            cautions = await cautions_of(session, agency.ori, tasks, now=datetime.now(UTC))
            found += [
                _Waiting(
                    agency=agency,
                    task=task,
                    call_number=numbers.get(task.call_id or "", ""),
                    cautions=cautions.get(task.id, ()),
                )
                for task in tasks
            ]
        return found


async def _close(start: str) -> None:
    async with opened(Settings()) as database, database.transaction() as session:
        match await staff_tasks.beginning_with(session, start):
            case []:
                stop(f"There is no task {start}; `caseline task list` shows those that wait.")
            case [task]:
                if not await close_task(session, task, now=datetime.now(UTC)):
                    stop(f"Task {start} was closed before.")
            case _:
                stop(f"Several tasks begin with {start}: type more of it.")
