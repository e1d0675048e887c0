"""Pages for staff. `ROUTERS` is what the application serves: a new page's router is added here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages.staff import (
    case,
    cases,
    demonstration,
    not_found,
    people,
    sign_in,
    status,
    visit_controls,
    waiting,
    write,
)

ROUTERS: tuple[APIRouter, ...] = (
    sign_in.router,
    demonstration.router,
    visit_controls.router,
    waiting.router,
    cases.router,
    case.router,
    status.router,
    write.router,
    people.router,
    not_found.router,  # after everything else
)
