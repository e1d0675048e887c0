"""`caseline reply`: show what people texted back or wrote in the portal, and how it was understood."""

from __future__ import annotations

import asyncio
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from commands.open_database import notes, opened, plain_errors, stop
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import agencies, calls, replies
from db.tables import Agency, InboundReply
from portal.case_file import PROVIDER
from settings import Settings

app = typer.Typer(help="See what people texted back, and how it was understood.", no_args_is_help=True)

SHOWN_OF_ID = 8
LEAST_OF_ID = 4

_Reply = tuple[InboundReply, Agency | None, str]
"""A reply, whose it is, and the number of the call it is about."""


@app.command("list")
def list_replies(
    agency: Annotated[str, typer.Option("--agency", metavar="ORI", help="Only this agency's.")] = "",
    waiting: Annotated[bool, typer.Option("--open", help="Only those that a person has still to look at.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
) -> None:
    """List what people wrote, the newest first: how it was understood, never what it said."""
    found = asyncio.run(_list(agency.upper(), waiting=waiting, limit=limit))
    if not found:
        notes.print(
            "No one has texted back or written in the portal." if not waiting else "No reply waits for a person."
        )
        return
    table = Table("Reply", "Agency", "Received", "By", "Understood as", "Answered with", "Call")
    for reply, whose, call_number in found:
        table.add_row(
            reply.id[:SHOWN_OF_ID],
            reply.ori or "-",
            _when(reply, whose),
            _way(reply),
            reply.intent.replace("_", " "),
            reply.answered_with.replace("_", " ") or "-",
            call_number or "-",
        )
    Console().print(table)
    notes.print("What one says: `caseline reply show REPLY --reveal`.", markup=False)


@app.command()
def show(
    reply: Annotated[str, typer.Argument(metavar="REPLY", help="The reply, as `caseline reply list` shows it.")],
    reveal: Annotated[bool, typer.Option("--reveal", help="Also what it says, which is about a person.")] = False,
) -> None:
    """Show one reply: when it came, how it was understood, what it was answered with."""
    if len(reply) < LEAST_OF_ID:
        raise typer.BadParameter(f"at least {LEAST_OF_ID} characters of the reply, as `caseline reply list` shows it")
    settings = Settings()
    found, whose, call_number = asyncio.run(_one(reply.lower()))
    about = f"Call {call_number} of {found.ori}" if call_number else f"No call; {found.ori or 'no agency'}"
    console = Console()
    for line in (
        f"Received       {_when(found, whose)}",
        f"By             {_way(found)}",
        f"About          {about}",
        f"Understood as  {found.intent.replace('_', ' ')}",
        f"Answered with  {found.answered_with.replace('_', ' ') or 'nothing'}",
    ):
        console.print(Text(line))
    if reveal:
        with plain_errors():
            vault = Vault(KeyRing.load(settings.keys_path))
            words = vault.open_if_any(found.body_sealed, context=replies.BODY)
        console.print(Text(f"Says           {words or 'nothing: a picture, or its writer was erased'}"))


async def _list(ori: str, *, waiting: bool, limit: int) -> list[_Reply]:
    async with opened(Settings()) as database, database.reading() as session:
        known = {agency.ori: agency for agency in await agencies.every(session)}
        if ori and ori not in known:
            stop(f"There is no agency {ori}; `caseline agency list` shows those there are.")
        found = await replies.recent(session, ori=ori, waiting=waiting, limit=limit)
        numbers = await calls.numbers(session, {reply.call_id for reply in found if reply.call_id})
        return [(reply, known.get(reply.ori), numbers.get(reply.call_id or "", "")) for reply in found]


async def _one(start: str) -> _Reply:
    async with opened(Settings()) as database, database.reading() as session:
        found = await replies.beginning_with(session, start)
        if not found:
            stop(f"There is no reply {start}; `caseline reply list` shows the latest.")
        if len(found) > 1:
            stop(f"Several replies begin with {start}: type more of it.")
        [reply] = found
        numbers = await calls.numbers(session, {reply.call_id} if reply.call_id else set())
        return reply, await agencies.get(session, reply.ori), numbers.get(reply.call_id or "", "")


def _way(reply: InboundReply) -> str:
    return "portal" if reply.provider == PROVIDER else "text"


def _when(reply: InboundReply, agency: Agency | None) -> str:
    """In the agency's own time; of a stranger's reply to a shared number, in UTC."""
    zone = ZoneInfo(agency.time_zone if agency else "UTC")
    return f"{reply.received_at.astimezone(zone):%Y-%m-%d %H:%M}{'' if agency else ' UTC'}"
