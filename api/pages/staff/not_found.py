"""Answers any other address of the staff pages: there is nothing there, said in words."""

from __future__ import annotations

from api.pages.page_frame import NothingThere
from api.pages.staff.routing import staff_router

router = staff_router()


@router.get("/{rest:path}")
async def nothing_there() -> None:
    """For a mistyped address."""
    raise NothingThere
