"""`caseline hot-spots`: find where more calls come from than an even spread would bring; draw the boundary."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

import typer
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncSession

from analytics.extracts import Extract, NoExtract, current
from analytics.hot_spots.boundary import Boundary
from analytics.hot_spots.boundary_file import read_boundary_text
from analytics.hot_spots.choices import DayPart, HotSpotChoice, TypeGroup
from analytics.hot_spots.files import about, to_csv, to_geojson
from analytics.hot_spots.findings import HotSpotFinding, HotSpotFindings
from analytics.not_installed import NotInstalled, require_installed
from commands.find_rows import OnlyOri, agencies_by_ori
from commands.hot_spots_boundary import boundary
from commands.hot_spots_table import show
from commands.lazy import group
from commands.open_database import notes, plain_errors, reading, stop
from commands.output import show_json
from commands.progress_display import Steps
from db.queries import agency_boundaries
from settings import Settings

app = group("Find where more calls come from than an even spread would bring, and draw the agency's boundary.")
app.command()(boundary)

EVERYTHING = HotSpotChoice()
"""What is shown if nothing is chosen."""


@app.command()
def find(
    agency: OnlyOri = "",
    type_: Annotated[
        TypeGroup | None, typer.Option("--type", help="Which types of calls; without any option: all, and kept.")
    ] = None,
    hours: Annotated[DayPart | None, typer.Option(help="At which hours.")] = None,
    window: Annotated[int | None, typer.Option(help="The last 4 or 12 weeks.", metavar="4|12")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="All that was found, one object per agency.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="One row per hot cell, of one agency.")] = False,
    as_geojson: Annotated[bool, typer.Option("--geojson", help="The hot cells of one agency, for a map.")] = False,
) -> None:
    """Find hot spots in the newest extract: cells that stand out with their neighbors by more than chance.

    Without a choice of type, hours or window it looks at all of them, keeps what it finds for the pages, and shows all
    types at all hours over 12 weeks. Calls that officers began, sensitive ones and merged ones never count.

    Example: caseline hot-spots find --agency WASPD0000 --type theft --window 4 --csv
    """
    if window not in (None, 4, 12):
        raise typer.BadParameter("4 or 12 weeks", param_hint="--window")
    if sum((as_json, as_csv, as_geojson)) > 1:
        raise typer.BadParameter("one form at a time", param_hint="--json, --csv, --geojson")
    chosen = None
    if (type_, hours, window) != (None, None, None):
        chosen = HotSpotChoice(
            group=type_ or EVERYTHING.group, part=hours or EVERYTHING.part, weeks=window or EVERYTHING.weeks
        )
    found = [_found(extract, drawn, chosen) for extract, drawn in _extracts(agency)]
    form: Literal["csv", "geojson", ""] = "csv" if as_csv else "geojson" if as_geojson else ""
    if form and len(found) > 1:
        raise typer.BadParameter("several agencies; choose one", param_hint="--agency")
    for findings in found:
        finding = findings.choices[(chosen or EVERYTHING).key]
        if not as_json:
            _show(findings, finding, form)
    if as_json:
        show_json([_plain(findings, chosen) for findings in found])


def _show(findings: HotSpotFindings, finding: HotSpotFinding, form: Literal["csv", "geojson", ""]) -> None:
    if form == "csv":
        typer.echo(to_csv(finding), nl=False)
    elif form == "geojson":
        typer.echo(to_geojson(findings, finding))
    else:
        show(Console(), findings, finding)


def _plain(findings: HotSpotFindings, chosen: HotSpotChoice | None) -> dict[str, object]:
    keys = [chosen.key] if chosen else list(findings.choices)
    return {"ori": findings.ori, "found": [_with_about(findings, findings.choices[key]) for key in keys]}


def _with_about(findings: HotSpotFindings, finding: HotSpotFinding) -> dict[str, object]:
    return about(findings, finding) | {
        name: [asdict(each) for each in getattr(finding, name)] for name in ("spots", "cells", "tried")
    }


def _extracts(ori: str) -> list[tuple[Extract, Boundary | None]]:
    folder = Settings().analytics_path
    try:
        require_installed()
        return [(current(folder, each), read_boundary_text(text) if text else None) for each, text in _drawn(ori)]
    except (NotInstalled, NoExtract) as error:
        stop(str(error))


@reading
async def _drawn(session: AsyncSession, ori: str) -> list[tuple[str, str]]:
    """ORI and boundary ("" if there is none) of the agencies meant."""
    found = []
    for each in await agencies_by_ori(session, ori):
        stored = await agency_boundaries.get(session, each)
        found.append((each, stored.geojson if stored else ""))
    return found or stop("There is no agency yet.")


def _found(extract: Extract, drawn: Boundary | None, chosen: HotSpotChoice | None) -> HotSpotFindings:
    from analytics.hot_spots.find import find_all  # noqa: PLC0415  after it is known that they are installed
    from analytics.hot_spots.kept import keep  # noqa: PLC0415

    with Steps(notes) as steps, plain_errors():
        findings = find_all(
            extract,
            drawn,
            choices=[chosen] if chosen else None,
            progress=lambda done, of: steps(f"Looking for hot spots of {extract.about.ori}", done, of),
        )
        if chosen is None:
            keep(Settings().analytics_path, findings)
    return findings
