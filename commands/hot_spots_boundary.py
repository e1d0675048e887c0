"""`caseline hot-spots boundary`: the agency's own boundary, from a file of GeoJSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from analytics.hot_spots.boundary import Boundary
from analytics.hot_spots.boundary_file import MOST_BYTES, BoundaryUnusable, read_boundary_text
from commands.acting import note, operator
from commands.find_rows import Ori, find_agency
from commands.open_database import plain_errors, stop, writing
from db.queries import agency_boundaries
from domain.audit.acts import ActKind


def boundary(
    agency: Ori,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="GeoJSON in WGS 84: a Polygon, MultiPolygon, or the beats as features."),
    ] = None,
    beat_property: Annotated[str, typer.Option(help="Which property of a feature is the beat, as calls say it.")] = (
        "beat"
    ),
    name_property: Annotated[str, typer.Option(help="Which property is what people call the beat.")] = "name",
    remove: Annotated[bool, typer.Option("--remove", help="Take the boundary away again.")] = False,
) -> None:
    """Say where an agency is, and its beats: hot spots are looked for and drawn within this boundary.

    Until there is one, they are looked for within the hull of the places that calls came from. The file's form is
    RFC 7946 (longitude first, EPSG:4326). Example: caseline hot-spots boundary beats.geojson --agency WASPD0000
    """
    if remove == (file is not None):
        stop("Name a file, or --remove.")
    drawn = _read(file, beat_property, name_property) if file else None
    had_one = _put(agency, drawn)
    if drawn is None:
        typer.echo(f"{agency} has no boundary from now on." if had_one else f"{agency} had no boundary.")
        return
    codes = [beat.code for beat in drawn.beats if beat.code]
    beats = f"{len(codes)} beats ({', '.join(codes[:20])}{' ...' if len(codes) > 20 else ''})" if codes else "no beats"
    typer.echo(f"{agency} has this boundary from now on, with {beats}.")
    typer.echo(f"Hot spots are looked for in it tonight; at once: caseline hot-spots find --agency {agency}")


def _read(file: Path, beat_property: str, name_property: str) -> Boundary:
    with plain_errors():
        try:
            with file.open("rb") as opened:
                text = opened.read(MOST_BYTES + 1).decode("utf-8-sig")
            return read_boundary_text(text, beat_property=beat_property, name_property=name_property)
        except UnicodeDecodeError:
            stop(f"{file.name} cannot be a boundary: it is not text in UTF-8.\nNothing was changed.")
        except BoundaryUnusable as error:
            stop(f"{file.name} cannot be a boundary: {error}.\nNothing was changed.")


@writing
async def _put(session: AsyncSession, ori: str, drawn: Boundary | None) -> bool:
    """True if there was one before."""
    await find_agency(session, ori)
    had_one, now = await agency_boundaries.get(session, ori) is not None, datetime.now(UTC)
    if drawn is not None:
        text = json.dumps(drawn.to_geojson(), ensure_ascii=False)
        await agency_boundaries.put(session, ori, text, by=operator(), now=now)
    else:
        await agency_boundaries.take(session, ori)
    if drawn is not None or had_one:
        detail = {"changed": ["boundary"], "beats": len(drawn.beats) if drawn else 0}
        await note(session, ActKind.AGENCY_CHANGED, ori, f"agency:{ori}", detail=detail)
    return had_one
