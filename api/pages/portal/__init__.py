"""Pages of the portal. `ROUTERS` is what the application serves: a new page's router is added here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages.portal import (
    cases,
    choose_agency,
    choose_language,
    enter_code,
    message_link,
    my_data,
    not_found,
    preferences,
    sign_in,
    visit_controls,
    write_to_detective,
)

ROUTERS: tuple[APIRouter, ...] = (
    visit_controls.router,  # before the sign-in: "leave" is no agency
    choose_agency.router,
    sign_in.router,
    enter_code.router,
    message_link.router,
    choose_language.router,
    cases.router,
    write_to_detective.router,
    preferences.router,
    my_data.router,
    not_found.router,  # after everything else
)
