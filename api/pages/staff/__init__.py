"""Pages for staff. `ROUTERS` is what the application serves: a new page's router is added here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages.staff import (
    demonstration,
    local_sign_in,
    not_found,
    provider_sign_in,
    provider_sign_out,
    sign_in,
    visit_controls,
    waiting,
    welcome,
)

ROUTERS: tuple[APIRouter, ...] = (
    sign_in.router,
    local_sign_in.router,
    welcome.router,
    demonstration.router,
    provider_sign_in.router,
    provider_sign_out.router,
    visit_controls.router,
    waiting.router,
    not_found.router,  # after everything else
)
