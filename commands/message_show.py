"""`caseline message show`: show every step of one message, with its times."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from commands.open_database import notes, opened_vault, plain_errors, reading, stop
from commands.output import SECONDS, local_time
from db.queries import message_history
from db.queries.message_history import MessageHistory
from db.tables import OutboundMessage
from domain.delivery import DeliveryStatus
from messaging.compose import CONTENT
from settings import Settings

Step = tuple[datetime | None, str, str]


def show(
    message_id: Annotated[str, typer.Argument(metavar="ID", help="Our id of it, or the provider's.")],
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Also its address and its words, which are about a person.")
    ] = False,
) -> None:
    """Show every step of one message with its time, and why it ended as it did."""
    history = reading(message_history.get)(message_id)
    if history is None:
        stop("There is no such message; `caseline case show NUMBER --json` lists the ids of a case.")
    console, zone = Console(), history.agency.time_zone
    for line in _head(history):
        console.print(Text(line))
    table = Table("When", "What", "", box=None, pad_edge=False, header_style="bold")
    for when, what, detail in steps(history):
        table.add_row(local_time(when, zone, SECONDS), what, Text(detail))
    console.print(table)
    if reveal:
        _reveal(console, history.message)


def steps(history: MessageHistory) -> Iterator[Step]:
    """In the order they belong; times of providers are the wall clock's, all others the call's own clock's."""
    row = history.message
    yield row.planned_at, "planned", f"for {_roles(history)}"
    if row.not_before:
        yield row.not_before, "held until", row.reason if row.status == DeliveryStatus.CREATED else ""
    if row.valid_until:
        yield row.valid_until, "true until", ""
    if row.sending_at:
        yield row.sending_at, "first try", f"of {row.attempts}"
    if row.sent_at:
        yield row.sent_at, "handed over", f"{row.provider} {row.provider_message_id or ''}".strip()
    for receipt in history.receipts:
        said = " ".join(filter(None, (receipt.provider, receipt.said, receipt.code)))
        yield receipt.occurred_at, "reported", f"{said} -> {receipt.effect}"
    if row.inquired_at:
        yield row.inquired_at, "asked", f"{row.provider}, as no report had come"
    if row.delivered_at and row.status != DeliveryStatus.DELIVERED:
        yield row.delivered_at, "delivered", ""
    for line in history.lines:
        became = f"{line.effect}{_because(line.reason)}"
        yield line.occurred_at, "timeline", f"{became} (the call: {line.status}){_who(line.by)}"
    yield row.updated_at, f"[bold]{row.status}[/bold]", _ended(row)


def _who(by: str) -> str:
    return f", by {by}" if by else ""


def _head(history: MessageHistory) -> Iterator[str]:
    row, call = history.message, history.call
    yield f"{row.key} by {row.channel or 'no channel'} in {_language(row)}, call {call.call_number} of {call.ori}"
    yield f"id {row.id}"
    if history.instead_of:
        yield f"stands in for {_named(history.instead_of)}"
    for other in history.stand_ins:
        yield f"stood in for by {_named(other)}"


def _language(row: OutboundMessage) -> str:
    other = row.readers_language
    return row.language if other == row.language else f"{row.language} instead of {other}"


def _named(row: OutboundMessage) -> str:
    return f"{row.id} ({row.channel}, {row.status}{_because(row.reason)})"


def _roles(history: MessageHistory) -> str:
    return history.person.roles.replace(" ", ", ") if history.person else "no one"


def _ended(row: OutboundMessage) -> str:
    parts = (row.reason, f"code {row.provider_code}" if row.provider_code else "", _segments(row))
    return ", ".join(part for part in parts if part)


def _segments(row: OutboundMessage) -> str:
    return f"{row.segments} segment{'' if row.segments == 1 else 's'}" if row.segments else ""


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""


def _reveal(console: Console, row: OutboundMessage) -> None:
    if row.content_sealed is None:
        console.print("\nIts words are not there: it was never written, or its person was erased.")
        return
    vault = opened_vault(Settings())
    with plain_errors():
        content = json.loads(vault.open(row.content_sealed, context=CONTENT, row=row.id))
    notes.print("\nWhat follows is about a person: it is shown in clear because --reveal was given.")
    for name in ("to", "subject", "text"):
        if content.get(name):
            console.print(Text(f"{name}: {content[name]}"), soft_wrap=True)
