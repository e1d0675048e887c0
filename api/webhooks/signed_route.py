"""Routes of providers: each declares whose signature it wants, and is called with what that signature let through."""

from __future__ import annotations

from fastapi import APIRouter

from api.access import PUBLIC
from api.direct_route import DirectRoute


def signed_router() -> APIRouter:
    """For the routes that one provider posts to; the signature is their key."""
    return APIRouter(include_in_schema=False, dependencies=[PUBLIC], route_class=DirectRoute)
