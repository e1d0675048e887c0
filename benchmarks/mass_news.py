"""A mistake that changes thousands of cases at once: how many people are told before the brake holds the rest?

`python -m benchmarks.mass_news changes [--cases 15000] [--workers 3]`: each case is planned by the real step and sent
by the real activity, through the providers' SDKs to the simulator, from several workers with connections of their own;
without Temporal, which would take an hour. On SQLite, or on the empty PostgreSQL of `--database`.

`python -m benchmarks.mass_news feed [--cases 300]`: real server, worker, API and simulator; every record of a feed
changes at once, each to another status. Then what is held is released, and must leave.

Exit code 1 if more left than may, or if one is neither sent nor held.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from temporalio.testing import ActivityEnvironment

from activities.contract import SendRequest, StepRequest
from benchmarks.full_case import envelope
from benchmarks.local_stack import Stage, say, stage, until
from benchmarks.output import load, show_table
from commands.replaying.bounded_gather import side_by_side
from db import migrate
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import agencies, calls, contacts, messages
from db.tables import Agency
from domain.call_state import CallState, CaseStatus
from domain.contacts import ContactRole
from domain.delivery import WITH_PROVIDER, is_held_for_review
from domain.mass_news import CONSEQUENTIAL, BrakeDecision
from domain.messages import MessageKey
from intake.staff.mass_news import Review, carry_out
from policies.files import DEFAULT_POLICY
from settings import Settings
from tests.daytime import by_the_agencys_clock, zone_where_it_is_morning
from tests.simulator_process import SimulatorProcess
from tests.world import simulator_settings
from wiring.providers import build_lines, build_senders
from wiring.worker import SENDS_AT_ONCE, Activities, build_activities

app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)

ORI, MAY = "WAMASS000", 50
STATUSES = ("assigned", "arrest", "charged", "suspended", "closed")
FATES = ("sent", "held", "withheld")


def phone(n: int) -> str:
    """Another one for each case."""
    return f"+1206{2000000 + n:07d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of so many messages, and how long it took."""

    cases: int
    fates: Counter[str]
    at_provider: int
    seconds: float

    @property
    def is_right(self) -> bool:
        """No more left than may, and none is lost."""
        return self.at_provider <= MAY and self.fates["sent"] == self.at_provider and self.fates.total() == self.cases


def show(title: str, outcomes: Sequence[tuple[str, Outcome]]) -> None:
    """One line for each."""
    rows = (
        (name, str(o.cases), *(str(o.fates[fate]) for fate in FATES), str(o.at_provider), f"{o.seconds:.0f} s")
        for name, o in outcomes
    )
    show_table(("", "cases", *FATES, "at the provider", "took"), rows, title=f"{title}; {load()}")


@app.command()
def changes(
    cases: Annotated[int, typer.Option(min=1)] = 15_000,
    workers: Annotated[int, typer.Option(min=1, help="Each with connections of its own.")] = 3,
    database: Annotated[str, typer.Option(help="URL of an empty PostgreSQL; SQLite if left out.")] = "",
) -> None:
    """So many cases are closed at once."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    outcome = asyncio.run(_changes(cases, workers, database))
    show("Without Temporal", [("cases closed at once", outcome)])
    sys.exit(not outcome.is_right)


async def _changes(cases: int, workers: int, url: str) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="caseline-benchmark-") as folder, SimulatorProcess() as simulator:
        url = url or f"sqlite+aiosqlite:///{folder}/caseline.db"
        migrate.upgrade(url)
        vault = Vault(KeyRing.create_once(Path(folder) / "keys.json", now=datetime.now(UTC)))
        async with contextlib.AsyncExitStack() as stack:
            databases = [await stack.enter_async_context(_opened(url)) for _ in range(workers)]
            settings = simulator_settings(simulator, lookup_line_type=False)
            crew = [_activities(settings, each, vault) for each in databases]
            await _add_cases(databases[0], vault, cases)
            say(f"{cases} cases are there; now they are all closed")
            began = time.monotonic()
            await side_by_side(lambda n: _close(crew[n % workers], n), range(cases), at_once=workers * SENDS_AT_ONCE)
            took = time.monotonic() - began
            fates = await _fates(databases[0])
        return Outcome(cases=cases, fates=fates, at_provider=simulator.control.count(), seconds=took)


@contextlib.asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.dispose()


def _activities(settings: Settings, database: Database, vault: Vault) -> Activities:
    lines, senders = build_lines(settings, database, vault), build_senders(settings, vault)
    return build_activities(database, vault, senders, lines, base_url=settings.base_url)


async def _add_cases(database: Database, vault: Vault, cases: int) -> None:
    now = datetime.now(UTC)
    policy = by_the_agencys_clock(DEFAULT_POLICY.read_text(encoding="utf-8"))
    agency = Agency(
        ori=ORI,
        name="Springfield Police",
        time_zone=zone_where_it_is_morning(now).key,
        non_emergency_phone="+12065550100",
        policy=policy[: policy.index("[messages]")] + '[messages]\ncase_closed = { channels = ["sms"] }\n',
        created_at=now,
    )
    async with database.transaction() as session:
        await agencies.add(session, agency)
    for start in range(0, cases, 500):
        async with database.transaction() as session:
            for n in range(start, min(start + 500, cases)):
                call = await calls.get_or_create(session, ORI, f"26-{n:06d}", now=now)
                await contacts.upsert(
                    session,
                    vault,
                    call_id=call.id,
                    ref="victim",
                    values={"roles": [ContactRole.VICTIM], "phone": phone(n), "language": "en"},
                    now=now,
                )


async def _close(activities: Activities, n: int) -> None:
    """One case, as its workflow does it: a step is recorded, and what it planned is sent."""
    now = datetime.now(UTC)
    state = CallState(
        agency=ORI,
        call_number=f"26-{n:06d}",
        received_at=now - timedelta(days=9),
        incident_type="LARCENY",
        priority=3,
        case_number=f"26-{n}",
        case_status=CaseStatus.CLOSED,
    )
    outcome = await activities.records.record_step(StepRequest(state=state, now=now))
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, started_time=now)
    for order in outcome.sends:
        request = SendRequest(message_ids=order.message_ids, agency=ORI)
        await environment.run(activities.messages.send_message, request)


async def _fates(database: Database) -> Counter[str]:
    async with database.reading() as session:
        return Counter(_fate(row.status, row.reason) for row in await messages.every(session))


def _fate(status: str, reason: str) -> str:
    if is_held_for_review(status, reason):
        return "held"
    return "sent" if status in WITH_PROVIDER else status


@app.command()
def feed(
    cases: Annotated[int, typer.Option(min=1)] = 300,
    seed: Annotated[int, typer.Option(help="Of the statuses.")] = 7,
) -> None:
    """Every record of a feed changes at once."""
    outcomes = asyncio.run(_feed(cases, random.Random(seed)))
    show("Through Temporal", outcomes)
    sys.exit(not outcomes[0][1].is_right or outcomes[1][1].fates["held"] > 0)


async def _feed(cases: int, chance: random.Random) -> list[tuple[str, Outcome]]:
    async with stage() as here:
        await asyncio.to_thread(here.simulator.configure, receipt_delay_seconds=0)
        await _only_case_news(here)
        await _report(here, [_opened_case(n) for n in range(cases)])
        await until(lambda: here.count("SELECT count(*) FROM calls WHERE state != '{}'") >= cases, patience=1800)
        say(f"{cases} cases are there; now every record changes")
        began = time.monotonic()
        await _report(here, [_changed_case(n, chance.choice(STATUSES)) for n in range(cases)])
        held = await _settled(here, cases, began)
        say("Now what is held is released")
        began = time.monotonic()
        await _release(here)
        await until(lambda: _now(here)["held"] == 0, patience=1800, look=0.5)
        released = await _settled(here, cases, began)
        return [("every record changes", held), ("then released", released)]


async def _only_case_news(here: Stage) -> None:
    async with here.transaction() as session:
        agency = await agencies.get(session, here.stack.demo.ori)
        assert agency is not None
        policy = by_the_agencys_clock(agency.policy).replace("ceiling = 10000", f"ceiling = {MAY}")
        agency.time_zone = zone_where_it_is_morning(datetime.now(UTC)).key
        lines = "".join(f'{key} = {{ channels = ["sms"] }}\n' for key in sorted(CONSEQUENTIAL))
        agency.policy = policy[: policy.index("[messages]")].replace("hold_seconds = 60", "hold_seconds = 0")
        agency.policy += f"[messages]\n{lines}"


async def _report(here: Stage, events: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(events), 100):
        await here.report(list(events[start : start + 100]))


def _opened_case(n: int) -> dict[str, Any]:
    victim = {"ref": "victim", "roles": ["victim"], "phone": phone(n), "language": "en"}
    data = {"incident_type": "LARCENY", "priority": 3, "case_number": f"26-{n}", "contacts": [victim]}
    return envelope(f"26-{n:06d}", "call.received", datetime.now(UTC), data)


def _changed_case(n: int, status: str) -> dict[str, Any]:
    return envelope(f"26-{n:06d}", f"case.{status}", datetime.now(UTC), {})


async def _settled(here: Stage, cases: int, began: float) -> Outcome:
    """Once every case's message has come to rest."""

    def at_rest() -> bool:
        fates = _now(here)
        return fates.total() >= cases and not set(fates) - set(FATES)

    await until(at_rest, patience=1800, look=0.5)
    took = time.monotonic() - began
    count = await asyncio.to_thread(here.simulator.count)
    return Outcome(cases=cases, fates=_now(here), at_provider=count, seconds=took)


def _now(here: Stage) -> Counter[str]:
    fates: Counter[str] = Counter()
    for status, reason, count in here.rows("SELECT status, reason, count(*) FROM messages GROUP BY status, reason"):
        fates[_fate(status, reason)] += count
    return fates


async def _release(here: Stage) -> None:
    database = Database(f"sqlite+aiosqlite:///{here.database}")
    for key in sorted(CONSEQUENTIAL):
        review = Review(ori=here.stack.demo.ori, key=MessageKey(key), decision=BrakeDecision.RELEASED, by="benchmark")
        await carry_out(database, review, clock=lambda: datetime.now(UTC))
    await database.dispose()


if __name__ == "__main__":
    app()
