"""`caseline audit`: show who did what, verify that no record was changed, prove one, and look after the keys."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from audit import continuing, key_change
from audit.second_place import SecondPlace, SecondPlaceUnusable
from audit.verification import VerificationReport, verify
from commands.acting import operator
from commands.audit_prove import prove
from commands.audit_show import AgencyOption, show
from commands.find_rows import agencies_by_ori
from commands.lazy import group
from commands.open_database import notes, opened, say, stop, vault_for
from commands.output import SECONDS, local_time
from commands.progress_display import Steps
from db.connection.session import Database
from db.queries import audit_trees
from db.tables import AuditKey
from settings import Settings

app = group("Show who did what, verify that no record was changed, and prove one.")
app.command()(show)
app.command()(prove)

FOUND = 3
"""Exit code of a verification that found something. 1 is one that could not be done, 0 one that found nothing."""

By = Annotated[str, typer.Option("--by", metavar="ID", help="Your badge or user id, never a name.")]


@app.command("verify")
def verify_log(agency: AgencyOption = "") -> None:
    """Calculate everything again from the records, and compare it with what was kept, signed and published.

    Exit code 0: the log is whole. 3: something was done to it, as it says. 1: it could not be verified.
    """
    reports = asyncio.run(_verify(agency))
    for report in reports:
        typer.echo("\n".join(_said(report)))
    if any(report.findings for report in reports):
        raise typer.Exit(FOUND)


@app.command()
def key(
    agency: AgencyOption = "",
    replace: Annotated[bool, typer.Option("--replace", help="Make a new one; the old one signs nothing more.")] = False,
    by: By = "",
) -> None:
    """Show the public keys that sign an agency's checkpoints, which you give to those who check proofs.

    Keep them where the database is not. A key is replaced if the key ring may have been read by others.
    """
    ori, keys = asyncio.run(_keys(agency, replace=replace, by=by))
    for each in keys:
        until = f", until {local_time(each.retired_at, form=SECONDS)}" if each.retired_at else ", in force"
        say(f"Key {each.id} of {ori}, made {local_time(each.made_at, form=SECONDS)}{until}:")
        typer.echo(each.public_key)


@app.command("go-on")
def go_on(
    by: By,
    agency: AgencyOption = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """After a restore from a backup: give up the records that only the lost database had, and go on with the log.

    The log says from then on what was lost, and who gave it up. If you restored nothing, do not type this.
    """
    if not yes:
        typer.confirm("Did you restore this database from a backup?", abort=True)
    asyncio.run(_go_on(agency, by))


async def _verify(ori: str) -> list[VerificationReport]:
    settings = Settings()
    place = SecondPlace(settings.audit_checkpoints_path)
    async with opened(settings) as database:
        vault = await vault_for(settings, database)
        with Steps(notes) as steps:
            try:
                return [
                    await verify(database, vault, place, each, progress=partial(steps, f"Verifying {each}"))
                    for each in await _with_a_log(database, place, ori)
                ]
            except SecondPlaceUnusable as error:
                stop(f"The second place cannot be used: {error}. Check CASELINE_AUDIT_CHECKPOINTS_DIR.")


async def _with_a_log(database: Database, place: SecondPlace, ori: str) -> Sequence[str]:
    """Also those of which only the second place knows."""
    if ori:
        return [ori]
    async with database.reading() as session:
        known = {*await agencies_by_ori(session, ""), *(tree.ori for tree in await audit_trees.every(session))}
    return sorted(known | {*place.agencies()})


def _said(report: VerificationReport) -> list[str]:
    signed = f", the last of {local_time(report.signed_at, form=SECONDS)}" if report.signed_at else ""
    lines = [f"{report.ori}: {report.size:,} records, {report.checkpoints:,} checkpoints{signed}."]
    if report.kept_from:
        lines.append(f"  Records before {report.kept_from:,} were removed by age; their hashes are there.")
    if report.waiting:
        lines.append(f"  {report.waiting:,} more wait for their place, which API or worker gives them.")
    lines += [f"  {notice}" for notice in report.notices]
    lines += [f"  FOUND: {finding.text}" for finding in report.findings]
    return lines if report.findings else [*lines, "  It is whole: nothing was found."]


async def _keys(ori: str, *, replace: bool, by: str) -> tuple[str, Sequence[AuditKey]]:
    settings = Settings()
    async with opened(settings) as database:
        vault, now = await vault_for(settings, database), datetime.now(UTC)
        async with database.transaction() as session:
            ori = await only_agency(session, ori)
            await key_change.key_of_agency(session, vault, ori, now=now)
            if replace:
                await key_change.replace_key(session, vault, ori, by=operator(by), now=now)
            return ori, await audit_trees.keys(session, ori)


async def _go_on(ori: str, by: str) -> None:
    settings = Settings()
    place = SecondPlace(settings.audit_checkpoints_path)
    async with opened(settings) as database:
        vault, now = await vault_for(settings, database), datetime.now(UTC)
        async with database.reading() as session:
            ori = await only_agency(session, ori)
        try:
            lost = await continuing.go_on(database, vault, place, ori, by=operator(by), now=now)
        except SecondPlaceUnusable as error:
            stop(f"The second place cannot be used: {error}. Nothing was changed.")
    if lost is None:
        stop(f"The second place knows nothing of {ori} that this database does not; nothing was changed.")
    was = local_time(lost.checkpoint.at, form=SECONDS)
    typer.echo(f"The log of {ori} goes on. It says that checkpoint {lost.checkpoint.number}, of {was}, was given up.")


async def only_agency(session: AsyncSession, ori: str) -> str:
    """The one that was typed, or the only one there is."""
    known = list(await agencies_by_ori(session, ori))
    if len(known) != 1:
        stop("Say whose log: --agency ORI.")
    return known[0]
