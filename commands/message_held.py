"""`caseline message held`, `release` and `drop`: look at a mass of news that is held, and decide about it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.find_rows import OnlyOri, agencies_by_ori
from commands.open_database import notes, opened, reading, say, stop
from commands.output import local_time, show_table, spaced
from commands.progress_display import Steps
from db.queries import mass_news
from db.queries.mass_news import HeldOfKey
from db.tables import Agency
from domain.mass_news import BrakeDecision
from domain.messages import MessageKey
from intake.staff.mass_news import Review, Reviewed, carry_out
from settings import Settings

EXAMPLES = 5
"""Calls shown of each kind, by their numbers: to look at a few, not to read all."""

OnlyKey = Annotated[MessageKey | None, typer.Option("--key", help="Only this message.")]
By = Annotated[
    str,
    typer.Option(
        metavar="ID",
        help="Badge or user id of who decided it, never a name; your user id on this machine if left out.",
        callback=lambda given: given.strip() or f"uid {os.getuid()}",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what it would be.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    what: HeldOfKey
    agency: Agency
    examples: Sequence[str]


def held(agency: OnlyOri = "") -> None:
    """List what is held, by agency and message, with the numbers of a few of its calls."""
    found = _held(agency)
    if not found:
        notes.print("Nothing is held. Consequential news that came in a mass would be here.")
        return
    _show(found)
    say("Look at some of these calls first: `caseline case show NUMBER`.")
    say("Then `caseline message release --key KEY --by ID` sends what is still true; `drop` never sends any of it.")


def release(key: OnlyKey = None, agency: OnlyOri = "", by: By = "", dry_run: DryRun = False, yes: Yes = False) -> None:
    """Send what is held of one message, as far as it is still true and allowed.

    Example: caseline message release --key case_closed --by 4711
    """
    _review(BrakeDecision.RELEASED, by, key, agency, dry_run=dry_run, yes=yes)


def drop(key: OnlyKey = None, agency: OnlyOri = "", by: By = "", dry_run: DryRun = False, yes: Yes = False) -> None:
    """Never send what is held of one message: it is withheld as held_for_review.

    Those who got it before the brake held are written to with `caseline message correct`.
    Example: caseline message drop --key case_closed --by 4711
    """
    _review(BrakeDecision.DROPPED, by, key, agency, dry_run=dry_run, yes=yes)


def _review(decision: BrakeDecision, by: str, key: MessageKey | None, ori: str, *, dry_run: bool, yes: bool) -> None:
    found = _held(ori, key)
    if not found:
        stop(f"Nothing is held{f' of {key}' if key else ''}.")
    _show(found)
    if len(found) > 1:
        stop("Several are held: choose one, with --key and --agency.")
    if dry_run:
        return
    what = found[0].what
    count = f"{what.count:,} {spaced(what.key)} message{'' if what.count == 1 else 's'} of {what.ori}"
    verb = "Send" if decision is BrakeDecision.RELEASED else "Never send"
    if not yes:
        typer.confirm(f"{verb} {count}?", abort=True)
    review = Review(ori=what.ori, key=MessageKey(what.key), decision=decision, by=by)
    typer.echo(_said(review, asyncio.run(_carry_out(review))))


async def _carry_out(review: Review) -> Reviewed:
    async with opened(Settings()) as database:
        with Steps(notes) as steps:
            progress = partial(steps, "Settling what is held")
            return await carry_out(database, review, clock=lambda: datetime.now(UTC), progress=progress)


def _said(review: Review, done: Reviewed) -> str:
    released = review.decision is BrakeDecision.RELEASED
    said = f"{'Released' if released else 'Dropped'} {done.settled:,} messages."
    if released:
        said += " Their calls are woken one after another; what is no longer true is withheld as stale."
    if done.held_since:
        said += f" {done.held_since:,} more are held by now: `caseline message held`."
    return said


def _show(found: Sequence[_Held]) -> None:
    columns = ("Agency", "Message", "Held", "Since", "Latest", "Calls, for example")
    show_table(columns, (_row(each) for each in found))


def _row(each: _Held) -> Sequence[str]:
    what, zone = each.what, each.agency.time_zone
    times = (local_time(what.first_at, zone), local_time(what.last_at, zone))
    return (what.ori, what.key, str(what.count), *times, ", ".join(each.examples))


@reading
async def _held(session: AsyncSession, ori: str, key: MessageKey | None = None) -> list[_Held]:
    found: list[_Held] = []
    for agency in (await agencies_by_ori(session, ori)).values():
        for what in await mass_news.held_by_key(session, agency.ori):
            if key in (None, what.key):
                some = await mass_news.held(session, agency.ori, what.key, limit=EXAMPLES)
                found.append(_Held(what=what, agency=agency, examples=[each.call_number for each in some]))
    return found
