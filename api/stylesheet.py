"""Serves the one style sheet of all pages."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from api.access import PUBLIC

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])

_STYLE = (Path(__file__).parent / "static" / "page.css").read_bytes()


@router.get("/static/page.css")
async def style() -> Response:
    """Plain, large enough, and in both directions of writing."""
    return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})
