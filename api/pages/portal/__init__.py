"""Pages of the portal. `ROUTERS` is what the application serves: a new page's router is added here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages.portal import visit

ROUTERS: tuple[APIRouter, ...] = (visit.router,)
