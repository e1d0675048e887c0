"""`caseline person`: erase what is held about a person who asked for it, or say that they are no suspect."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from commands.acting import note
from commands.erasure import ledger_errors, ledger_of
from commands.find_rows import IfSeveral, Number, beginning_of_id, find_call, only_task
from commands.lazy import group
from commands.open_database import notes, opened, stop, vault_for
from commands.output import DAYS, local_time
from commands.progress_display import Steps
from db.connection.session import Database
from db.queries import calls, staff_tasks
from db.tables import Agency, StaffTask
from domain.audit.acts import ActKind
from domain.task_kinds import TaskKind
from intake.staff.roles import take_back_suspicion
from portal.deletion import ToErase, erase, to_erase, who_asked
from settings import Settings

app = group("Erase what is held about a person who asked for it, or say that they are no suspect.")

ERASED = """\
Their names, numbers, addresses, the words of messages to them and of what they wrote, and their comments will be
gone, with their choices and their way into the portal. That there was a call, and which messages went when, stays;
so does what they forbade, so that they are not written to again. Copies in your CAD, your RMS and at the providers are
not ours to erase. What CAD goes on saying of them in these calls is not taken in again; the erasure ledger sees to it,
and after a restore `caseline erasure replay` erases them again."""


@app.command("erase")
def erase_person(
    task: Annotated[str, typer.Argument(metavar="TASK", help="The deletion request, as `task list` shows it.")],
    keep: Annotated[
        list[str], typer.Option("--keep", metavar="CALL", help="A call whose record you must keep; may be repeated.")
    ] = [],  # noqa: B006  typer reads it and does not change it
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Show what a deletion request would erase, ask, erase it, and close the request.

    Example: caseline person erase 3f9a1c2e --keep 26-000123
    """
    asyncio.run(_erase(beginning_of_id("task", task), keep, yes=yes))


@app.command("not-a-suspect")
def not_a_suspect(
    call: Number,
    ref: Annotated[str, typer.Argument(metavar="REF", help="How CAD names the person within the call.")],
    by: Annotated[str, typer.Option("--by", help="Your badge or user id, for the timeline of the call.")],
    agency: IfSeveral = "",
) -> None:
    """Take back that a contact was named a suspect or person of interest, which CAD by itself cannot.

    Number and address are forgotten, since they may be the suspect's: send the right ones from CAD afterwards.

    Example: caseline person not-a-suspect 26-000123 caller --by 4711
    """
    asyncio.run(_not_a_suspect(call, ref, by, agency))


async def _not_a_suspect(number: str, ref: str, by: str, ori: str) -> None:
    settings = Settings()
    async with opened(settings) as database:
        vault, now = await vault_for(settings, database), datetime.now(UTC)
        async with database.transaction() as session:
            found, _ = await find_call(session, number, ori)
            call = await calls.lock_call(session, found.ori, found.call_number) or found
            if not await take_back_suspicion(session, vault, call, ref, by=by, now=now):
                stop(f"No contact of call {call.call_number} with this ref is named a suspect; nothing was changed.")
            detail = {"changed": "not a suspect"}
            await note(session, ActKind.PERSON_CHANGED, call.ori, f"call:{call.call_number}", by=by, detail=detail)
    typer.echo("They are no suspect. Send their number and address from CAD again: both were forgotten.")


async def _erase(start: str, keep: Sequence[str], *, yes: bool) -> None:
    settings = Settings()
    async with opened(settings) as database:
        request, agency, found = await _find(database, start)
        unknown = set(keep) - {each.call.call_number for each in found}
        if unknown:
            stop(f"They are not known in call {', '.join(sorted(unknown))}.")
        Console().print(_table(found, keep, agency))
        notes.print(ERASED, markup=False)
        if not yes and not typer.confirm("Erase it?"):
            stop("Nothing was erased; the request stays open.")
        with ledger_errors(), Steps(notes) as step:
            async with database.transaction() as session:
                count = await erase(
                    session,
                    request,
                    keep=keep,
                    ledger=ledger_of(settings),
                    now=datetime.now(UTC),
                    progress=lambda done, total: step("Erasing", done, total),
                )
                detail = {"entries": count, "kept_calls": sorted(keep)}
                await note(session, ActKind.ERASED, request.ori, f"task:{request.id}", detail=detail)
        held = any(each.held for each in found)
        became = "stays open until the legal hold is lifted" if held else "is closed"
        typer.echo(f"Erased: {count} of {sum(len(each.people) for each in found)} entries. The request {became}.")


async def _find(database: Database, start: str) -> tuple[StaffTask, Agency, list[ToErase]]:
    async with database.reading() as session:
        task = only_task(await staff_tasks.beginning_with(session, start), start)
        if task.kind != TaskKind.DELETION_REQUEST:
            stop(f"Task {start} is no deletion request.")
        if task.closed_at is not None:
            stop(f"Task {start} was closed before.")
        agency = await session.get_one(Agency, task.ori)
        return task, agency, await to_erase(session, task.ori, who_asked(task))


def _table(found: Sequence[ToErase], keep: Sequence[str], agency: Agency) -> Table:
    table = Table("Call", "Received", "Their part", "Messages", "Replies", "Surveys", "")
    for each in found:
        table.add_row(
            each.call.call_number,
            local_time(each.call.received_at, agency.time_zone, DAYS),
            each.roles,
            *(str(count) for count in (each.messages, each.replies, each.surveys)),
            "kept: legal hold" if each.held else "kept" if each.call.call_number in keep else "erased",
        )
    return table
