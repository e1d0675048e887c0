"""Looks whether everything works that the API needs, at most every few seconds however often it is asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from api import overdue_messages
from api.dependencies import ApiDependencies
from api.silent_feeds import SilentFeeds
from api.unrecorded_steps import UnrecordedSteps
from db import migrate
from db.connection.patience import in_time
from db.connection.session import DatabaseBroken, DatabaseOutdated, DatabaseTooNew, DatabaseUnavailable
from db.encryption.canary import why_unfit
from db.encryption.keyring import KeyRing, KeyRingError
from db.encryption.vault import Vault
from db.queries import key_canaries, restores, staff_tasks, write_probe
from domain.task_kinds import TaskKind
from engine.client import TemporalUnreachable

TOO_LATE = timedelta(minutes=1)
"""An event that waits longer than this for its workflow is worth an alarm."""

CHECK_TIMEOUT = timedelta(seconds=5)
WRITE_WITHIN = timedelta(seconds=4)
"""SQLite waits a minute for a lock, also when the look is broken off: a load balancer does not wait so long."""
KEPT = timedelta(seconds=5)
"""A look costs a write and some 50 ms: who asks more often gets the last answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must work; `problem` says what is wrong and is empty if nothing is. With `ok` it is for people."""

    ok: bool
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Ready if every check is. `checks` name hosts: they are not there for a caller without a key."""

    ok: bool
    checks: dict[str, Check] | None = None


_Look = Callable[[ApiDependencies], Awaitable[str]]
"""Returns what is wrong; empty if nothing is."""


class Readiness:
    """Of one process. Who asks while a look is under way waits for that one. `clock` counts seconds."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: Health | None = None
        self._known_at = 0.0
        self._looking: asyncio.Task[Health] | None = None
        steps, feeds = UnrecordedSteps(), SilentFeeds()
        self._checks: dict[str, _Look] = {
            **_CHECKS,
            "steps": lambda deps: steps.problem(deps.database, now=deps.clock()),
            "feeds": lambda deps: feeds.problem(deps.database, now=deps.clock()),
        }

    async def current(self, deps: ApiDependencies) -> Health:
        """As it was a few seconds ago at most."""
        if self._known is not None and self._clock() - self._known_at < KEPT.total_seconds():
            return self._known
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(deps))
        # Shielded: a caller that goes away must not end the look of the others.
        return await asyncio.shield(self._looking)

    async def _look(self, deps: ApiDependencies) -> Health:
        began = self._clock()
        results = await asyncio.gather(*(_checked(name, look, deps) for name, look in self._checks.items()))
        health = Health(ok=all(check.ok for check in results), checks=dict(zip(self._checks, results, strict=True)))
        self._known, self._known_at = health, began
        return health


async def _checked(name: str, look: _Look, deps: ApiDependencies) -> Check:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT.total_seconds()):
            problem = await look(deps)
    except TimeoutError:
        problem = f"no answer within {CHECK_TIMEOUT.total_seconds():.0f} s"
    except (DatabaseBroken, DatabaseTooNew) as error:
        problem = str(error)
    except DatabaseUnavailable:
        problem = "the database cannot be reached"
    except Exception as error:
        problem = type(error).__name__
    return Check(ok=not problem or name in _FOR_PEOPLE, problem=problem)


async def _database(deps: ApiDependencies) -> str:
    await deps.database.ping()
    return ""


async def _writes(deps: ApiDependencies) -> str:
    """A full disk, a read-only database and a lock that is never given back all let one read on."""
    try:
        await in_time(_write(deps), WRITE_WITHIN)
    except DatabaseUnavailable as error:
        return f"the database takes no writes: {error}"
    return ""


async def _write(deps: ApiDependencies) -> None:
    async with deps.database.transaction() as session:
        await write_probe.write(session, now=deps.clock())


async def _migrations(deps: ApiDependencies) -> str:
    url = deps.database.url.render_as_string(hide_password=False)
    try:
        await asyncio.to_thread(migrate.require, url)
    except DatabaseOutdated:
        return "the tables are of another version: run `caseline db upgrade`"
    return ""


async def _keys(deps: ApiDependencies) -> str:
    """The file, as a process that starts now would read it: this one may still work with what it loaded before."""
    try:
        found = await asyncio.to_thread(KeyRing.load, deps.vault.ring.path)
    except KeyRingError as error:
        return str(error)
    if not found.grew_from(deps.vault.ring):
        return f"{found.path} lacks keys that are in use: restore keys.json from your backup"
    async with deps.database.reading() as session:
        canary = await key_canaries.find(session)
    return why_unfit(Vault(found), canary) if canary else ""


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


async def _restore(deps: ApiDependencies) -> str:
    async with deps.database.reading() as session:
        restore = await restores.latest(session)
    if restore is None or not restore.is_open:
        return ""
    compared = "" if restore.is_reconciled else ", and the database was not yet compared with Temporal"
    return f"a restore is under way since {restore.begun_at:%Y-%m-%d %H:%M} UTC{compared}: `caseline restore status`"


async def _senders(deps: ApiDependencies) -> str:
    async with deps.database.reading() as session:
        refused = await staff_tasks.count_open(session, TaskKind.SENDER_TROUBLE)
    return f"{refused} open tasks: a provider refuses what an agency sends" if refused else ""


async def _messages(deps: ApiDependencies) -> str:
    return await overdue_messages.stuck(deps.database, now=deps.clock())


async def _late(deps: ApiDependencies) -> str:
    return await overdue_messages.slow(deps.database, now=deps.clock())


_CHECKS: dict[str, _Look] = {
    "database": _database,
    "writes": _writes,
    "migrations": _migrations,
    "keys": _keys,
    "temporal": _temporal,
    "relay": _relay,
    "receipts": _receipts,
    "senders": _senders,
    "restore": _restore,
    "messages": _messages,
    "late": _late,
}
_FOR_PEOPLE = frozenset({"receipts", "senders", "restore", "late", "feeds"})
"""The operator should look, but another process of ours would be no better off, so these take none out of service."""
