"""`caseline usage`: show what a month of messages cost and how they ended, as tables, JSON or CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession

from commands.find_rows import OnlyOri, agencies_by_ori
from commands.open_database import reading, stop
from commands.output import show_json
from db.queries import usage as queries
from domain.surveys.periods import month_of
from domain.usage import Share, UsageLine, UsageReport, bounds, report
from settings import Settings

WIDEST_BAR = 20
_SIDES = {
    "Message": "by_key",
    "Channel": "by_channel",
    "Language": "by_language",
    "Outcome": "by_outcome",
    "Reason": "by_reason",
}

Months = list[tuple[UsageReport, Sequence[UsageLine]]]


def usage(
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="Which month; the current one if left out.")] = "",
    agency: OnlyOri = "",
    as_json: Annotated[bool, typer.Option("--json", help="As the API answers, one object per agency.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="One row per message key, channel, language and end.")] = False,
) -> None:
    """Count a month of messages: their segments, what they cost about, and how they ended.

    Example: caseline usage --month 2026-11
    """
    months = _read(agency, month)
    if as_json:
        show_json([asdict(report) for report, _ in months])
    elif as_csv:
        _write_rows(months)
    else:
        for each, _ in months:
            _show(Console(), each)


@reading
async def _read(session: AsyncSession, ori: str, month: str) -> Months:
    months: Months = []
    for each in (await agencies_by_ori(session, ori)).values():
        zone = ZoneInfo(each.time_zone)
        name = month or month_of(datetime.now(UTC), zone)
        try:
            begins, ends = bounds(name, zone)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--month") from None
        lines = await queries.lines(session, each.ori, begins, ends)
        months.append((report(each.ori, name, zone, lines, Settings().prices), lines))
    return months or stop("There is no agency yet.")


def _show(console: Console, month: UsageReport) -> None:
    total = month.total
    console.print(
        f"[bold]{month.agency} {month.month}[/bold]: {total.messages} messages, {total.segments} segments, "
        f"about {total.price:.2f} {month.currency}"
    )
    for title, side in _SIDES.items():
        shares: list[Share] = getattr(month, side)
        if shares:
            console.print()
            console.print(_table(title, shares, month.currency))


def _table(title: str, shares: Sequence[Share], currency: str) -> Table:
    table = Table(title, "", box=None, pad_edge=False, header_style="bold")
    for name in ("Messages", "Segments", currency):
        table.add_column(name, justify="right")
    most = max(share.messages for share in shares)
    for share in shares:
        bar = "█" * max(1, round(WIDEST_BAR * share.messages / most))
        table.add_row(share.name, bar, str(share.messages), str(share.segments), f"{share.price:.2f}")
    return table


def _write_rows(months: Months) -> None:
    names = [field.name for field in fields(UsageLine)]
    rows = csv.writer(sys.stdout)
    rows.writerow(["agency", "month", *names])
    for each, lines in months:
        rows.writerows([each.agency, each.month, *(getattr(line, name) for name in names)] for line in lines)
