"""`caseline message correct`: take back a message that was wrong, from all who got it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.find_rows import IfSeveral, agencies_by_ori
from commands.message_held import By, DryRun, Yes
from commands.open_database import notes, opened, opened_vault, reading, say, stop
from commands.output import local_time, show_table, spaced
from commands.progress_display import Steps
from commands.typed_time import read_moment
from db.encryption.vault import Vault
from db.queries import corrections
from db.queries.corrections import SentPeriod
from db.tables import Agency
from domain.correction import CORRECTABLE
from domain.messages import MessageKey
from intake.staff.corrections import Corrected, Recipient, recipients
from intake.staff.corrections import correct as carry_out
from messaging.planning import audience_name
from settings import Settings


def _correctable(key: MessageKey) -> MessageKey:
    if key not in CORRECTABLE:
        raise typer.BadParameter(f"one of {', '.join(CORRECTABLE)}: replies, codes and surveys are not corrected.")
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    period: SentPeriod
    agency: Agency
    got_it: Sequence[Recipient]
    not_yet: int


def correct(
    since: Annotated[str, typer.Option(metavar="TIME", help="From when it was sent, in the agency's own time.")],
    key: Annotated[MessageKey, typer.Option(help="Which message was wrong.", callback=_correctable)],
    by: By = "",
    agency: IfSeveral = "",
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """List who got a message, and send each of them one correction: what we told you was a mistake.

    Sent twice it is sent once. Who opted out meanwhile is not written to, with the reason recorded.
    Example: caseline message correct --since 2026-11-28T09:00 --key case_closed --by 4711
    """
    vault = opened_vault(Settings())
    found = _find(vault, key, agency, read_moment(since))
    _show(found)
    to_write = sum(not each.told.is_corrected for each in found.got_it)
    if not to_write:
        stop("There is no one to write to: no one got it then, or all were written to before.")
    if dry_run:
        return
    if not yes:
        typer.confirm(f"Take {spaced(key)} back from {to_write:,} of them?", abort=True)
    typer.echo(_said(asyncio.run(_carry_out(vault, found.period, by))))


async def _carry_out(vault: Vault, period: SentPeriod, by: str) -> Corrected:
    async with opened(Settings()) as database:
        with Steps(notes) as steps:
            progress = partial(steps, "Writing the corrections")
            return await carry_out(database, vault, period, by=by, clock=lambda: datetime.now(UTC), progress=progress)


@reading
async def _find(session: AsyncSession, vault: Vault, key: MessageKey, ori: str, since: datetime) -> _Found:
    known = list((await agencies_by_ori(session, ori)).values())
    if len(known) != 1:
        stop("Say whose messages: --agency ORI.")
    (agency,), now = known, datetime.now(UTC)
    period = SentPeriod(ori=agency.ori, key=key, since=_aware(since, agency), until=now)
    return _Found(
        period=period,
        agency=agency,
        got_it=await recipients(session, vault, period, now=now),
        not_yet=await corrections.not_sent_yet(session, period),
    )


def _aware(moment: datetime, agency: Agency) -> datetime:
    local = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(agency.time_zone))
    return local.astimezone(UTC)


def _show(found: _Found) -> None:
    columns = ("Call", "To", "By", "Told at", "Correction")
    show_table(columns, (_row(each, found.agency.time_zone) for each in found.got_it))
    if found.not_yet:
        say(
            f"{found.not_yet:,} more may yet be sent, as they wait or are held: `caseline message held` and `drop`. "
            "Then run this again: who was written to is not written to twice."
        )


def _row(each: Recipient, zone: str) -> Sequence[str]:
    told, found = each.told, each.assessed
    what = f"to be sent ({found.contact.language})" if found.contact else ""
    if found.not_before:
        what = f"{what}, from {local_time(found.not_before, zone)} on"
    if found.withheld:
        what = f"withheld: {found.withheld}"
    if told.is_corrected:
        what = "written before"
    return (told.call_number, audience_name(found.contact), told.channel, local_time(told.at, zone), what)


def _said(done: Corrected) -> str:
    said = f"Wrote {done.written:,} corrections; they leave one after another."
    if done.withheld:
        why = ", ".join(f"{count:,} {reason}" for reason, count in sorted(done.withheld.items()))
        said += f" Not sent, as they must not be: {why}."
    return said
