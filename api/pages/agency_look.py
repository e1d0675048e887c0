"""Serves what an agency's pages look like: its seal, found by what it shows, and a style sheet with its color."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Response
from fastapi import Path as InPath

from api.access import PUBLIC
from api.dependencies import Deps
from db.queries import agency_seals
from domain.agency_color import PoorColor, agency_color
from domain.pictures.picture import PictureKind

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])

FOR_GOOD = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"
_AS_A_PICTURE_ALONE = "default-src 'none'; sandbox"
"""Opened by itself it can do nothing, whatever else its bytes may be."""

_SHEET = """\
:root {{ --band: {by_day}; --accent: {by_day}; }}
@media screen and (prefers-color-scheme: dark) {{ :root {{ --accent: {by_night}; }} }}
"""


def seal_path(seal: str) -> str:
    """Where a seal is."""
    return f"/seals/{seal}"


def color_path(color: str) -> str:
    """Where the style sheet with a color is."""
    return f"/static/color-{color.removeprefix('#')}.css"


@router.get(seal_path("{seal}"))
async def show_seal(seal: Annotated[str, InPath(pattern="^[0-9a-f]{1,64}$")], deps: Deps) -> Response:
    """A seal that an agency has."""
    async with deps.database.reading() as session:
        found = await agency_seals.get(session, seal)
    if found is None:
        raise HTTPException(404)
    headers = {
        "Cache-Control": FOR_GOOD,
        "Content-Security-Policy": _AS_A_PICTURE_ALONE,
        "X-Content-Type-Options": "nosniff",
    }
    return Response(found.image, media_type=PictureKind(found.media_type).value, headers=headers)


@router.get(color_path("{color}"))
async def color_sheet(color: Annotated[str, InPath(pattern="^[0-9a-f]{6}$")]) -> Response:
    """The color by day and by night; only one that can be read."""
    try:
        look = agency_color(f"#{color}")
    except PoorColor:
        raise HTTPException(404) from None
    sheet = _SHEET.format(by_day=look.by_day, by_night=look.by_night)
    return Response(sheet, media_type="text/css", headers={"Cache-Control": FOR_A_DAY})
