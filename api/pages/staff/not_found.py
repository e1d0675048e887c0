"""Answers any other address of the staff pages, and leads from /staff to the agency's own address."""

from __future__ import annotations

from fastapi import Response

from api.dependencies import Deps
from api.pages.page_frame import NothingThere
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import AnyStaff, see_other
from db.queries import agencies

router = staff_router()


@router.get("")
async def which_agency(deps: Deps) -> Response:
    """With one agency, to its staff pages; else each has its own address, which its staff know."""
    async with deps.database.reading() as session:
        every = await agencies.every(session)
    if len(every) != 1:
        raise NothingThere
    return see_other(f"/staff/{every[0].ori}")


@router.get("/{ori}/{rest:path}")
async def nothing_there(here: AnyStaff) -> None:
    """For a mistyped address: the menu leads on."""
    del here
    raise NothingThere
