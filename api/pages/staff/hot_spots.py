"""The page of hot spots: what was found in the newest extract, as a map, a list and files."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Response

from analytics.hot_spots import choices
from analytics.hot_spots.boundary import Boundary
from analytics.hot_spots.choices import DayPart, HotSpotChoice, TypeGroup
from analytics.hot_spots.files import to_csv, to_geojson
from analytics.hot_spots.findings import FEWEST_CALLS, HotSpotFinding, HotSpotFindings
from analytics.hot_spots.kept import NoFindings, newest
from analytics.hot_spots.picture import picture_of
from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import hot_spots_texts as texts
from api.pages.staff.hot_spots_words import SpotWords
from api.pages.staff.routing import STAFF_HEADERS, staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff
from domain.staff.roles import Right

router = staff_router()

SeesResults = Annotated[SignedInStaff, Depends(Needs(Right.SEE_RESULTS))]

MOST_SPOTS, MOST_CELLS = 50, 100
"""On the page; files have all."""


def _choice(
    types: Annotated[str, Query(max_length=20)] = "",
    hours: Annotated[str, Query(max_length=20)] = "",
    weeks: Annotated[str, Query(max_length=3)] = "",
) -> HotSpotChoice:
    """What the address asks for; what it does not say, or says wrongly, is the usual."""
    usual = HotSpotChoice()
    return HotSpotChoice(
        group=TypeGroup(types) if types in set(TypeGroup) else usual.group,
        part=DayPart(hours) if hours in set(DayPart) else usual.part,
        weeks=int(weeks) if weeks in map(str, choices.WEEKS) else usual.weeks,
    )


Chosen = Annotated[HotSpotChoice, Depends(_choice)]


@router.get("/{ori}/hot-spots")
async def show_hot_spots(here: SeesResults, deps: Deps, choice: Chosen) -> Response:
    """What was found of one choice; without any extract, how to come by one."""
    frame: dict[str, Any] = {"here": "hot-spots", "title": texts.TITLE, "texts": texts, "choices": choices}
    try:
        findings, finding = await _found(here, deps, choice)
    except NoFindings:
        return here.page.render("hot_spots_none.html", **frame)
    boundary = findings.boundary
    words = SpotWords(page=here.page, boundary=boundary)
    return here.page.render(
        "hot_spots.html",
        **frame,
        choice=choice,
        query=f"types={choice.group}&hours={choice.part}&weeks={choice.weeks}",
        findings=findings,
        finding=finding,
        picture=_picture(finding, boundary),
        spots=finding.spots[:MOST_SPOTS],
        cells=finding.cells[:MOST_CELLS],
        words=words,
        made=here.page.when(findings.extracted_at),
        days=_days(here, findings, finding),
        fewest_calls=FEWEST_CALLS,
    )


@router.get("/{ori}/hot-spots/cells.csv")
async def cells_as_csv(here: SeesResults, deps: Deps, choice: Chosen) -> Response:
    """The hot cells of one choice, a row for each."""
    _, finding = await _found_or_404(here, deps, choice)
    return _file(to_csv(finding), "text/csv; charset=utf-8", f"hot-spots-{finding.key}.csv")


@router.get("/{ori}/hot-spots/cells.geojson")
async def cells_as_geojson(here: SeesResults, deps: Deps, choice: Chosen) -> Response:
    """The hot cells of one choice, for a map of the agency's own."""
    findings, finding = await _found_or_404(here, deps, choice)
    return _file(to_geojson(findings, finding), "application/geo+json", f"hot-spots-{finding.key}.geojson")


def _file(content: str, media_type: str, name: str) -> Response:
    headers = STAFF_HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


async def _found(
    here: SignedInStaff, deps: ApiDependencies, choice: HotSpotChoice
) -> tuple[HotSpotFindings, HotSpotFinding]:
    """Raises NoFindings."""
    if deps.analytics_folder is None:
        raise NoFindings(here.agency.ori)
    findings = await asyncio.to_thread(newest, deps.analytics_folder, here.agency.ori)
    if choice.key not in findings.choices:
        raise NoFindings(here.agency.ori)
    return findings, findings.choices[choice.key]


async def _found_or_404(
    here: SignedInStaff, deps: ApiDependencies, choice: HotSpotChoice
) -> tuple[HotSpotFindings, HotSpotFinding]:
    try:
        return await _found(here, deps, choice)
    except NoFindings:
        raise NothingThere from None


def _picture(finding: HotSpotFinding, boundary: Boundary) -> Any:
    return picture_of(finding, boundary) if finding.is_enough else None


def _days(here: SignedInStaff, findings: HotSpotFindings, finding: HotSpotFinding) -> dict[str, str]:
    """The first and the last day of the window, in words."""
    zone = ZoneInfo(findings.time_zone)
    noon = [datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC) for day in (finding.begins, finding.last_day)]
    first, last = (here.page.when(moment).day for moment in noon)
    return {"first": first, "last": last}
