"""Health checks: is the process alive, can it do its work? Strangers hear no more than that.

What is wrong names hosts of the inside: it is for this machine, and for callers with a key of any agency.
"""

from __future__ import annotations

import ipaddress

from fastapi import APIRouter, Request, Response
from fastapi.security.utils import get_authorization_scheme_param

from api.access import PUBLIC
from api.dependencies import ApiDependencies, Deps
from api.readiness import Check, Health, Readiness
from db.connection.session import DatabaseUnavailable
from db.queries import api_keys

router = APIRouter(prefix="/health", tags=["health"], dependencies=[PUBLIC])

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
"""What a proxy adds: behind one, the address of our own machine may be the proxy's."""


@router.get("/live", summary="The process runs")
async def live() -> Check:
    """Always, or there is no answer."""
    return Check(ok=True)


@router.get(
    "/ready",
    summary="Everything it needs works",
    response_model_exclude_none=True,
    responses={503: {"model": Health, "description": "Not ready"}},
)
async def ready(request: Request, response: Response, deps: Deps) -> Health:
    """503 while something is wrong. Events are accepted as long as the database takes writes and its tables are right.

    `checks`, which say what is wrong, are for callers on the same machine and for those with a bearer key. The answer
    is at most five seconds old.
    """
    readiness: Readiness = request.app.state.readiness
    health = await readiness.current(deps)
    response.status_code = 200 if health.ok else 503
    response.headers["Cache-Control"] = "no-store"
    may_know = _is_of_this_machine(request) or await _has_key(request, deps)
    return health if may_know else Health(ok=health.ok)


def _is_of_this_machine(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


async def _has_key(request: Request, deps: ApiDependencies) -> bool:
    """False also while the database cannot tell."""
    scheme, key = get_authorization_scheme_param(request.headers.get("Authorization"))
    if scheme.lower() != "bearer" or not key:
        return False
    try:
        async with deps.database.reading() as session:
            return await api_keys.find(session, key) is not None
    except DatabaseUnavailable:
        return False
