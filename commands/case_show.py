"""`caseline case show`: show where a case stands, what happened, and what became of each message."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.call_view import CallView, MessageView, TimelineLine, call_view
from commands.case_workflow import UNKNOWN, WorkflowView, view_workflow
from commands.find_rows import SHOWN_OF_ID, IfSeveral, Number, find_call
from commands.open_database import opened
from commands.output import MINUTES, local_time, show_json, spaced
from db.connection.session import Database
from db.queries import staff_tasks
from db.state_json import load_state
from db.tables import Agency, Call
from domain.actors import ActorKind
from domain.deadlines import Deadline, Waiting, deadlines
from domain.delivery import TO_BE_SENT
from policies.in_force import policy_of
from settings import Settings

_ABOUT = ("incident_type", "priority", "beat")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """Something about the case that waits for staff."""

    id: str
    kind: str
    reason: str
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as the database knows it, and its workflow as Temporal does. No names, no addresses, no words."""

    agency: str
    call: CallView
    tasks: list[OpenTask]
    deadlines: tuple[Deadline, ...]
    """What the policy expects next of the call itself, as far as the database knows."""
    workflow: WorkflowView = UNKNOWN


def show(
    number: Number,
    agency: IfSeveral = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, with the ids of messages and tasks.")] = False,
) -> None:
    """Show where a case stands, what happened, what became of each message, and what comes next.

    People are shown by role only. It reads the database, and needs no Temporal server.

    Example: caseline case show 26-000123
    """
    view, zone = asyncio.run(_read(number, agency))
    if as_json:
        show_json(asdict(view))
        return
    console = Console()
    for line in _head(view, zone):
        console.print(Text(line))
    _section(console, "Timeline", _timeline(view.call.timeline, zone))
    _section(console, "Messages", _messages(view.call.messages, zone))
    _section(console, "Waiting", _waiting(view, zone))


async def _read(number: str, ori: str) -> tuple[CaseView, str]:
    settings = Settings()
    async with opened(settings) as database:
        view, zone = await _from_database(database, number, ori)
    return replace(view, workflow=await view_workflow(settings, view.agency, view.call.call_number)), zone


async def _from_database(database: Database, number: str, ori: str) -> tuple[CaseView, str]:
    async with database.reading() as session:
        call, agency = await find_call(session, number, ori)
        tasks = [task for task in await staff_tasks.open_tasks(session, call.ori) if task.call_id == call.id]
        view = CaseView(
            agency=call.ori,
            call=await call_view(session, call),
            tasks=[
                OpenTask(id=task.id, kind=task.kind, reason=task.reason, opened_at=task.opened_at) for task in tasks
            ],
            deadlines=_deadlines(call, agency),
        )
    return view, agency.time_zone


def _deadlines(call: Call, agency: Agency) -> tuple[Deadline, ...]:
    """Without those of messages, which are listed themselves, and of surveys, which its workflow knows."""
    if not call.state:
        return ()
    return deadlines(load_state(call.state), policy_of(agency), Waiting(), now=datetime.now(UTC))


def _head(view: CaseView, zone: str) -> Iterator[str]:
    call = view.call
    case = f", case {call.case_number}" if call.case_number else ""
    yield f"Call {call.call_number} of {view.agency}{case}: {spaced(call.status)}"
    if call.received_at:
        yield f"Received  {local_time(call.received_at, zone, f'{MINUTES} %Z')}"
    about = [f"{spaced(name)} {call.facts[name]}" for name in _ABOUT if name in call.facts]
    if about:
        yield f"About     {', '.join(about)}"
    yield f"Workflow  {view.workflow.said}"


def _timeline(lines: list[TimelineLine], zone: str) -> Table:
    table = _table("When", "What", "Became", "Status", "Who")
    for line in lines:
        became = _because(line.effect, line.reason)
        corrects = line.detail.get("corrects", "")
        what = f"{line.what} of {corrects}" if corrects else line.what
        who = _who(line)
        table.add_row(local_time(line.occurred_at, zone), spaced(what), Text(became), spaced(line.status), Text(who))
    return table


def _who(line: TimelineLine) -> str:
    """`key:4f2a91c7 for 4711`, where a system says whose act it was; ids of keys as their list shows them."""
    if not line.by:
        return "not recorded"
    badge, by = line.detail.get("by", ""), line.by
    if by.startswith(f"{ActorKind.KEY}:"):
        by = by[: len(f"{ActorKind.KEY}:") + SHOWN_OF_ID]
    return f"{by} for {badge}" if badge and not by.endswith(f":{badge}") else by


def _messages(messages: list[MessageView], zone: str) -> Table:
    table = _table("Planned", "Message", "To", "By", "Status")
    for message in messages:
        to = ", ".join(spaced(role) for role in message.roles) or "no one"
        by = f"{message.channel or '-'} {message.language}"
        status = _because(message.status, message.reason)
        table.add_row(local_time(message.planned_at, zone), spaced(message.key), to, by, Text(status))
    return table


def _waiting(view: CaseView, zone: str) -> Table:
    """What comes next, and what waits for what."""
    table = _table("When", "What", "")
    workflow, call = view.workflow, view.call
    if workflow.next_step and workflow.next_due_at:
        table.add_row(local_time(workflow.next_due_at, zone), spaced(workflow.next_step), "next step of the workflow")
    elif workflow == UNKNOWN:
        for due in view.deadlines:
            table.add_row(local_time(due.at, zone), spaced(due.kind), "expected by the policy")
    for message in call.messages:
        if message.status in TO_BE_SENT:
            when = local_time(message.not_before, zone) if message.not_before else "now"
            table.add_row(when, spaced(message.key), Text(_because(f"message, {message.status}", message.reason)))
    if call.waiting:
        table.add_row("now", f"{call.waiting} of its events", "accepted, not yet with the workflow")
    for task in view.tasks:
        table.add_row(
            local_time(task.opened_at, zone), spaced(task.kind), Text(_because("task for staff", task.reason))
        )
    return table


def _section(console: Console, title: str, table: Table) -> None:
    console.print()
    console.print(Text(title, style="bold"))
    console.print(table if table.row_count else Text("nothing", style="dim"))


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in columns:
        table.add_column(name, no_wrap=name in ("When", "Planned", "By"), overflow="fold")
    return table


def _because(what: str, reason: str) -> str:
    return f"{spaced(what)}: {reason}" if reason else spaced(what)
