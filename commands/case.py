"""`caseline case`: show where a case stands and who was told what, list open cases, and change a status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.case_phones import phones
from commands.case_show import show
from commands.case_status import prove, status
from commands.find_rows import OnlyOri, agencies_by_ori
from commands.lazy import group
from commands.open_database import notes, reading
from commands.output import local_time, show_table
from db.queries import calls, staff_tasks

app = group("Show where a case stands and who was told what, and change its status.")
app.command()(show)
app.command()(phones)
app.command()(status)
app.command()(prove)


@app.command("list")
def list_cases(
    agency: OnlyOri = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
) -> None:
    """List open cases, the newest first, each with its open tasks for staff."""
    found = _list(agency, limit)
    if not found:
        notes.print("No case is open.")
        return
    show_table(("Call", "Agency", "Case", "Status", "Received", "Tasks"), found)


@reading
async def _list(session: AsyncSession, ori: str, limit: int) -> list[Sequence[str]]:
    known = await agencies_by_ori(session, ori)
    found = await calls.open_cases(session, ori=ori, limit=limit)
    tasks: Counter[str] = Counter()
    for each in {call.ori for call in found}:
        tasks.update(task.call_id for task in await staff_tasks.open_tasks(session, each) if task.call_id)
    return [
        (
            call.call_number,
            call.ori,
            call.case_number or "-",
            call.status,
            local_time(call.received_at, known[call.ori].time_zone),
            str(tasks[call.id] or ""),
        )
        for call in found
    ]
