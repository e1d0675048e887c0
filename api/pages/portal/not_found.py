"""Answers any other address of the portal: there is nothing there, said in words."""

from __future__ import annotations

from fastapi import Request, Response

from api.dependencies import Deps
from api.pages.page_frame import NothingThere
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import not_after_leaving

router = portal_router()


@router.get("/{rest:path}")
async def lost(request: Request, deps: Deps) -> Response:
    """For a visitor who typed an address, or goes back to a page that only answers forms."""
    not_after_leaving(request, deps)
    raise NothingThere
