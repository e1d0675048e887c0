"""Serves the style sheets of all pages, and the two scripts of the staff pages."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from api.access import PUBLIC

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])

_STATIC = Path(__file__).parent / "static"
_STYLE = (_STATIC / "page.css").read_bytes()
_STAFF_STYLE = (_STATIC / "staff.css").read_bytes()
_STAFF_SCRIPT = (_STATIC / "staff.js").read_bytes()
_PASSKEY_SCRIPT = (_STATIC / "passkey.js").read_bytes()
_KEPT = {"Cache-Control": "public, max-age=3600"}


@router.get("/static/page.css")
async def style() -> Response:
    """Plain, large enough, and in both directions of writing."""
    return Response(_STYLE, media_type="text/css", headers=_KEPT)


@router.get("/static/staff.css")
async def staff_style() -> Response:
    """What staff pages add."""
    return Response(_STAFF_STYLE, media_type="text/css", headers=_KEPT)


@router.get("/static/staff.js")
async def staff_script() -> Response:
    """Keeps what waits for staff up to date; every page works without it."""
    return Response(_STAFF_SCRIPT, media_type="text/javascript", headers=_KEPT)


@router.get("/static/passkey.js")
async def passkey_script() -> Response:
    """Asks the browser for a passkey; a password with a code does without it."""
    return Response(_PASSKEY_SCRIPT, media_type="text/javascript", headers=_KEPT)
