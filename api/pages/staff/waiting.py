"""What waits for staff, in figures: what the script of the pages asks for to keep the menu up to date."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Response
from fastapi.responses import JSONResponse

from api.pages.staff.routing import STAFF_HEADERS, staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff
from domain.staff.roles import Right

router = staff_router()

Watching = Annotated[SignedInStaff, Depends(Needs(Right.DO_TASKS, keeps_alive=False))]


@router.get("/{ori}/waiting")
async def count_waiting(here: Watching) -> Response:
    """How many tasks wait, and how many of them are urgent. It does not keep a session from being locked."""
    waiting = here.page.waiting
    counts = {"tasks": waiting.tasks, "urgent": waiting.urgent} if waiting else {}
    return JSONResponse(counts, headers=STAFF_HEADERS)
