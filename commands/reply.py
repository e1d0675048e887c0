"""`caseline reply`: show what people texted back or wrote in the portal, and how it was understood."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text
from sqlalchemy.ext.asyncio import AsyncSession

from commands.acting import note_reveal
from commands.find_rows import SHOWN_OF_ID, OnlyOri, agencies_by_ori, beginning_of_id, only_reply
from commands.lazy import group
from commands.open_database import notes, opened_vault, plain_errors, reading
from commands.output import local_time, show_table, spaced
from commands.reply_understanding import explain_reply, measure, train
from db.queries import agencies, calls, incoming_texts, replies
from db.tables import Agency, InboundReply
from portal.case_file import PROVIDER
from settings import Settings

app = group("See what people texted back, how it was understood and why.")
app.command("explain")(explain_reply)
app.command("train")(train)
app.command("measure")(measure)

_Reply = tuple[InboundReply, Agency | None, str]
"""A reply, whose it is, and the number of the call it is about."""


@app.command("list")
def list_replies(
    agency: OnlyOri = "",
    waiting: Annotated[bool, typer.Option("--open", help="Only those that a person has still to look at.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
) -> None:
    """List what people wrote, the newest first: how it was understood, never what it said."""
    found = _list(agency, waiting=waiting, limit=limit)
    for line in _beside():
        notes.print(line, markup=False)
    if not found:
        notes.print(
            "No one has texted back or written in the portal." if not waiting else "No reply waits for a person."
        )
        return
    rows = (
        (
            reply.id[:SHOWN_OF_ID],
            reply.ori or "-",
            _when(reply, whose),
            _way(reply),
            spaced(reply.intent),
            spaced(reply.answered_with) or "-",
            call_number or "-",
        )
        for reply, whose, call_number in found
    )
    show_table(("Reply", "Agency", "Received", "By", "Understood as", "Answered with", "Call"), rows)
    notes.print("What one says: `caseline reply show REPLY --reveal`.", markup=False)


@app.command()
def show(
    reply: Annotated[str, typer.Argument(metavar="REPLY", help="The reply, as `caseline reply list` shows it.")],
    reveal: Annotated[bool, typer.Option("--reveal", help="Also what it says, which is about a person.")] = False,
) -> None:
    """Show one reply: when it came, how it was understood, what it was answered with."""
    found, whose, call_number = _one(beginning_of_id("reply", reply))
    about = f"Call {call_number} of {found.ori}" if call_number else f"No call; {found.ori or 'no agency'}"
    console = Console()
    for line in (
        f"Received       {_when(found, whose)}",
        f"By             {_way(found)}",
        f"About          {about}",
        f"Understood as  {spaced(found.intent)}",
        f"Answered with  {spaced(found.answered_with) or 'nothing'}",
    ):
        console.print(Text(line))
    if reveal:
        vault = opened_vault(Settings())
        note_reveal(found.ori, f"reply:{found.id}", found.contact_id or "")
        with plain_errors():
            words = vault.open_if_any(found.body_sealed, context=replies.BODY, row=found.id)
        console.print(Text(f"Says           {words or 'nothing: a picture, or its writer was erased'}"))


@reading
async def _list(session: AsyncSession, ori: str, *, waiting: bool, limit: int) -> list[_Reply]:
    known = await agencies_by_ori(session, ori)
    found = await replies.recent(session, ori=ori, waiting=waiting, limit=limit)
    numbers = await calls.numbers(session, {reply.call_id for reply in found if reply.call_id})
    return [(reply, known.get(reply.ori), numbers.get(reply.call_id or "", "")) for reply in found]


@reading
async def _beside(session: AsyncSession) -> list[str]:
    """What is in no list of replies: texts not heard yet, and those nothing could be made of."""
    waits, not_kept = await incoming_texts.count_waiting(session), await incoming_texts.not_kept(session)
    lines = [f"Stored and not heard yet: {waits}."] if waits else []
    return lines + [f"Not kept ({spaced(reason)}): {number}." for reason, number in sorted(not_kept.items())]


@reading
async def _one(session: AsyncSession, start: str) -> _Reply:
    reply = only_reply(await replies.beginning_with(session, start), start)
    numbers = await calls.numbers(session, {reply.call_id} if reply.call_id else set())
    return reply, await agencies.get(session, reply.ori), numbers.get(reply.call_id or "", "")


def _way(reply: InboundReply) -> str:
    return "portal" if reply.provider == PROVIDER else "text"


def _when(reply: InboundReply, agency: Agency | None) -> str:
    """In the agency's own time; of a stranger's reply to a shared number, in UTC."""
    return local_time(reply.received_at, agency.time_zone) if agency else local_time(reply.received_at) + " UTC"
