"""`caseline results example`: an invented year of calls, to see every page full."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from analytics.example.year import CALLS, SEED, ExampleOrder, example_year, last_twelve_months
from analytics.extracts import NoExtract, UnderWay, current
from analytics.hot_spots.nightly import find_and_keep
from analytics.not_installed import NotInstalled
from commands.find_rows import OnlyOri, find_agency
from commands.local import demo_agency
from commands.open_database import notes, opened, plain_errors, stop
from commands.progress_display import Steps
from commands.results_extract import summary
from settings import Settings


def example(
    agency: OnlyOri = demo_agency.ORI,
    year: Annotated[
        int | None, typer.Option(min=2000, max=2099, help="A calendar year; the last twelve whole months if left out.")
    ] = None,
    calls: Annotated[int, typer.Option(min=1, max=2_000_000, help="How many, about.")] = CALLS,
    seed: Annotated[int, typer.Option(help="Another number invents another year.")] = SEED,
    replace: Annotated[
        bool, typer.Option("--replace", help="Even if the agency has an extract of real calls.")
    ] = False,
) -> None:
    """Write an extract of a year that did not happen, to see every page full.

    Pages say that it is invented. Without --agency it is that of `caseline up`, and no database is needed. The next
    extract of real calls takes its place.
    """
    settings = Settings()
    now = datetime.now(UTC)
    name, time_zone = _named(settings, agency)
    since, until = (date(year, 1, 1), date(year + 1, 1, 1)) if year else last_twelve_months(now, ZoneInfo(time_zone))
    _keep_the_real(settings, agency, replace=replace)
    order = ExampleOrder(
        analytics_folder=settings.analytics_path,
        ori=agency,
        agency=name,
        time_zone=time_zone,
        since=since,
        until=until,
        now=now,
        prices=settings.prices,
        calls=calls,
        seed=seed,
    )
    with plain_errors(), Steps(notes) as steps:
        try:
            made = example_year(order, progress=steps)
            steps("Looking for hot spots")
            find_and_keep(settings.analytics_path, made, None)
        except (NotInstalled, UnderWay) as error:
            stop(str(error))
    typer.echo(summary(made))


def _named(settings: Settings, ori: str) -> tuple[str, str]:
    """The agency's name and time zone."""
    if ori == demo_agency.ORI:
        return demo_agency.NAME, demo_agency.TIME_ZONE

    async def read() -> tuple[str, str]:
        async with opened(settings) as database, database.reading() as session:
            found = await find_agency(session, ori)
            return found.name, found.time_zone

    return asyncio.run(read())


def _keep_the_real(settings: Settings, ori: str, *, replace: bool) -> None:
    try:
        there = current(settings.analytics_path, ori)
    except NoExtract:
        return
    if not there.about.invented and not replace:
        stop(f"{ori} has an extract of real calls ({there.name}): --replace puts the invented year in its place.")
