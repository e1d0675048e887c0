"""Pages of the portal. `ROUTERS` is what the application serves: a new page's router is added here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages.portal import agency, cases, code, data, language, link, lost, preferences, sign_in, visit, write

ROUTERS: tuple[APIRouter, ...] = (
    visit.router,  # before the door: "leave" is no agency
    agency.router,
    sign_in.router,
    code.router,
    link.router,
    language.router,
    cases.router,
    write.router,
    preferences.router,
    data.router,
    lost.router,  # after everything else
)
