"""`caseline case`: show where a case stands and who was told what, list open cases, and change a status."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from commands.case_show import show
from commands.case_status import status
from commands.open_database import notes, opened, stop
from db.queries import agencies, calls, staff_tasks
from db.tables import Agency, Call
from settings import Settings

app = typer.Typer(help="Show where a case stands and who was told what, and change its status.", no_args_is_help=True)

app.command()(show)
app.command()(status)

_Listed = tuple[Call, Agency, int]
"""A call, whose it is, and how many tasks about it wait for staff."""


@app.command("list")
def list_cases(
    agency: Annotated[str, typer.Option("--agency", metavar="ORI", help="Only this agency's.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
) -> None:
    """List open cases, the newest first, each with its open tasks for staff."""
    found = asyncio.run(_list(agency.upper(), limit))
    if not found:
        notes.print("No case is open.")
        return
    table = Table("Call", "Agency", "Case", "Status", "Received", "Tasks")
    for call, whose, tasks in found:
        at = call.received_at
        received = f"{at.astimezone(ZoneInfo(whose.time_zone)):%Y-%m-%d %H:%M}" if at else "-"
        table.add_row(call.call_number, call.ori, call.case_number or "-", call.status, received, str(tasks or ""))
    Console().print(table)


async def _list(ori: str, limit: int) -> Sequence[_Listed]:
    async with opened(Settings()) as database, database.reading() as session:
        known = {agency.ori: agency for agency in await agencies.every(session)}
        if ori and ori not in known:
            stop(f"There is no agency {ori}; `caseline agency list` shows those there are.")
        found = await calls.open_cases(session, ori=ori, limit=limit)
        waiting: Counter[str] = Counter()
        for each in {call.ori for call in found}:
            waiting.update(task.call_id for task in await staff_tasks.open_tasks(session, each) if task.call_id)
        return [(call, known[call.ori], waiting[call.id]) for call in found]
