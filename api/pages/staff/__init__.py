"""Pages for staff. `ROUTERS` is what the application serves: a new page's router is added here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages.staff import (
    accounts,
    assign,
    audit_log,
    case,
    cases,
    decisions,
    demonstration,
    hot_spots,
    keys,
    languages,
    local_sign_in,
    not_found,
    people,
    policy,
    policy_trials,
    proposing,
    provider_sign_in,
    provider_sign_out,
    search,
    senders,
    sign_in,
    status,
    surveys,
    tasks,
    today,
    visit_controls,
    waiting,
    welcome,
    write,
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
    today.router,
    tasks.router,
    search.router,
    assign.router,
    cases.router,
    case.router,
    status.router,
    write.router,
    people.router,
    proposing.router,  # before the decisions, whose paths have an id where its paths have a word
    decisions.router,
    accounts.router,
    keys.router,
    senders.router,
    policy.router,
    policy_trials.router,
    languages.router,
    surveys.router,
    audit_log.router,
    hot_spots.router,
    not_found.router,  # after everything else
)
