"""`caseline retention`: how long records stay, removing those whose time has come, and legal holds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from commands.acting import note, operator
from commands.find_rows import Number, OnlyOri, agencies_by_ori, find_call
from commands.lazy import group
from commands.open_database import notes, opened, say, stop
from commands.output import DAYS, local_time, show_json
from commands.progress_display import Steps
from commands.retention_tables import as_json, report_table, rules_table
from db.connection.session import Database
from db.queries import calls, legal_holds
from db.tables import Agency, LegalHold
from domain.audit.acts import ActKind
from policies.in_force import readable_policy
from portal.retention import Count, Report, Retention
from settings import Settings

app = group("Show how long records stay, remove those whose time has come, and place legal holds.")

WARNING = "What goes is gone for good: only a backup has it. An open case and what is held are never touched."
STAFF = "Your badge or user id, never a name."
By = Annotated[str, typer.Option("--by", metavar="ID", help=STAFF)]


@app.command()
def show(agency: OnlyOri = "") -> None:
    """Show for each agency after how many days what goes, and which numbers are held."""
    found, holds = asyncio.run(_agencies_and_holds(agency))
    for each in found:
        policy = readable_policy(each)
        Console().print(f"{each.name} ({each.ori})", markup=False, highlight=False)
        if policy is None:
            say("  Its policy cannot be read: nothing of this agency is removed. See `caseline policy show`.")
            continue
        Console().print(rules_table(policy.retention))
        held = [hold for hold in holds if hold.ori == each.ori]
        _show_holds(held, each)


@app.command()
def run(
    agency: OnlyOri = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Count what would go, ask, and remove it: one call per transaction, so that it can be stopped at any time.

    Example: caseline retention run --dry-run
    """
    if dry_run or not yes:
        reports, lines = asyncio.run(_run(agency, dry_run=True))
        _show(reports, lines, json=json and dry_run)
    if dry_run:
        return
    if not yes:
        say(WARNING)
        if not typer.confirm("Remove it?"):
            stop("Nothing was removed.")
    reports, lines = asyncio.run(_run(agency, dry_run=False))
    _show(reports, lines, json=json)


@app.command()
def hold(number: Number, by: By, agency: OnlyOri = "") -> None:
    """Hold a call or case: nothing of it is erased or deleted, by age or on request, until the hold is lifted."""
    ori = asyncio.run(_hold(number, agency, by))
    typer.echo(f"{number} of {ori} is held.")


@app.command()
def lift(number: Number, by: By, agency: OnlyOri = "") -> None:
    """Lift the holds on a number: its records go by the agency's days again."""
    count = asyncio.run(_lift(number, agency, by))
    typer.echo(f"{number} is not held any more." if count else f"{number} was not held.")
    if not count:
        raise typer.Exit(1)


async def _agencies_and_holds(ori: str) -> tuple[list[Agency], Sequence[LegalHold]]:
    async with opened(Settings()) as database, database.reading() as session:
        return list((await agencies_by_ori(session, ori)).values()), await legal_holds.in_force(session)


async def _run(ori: str, *, dry_run: bool) -> tuple[list[Report], Count]:
    settings = Settings()
    async with opened(settings) as database:
        with Steps(notes) as step:
            doing = "Counting" if dry_run else "Removing"
            retention = Retention(
                database,
                now=datetime.now(UTC),
                dry_run=dry_run,
                by=operator(),
                progress=lambda done, total: step(f"{doing} what is due", done, total),
            )
            reports = [await retention.run(each) for each in await _readable(database, ori)]
            return reports, await retention.phone_lines(kept=timedelta(days=settings.lookup_kept_days))


async def _readable(database: Database, ori: str) -> list[Agency]:
    async with database.reading() as session:
        found = list((await agencies_by_ori(session, ori)).values())
    for each in found:
        if readable_policy(each) is None:
            say(f"The policy of {each.ori} cannot be read: nothing of this agency is removed.")
    return [each for each in found if readable_policy(each) is not None]


async def _hold(number: str, ori: str, by: str) -> str:
    async with opened(Settings()) as database, database.transaction() as session:
        known = {call.ori for call in await calls.named(session, number, ori=ori)}
        if len(known) != 1:  # a case may have several calls, but only one agency
            call, _ = await find_call(session, number, ori)
            known = {call.ori}
        [whose] = known
        if await legal_holds.of_number(session, whose, number):
            stop(f"{number} of {whose} is held already.")
        placed = LegalHold(ori=whose, number=number, placed_by=by, placed_at=datetime.now(UTC))
        await legal_holds.place(session, placed)
        await note(session, ActKind.HOLD_CHANGED, whose, f"number:{number}", by=by, detail={"held": True})
        return whose


async def _lift(number: str, ori: str, by: str) -> int:
    async with opened(Settings()) as database, database.transaction() as session:
        holds = [each for each in await legal_holds.in_force(session, ori) if each.number == number]
        if len({each.ori for each in holds}) > 1:
            stop(f"{number} is held at several agencies: type --agency.")
        for each in holds:
            await legal_holds.lift(session, each, by=by, now=datetime.now(UTC))
            await note(session, ActKind.HOLD_CHANGED, each.ori, f"number:{number}", by=by, detail={"held": False})
        return len(holds)


def _show(reports: Sequence[Report], lines: Count, *, json: bool) -> None:
    if json:
        show_json(as_json(reports, lines))
        return
    console = Console()
    for report in reports:
        console.print(report_table(report))
        for words in _beside(report):
            console.print(words, markup=False, highlight=False, soft_wrap=True)
    console.print(
        f"What was learned of phone lines (all agencies): {lines.before} before, {lines.gone} go, {lines.after} stay.",
        highlight=False,
        soft_wrap=True,
    )


def _beside(report: Report) -> Sequence[str]:
    words = [f"Calls: {report.calls} of which something is due."]
    if report.held:
        words.append(f"{report.held} calls are under a legal hold: nothing of them goes.")
    if report.busy:
        words.append(f"{report.busy} calls have still something to send or to relay: they are left for the next run.")
    if report.open:
        since = local_time(report.oldest_open, "UTC", DAYS)
        words.append(
            f"{report.open} calls are open (the oldest known since {since}): nothing of them goes. "
            "If they are over, let CAD or RMS say so."
        )
    return words


def _show_holds(held: Sequence[LegalHold], agency: Agency) -> None:
    if not held:
        return
    table = Table("Held", "Since", "By")
    for each in held:
        table.add_row(each.number, local_time(each.placed_at, agency.time_zone, DAYS), each.placed_by)
    Console().print(table)
