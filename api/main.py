"""The HTTP application: every route, in front of what it is given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from random import Random

from fastapi import FastAPI
from starlette.routing import BaseRoute

from api import (
    calls,
    case_status,
    detective_messages,
    docs,
    events,
    health,
    problems,
    stylesheet,
    survey_results,
    usage,
)
from api.access_log import AccessLog
from api.body_limit import BodyLimit
from api.dependencies import ApiDependencies
from api.encoded_slashes import EncodedSlashes
from api.head_requests import HeadRequests
from api.openapi import Application
from api.pages import agency_look, portal, staff, survey, unsubscribe
from api.pages.staff.held_changes import held_changes
from api.readiness import Readiness
from api.secure_headers import SecureHeaders
from api.short_requests import ShortRequests
from api.untrusted_proxy import UntrustedProxyWarning
from api.webhooks import sendgrid_events, twilio_inbound, twilio_status
from api.webhooks.twilio_inbound import incoming_texts
from engine.background import Background
from engine.periodic_jobs import PeriodicJob, start_jobs

HEAR_EVERY = timedelta(seconds=5)
"""How often texts are looked for that were stored and could not be heard at once."""

RELEASE_EVERY = timedelta(seconds=2)
"""How often it is looked for what staff decided a minute ago."""

DESCRIPTION = """\
Tell Caseline what happens to calls for service; it keeps the people concerned informed.

Everything accepted (202) is durably stored. Every request may be repeated without harm. Errors are problem details
(RFC 9457) that name the field.
"""

TAGS = [
    {"name": "calls", "description": "Snapshots in, the state of a call out."},
    {"name": "events", "description": "CloudEvents 1.0."},
    {"name": "case", "description": "The investigation."},
    {"name": "usage", "description": "What messages came to."},
    {"name": "surveys", "description": "What people answered."},
    {"name": "health", "description": "For load balancers and people on duty."},
]


def create_app(dependencies: ApiDependencies) -> FastAPI:
    """The application; while it runs, so do its relay, the sender of the portal's codes and the jobs it repeats.

    `state.background` tells if one of these has ended.
    """
    app = Application(
        title="Caseline",
        version="1",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # the addresses of pages are secrets
        lifespan=_lifespan,
        routes=list(_routes()),
    )
    app.state.dependencies = dependencies
    app.state.readiness = Readiness()
    app.state.background = Background()
    problems.install(app)
    app.add_middleware(HeadRequests)
    app.add_middleware(ShortRequests, giving_way=dependencies.giving_way)
    app.add_middleware(BodyLimit)
    app.add_middleware(EncodedSlashes)
    app.add_middleware(AccessLog)
    app.add_middleware(UntrustedProxyWarning)
    app.add_middleware(SecureHeaders, public_url=dependencies.base_url)
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """The same for every application: what each route takes is worked out once in a process, for 0.1 s of CPU."""
    # A route is looked for from the first on: those that machines ask for all the time come first.
    often = (twilio_status, sendgrid_events, calls, events, twilio_inbound)
    others = (case_status, detective_messages, usage, survey_results, health, docs)
    pages = (survey, unsubscribe, stylesheet, agency_look)
    routers = (*(each.router for each in (*often, *others, *pages)), *portal.ROUTERS, *staff.ROUTERS)
    return tuple(route for router in routers for route in router.routes)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    dependencies: ApiDependencies = app.state.dependencies
    background: Background = app.state.background
    background.start("relay", dependencies.relay.run())
    background.start("code_sender", dependencies.code_sender.run())
    background.start("key_use", dependencies.key_use.run(dependencies.database))
    hearing = PeriodicJob(name="hearing", every=HEAR_EVERY, job=incoming_texts(dependencies).hear_waiting)
    releasing = PeriodicJob(name="held_changes", every=RELEASE_EVERY, job=held_changes(dependencies).release_due)
    # Chance spreads the jobs of several processes; it guards nothing.
    start_jobs((hearing, releasing, *dependencies.jobs), background, chance=Random())  # noqa: S311
    try:
        yield
    finally:
        await background.stop()
        await dependencies.drawing.close()
