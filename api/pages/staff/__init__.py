"""Pages for staff. `ROUTERS` is what the application serves: a new page's router is added here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages.staff import (
    accounts,
    audit_log,
    decisions,
    demonstration,
    keys,
    languages,
    not_found,
    policy,
    policy_trials,
    proposing,
    provider_sign_in,
    provider_sign_out,
    senders,
    sign_in,
    surveys,
    visit_controls,
    waiting,
)

ROUTERS: tuple[APIRouter, ...] = (
    sign_in.router,
    demonstration.router,
    provider_sign_in.router,
    provider_sign_out.router,
    visit_controls.router,
    waiting.router,
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
    not_found.router,  # after everything else
)
