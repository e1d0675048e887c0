"""Health checks: is the process alive, can it do its work? They say what is wrong, never with what secret."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Response

from api.access import PUBLIC
from api.dependencies import ApiDependencies, Deps
from db import migrate
from db.connection.session import DatabaseUnavailable
from db.queries import staff_tasks
from domain.task_kinds import TaskKind
from engine.client import TemporalUnreachable

router = APIRouter(prefix="/health", tags=["health"], dependencies=[PUBLIC])

TOO_LATE = timedelta(minutes=1)
"""An event that waits longer than this for its workflow is worth an alarm."""

CHECK_TIMEOUT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must work; `problem` says what is wrong and is empty if nothing is. With `ok` it is for people."""

    ok: bool
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Ready if every check is."""

    ok: bool
    checks: dict[str, Check]


@router.get("/live", summary="The process runs")
async def live() -> Check:
    """Always, or there is no answer."""
    return Check(ok=True)


@router.get(
    "/ready", summary="Everything it needs works", responses={503: {"model": Health, "description": "Not ready"}}
)
async def ready(response: Response, deps: Deps) -> Health:
    """503 while something is wrong. Events are accepted as long as the database and its tables are right."""
    results = await asyncio.gather(*(_checked(name, deps) for name in _CHECKS))
    health = Health(ok=all(check.ok for check in results), checks=dict(zip(_CHECKS, results, strict=True)))
    response.status_code = 200 if health.ok else 503
    response.headers["Cache-Control"] = "no-store"
    return health


async def _checked(name: str, deps: ApiDependencies) -> Check:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT.total_seconds()):
            problem = await _CHECKS[name](deps)
    except TimeoutError:
        problem = f"no answer within {CHECK_TIMEOUT.total_seconds():.0f} s"
    except DatabaseUnavailable:
        problem = "the database cannot be reached"
    except Exception as error:
        problem = type(error).__name__
    return Check(ok=not problem or name in _FOR_PEOPLE, problem=problem)


async def _database(deps: ApiDependencies) -> str:
    await deps.database.ping()
    return ""


async def _migrations(deps: ApiDependencies) -> str:
    url = deps.database.url.render_as_string(hide_password=False)
    behind = await asyncio.to_thread(migrate.pending, url)
    return "the tables are of another version: run `caseline db upgrade`" if behind else ""


async def _temporal(deps: ApiDependencies) -> str:
    try:
        client = await deps.temporal()
        serving = await client.service_client.check_health(timeout=CHECK_TIMEOUT)
    except TemporalUnreachable as error:
        return str(error)
    return "" if serving else "Temporal answers that it does not serve"


async def _relay(deps: ApiDependencies) -> str:
    lag = await deps.relay.lag()
    problems = []
    if lag.oldest > TOO_LATE:
        problems.append(f"{lag.waiting} events wait for Temporal, the oldest for {lag.oldest.total_seconds():.0f} s")
    if lag.given_up:
        problems.append(f"{lag.given_up} events can never be relayed: see last_error in the inbox table")
    return "; ".join(problems)


async def _receipts(deps: ApiDependencies) -> str:
    if deps.sendgrid_events is not None:
        return ""
    return "what SendGrid reports cannot be checked and is refused: set CASELINE_SENDGRID_WEBHOOK_KEY"


async def _senders(deps: ApiDependencies) -> str:
    async with deps.database.reading() as session:
        refused = await staff_tasks.count_open(session, TaskKind.SENDER_TROUBLE)
    return f"{refused} open tasks: a provider refuses what an agency sends" if refused else ""


_CHECKS: dict[str, Callable[[ApiDependencies], Awaitable[str]]] = {
    "database": _database,
    "migrations": _migrations,
    "temporal": _temporal,
    "relay": _relay,
    "receipts": _receipts,
    "senders": _senders,
}
_FOR_PEOPLE = frozenset({"receipts", "senders"})
"""The operator should look, but another process of ours would be no better off, so these take none out of service."""
