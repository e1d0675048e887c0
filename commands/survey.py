"""`caseline survey`: results of a period's surveys as tables with bars or as CSV, and why groups are hidden."""

from __future__ import annotations

import asyncio
import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from commands.find_rows import OnlyOri, agencies_by_ori
from commands.lazy import group
from commands.open_database import notes, opened, stop
from commands.progress_display import Steps
from commands.survey_tables import show
from commands.survey_why import show_why
from db.connection.session import Database
from db.tables import Agency
from domain.surveys.csv_rows import HEADER, rows
from domain.surveys.figures import GroupFigures, figures
from domain.surveys.groups import Group
from domain.surveys.results import By, Results
from domain.surveys.suppression import Why
from intake.surveys import results as survey_results
from intake.surveys.results import PeriodNow, ReadingProgress, ReleaseState
from policies.files import load_question_sets
from settings import Settings

app = group("See what people answered to surveys, by period and group.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundResults:
    """One agency's period, and its results once they are released."""

    agency: Agency
    period: PeriodNow
    results: Results | None
    hidden: Mapping[tuple[Group, str], Why] = field(default_factory=dict)

    def groups(self, by: By | None) -> list[GroupFigures]:
        """The total, and the groups of this dimension, or of all."""
        return [figures(group) for group in self.results.by(by)] if self.results else []


@app.command()
def results(
    period: Annotated[
        str, typer.Option(metavar="2026-Q3", help="Which period; the last one released if left out.")
    ] = "",
    by: Annotated[By | None, typer.Option(help="The groups to show beside the total.")] = None,
    agency: OnlyOri = "",
    as_csv: Annotated[
        bool, typer.Option("--csv", help="One row for each group and question; of everything without --by.")
    ] = False,
    why: Annotated[
        bool, typer.Option("--why", help="For analysts, not for publication: why groups and questions are hidden.")
    ] = False,
) -> None:
    """Show the response rate and how each question was rated, released once per period.

    RR2 (AAPOR) is the share of all invited who gave at least half of the ratings; RR1, at least 80 %. Groups of fewer
    than ten answers are hidden, and so are those from which such could be worked out.
    """
    every = asyncio.run(_read(agency, period.upper(), why=why))
    if why:
        for found in every:
            show_why(Console(), found.agency, found.period, found.hidden, by)
    elif as_csv:
        _write(every, by)
    else:
        for found in every:
            show(Console(), found.agency, found.period, found.results, by)


async def _read(ori: str, name: str, *, why: bool) -> list[FoundResults]:
    now = datetime.now(UTC)
    async with opened(Settings()) as database:
        async with database.reading() as session:
            wanted = list((await agencies_by_ori(session, ori)).values()) or stop("There is no agency yet.")
            periods = [await survey_results.periods(session, each, now=now) for each in wanted]
        chosen = [(each, _chosen(each, of, name)) for each, of in zip(wanted, periods, strict=True)]
        if why:
            return [await _why(database, *each) for each in chosen]
        return [await _one(database, *each, now) for each in chosen]


async def _one(database: Database, agency: Agency, chosen: PeriodNow, now: datetime) -> FoundResults:
    if chosen.standing is not ReleaseState.RELEASED:
        return FoundResults(agency=agency, period=chosen, results=None)
    with Steps(notes) as steps:
        progress, sets = _saying(steps, agency, chosen), load_question_sets()
        found = await survey_results.results_of(database, agency, chosen.period, sets, now=now, progress=progress)
    if found is None:
        stop(f"Results of {agency.ori} for that year were released by other periods just now. Ask again.")
    return FoundResults(agency=agency, period=chosen, results=found)


async def _why(database: Database, agency: Agency, chosen: PeriodNow) -> FoundResults:
    with Steps(notes) as steps:
        progress = _saying(steps, agency, chosen)
        added_up = await survey_results.add_up(database, agency, chosen.period, load_question_sets(), progress)
    return FoundResults(agency=agency, period=chosen, results=None, hidden=await asyncio.to_thread(added_up.hidden))


def _chosen(agency: Agency, periods: Sequence[PeriodNow], name: str) -> PeriodNow:
    chosen = survey_results.choose(periods, name)
    if chosen is None:
        known = ", ".join(each.period.name for each in periods)
        raise typer.BadParameter(f"{agency.ori} has no period {name}; it has {known}", param_hint="--period")
    return chosen


def _saying(steps: Steps, agency: Agency, chosen: PeriodNow) -> ReadingProgress:
    return lambda done, total: steps(f"Adding up {chosen.period.name} of {agency.ori}", done, total)


def _write(every: Sequence[FoundResults], by: By | None) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(HEADER)
    for found in every:
        writer.writerows(rows(found.agency.ori, found.period.period.name, found.groups(by)))
