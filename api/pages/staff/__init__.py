"""Pages for staff. `ROUTERS` is what the application serves: a new page's router is added here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages.staff import (
    assign,
    case,
    cases,
    demonstration,
    not_found,
    people,
    search,
    sign_in,
    status,
    tasks,
    today,
    visit_controls,
    waiting,
    write,
)

ROUTERS: tuple[APIRouter, ...] = (
    sign_in.router,
    demonstration.router,
    visit_controls.router,
    waiting.router,
    today.router,
    tasks.router,
    search.router,
    assign.router,
    cases.router,
    case.router,
    status.router,
    write.router,
    people.router,
    not_found.router,  # after everything else
)
