"""Fill a running Caseline with sleeping calls: a few are played, then copied while Temporal and our processes stand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import httpx

from benchmarks import sleepers
from benchmarks.chaos_cases import CASE, event
from benchmarks.latency_calls import Place
from benchmarks.local_stack import Stage, say, until
from benchmarks.sleepers import Stores
from benchmarks.stored_rows import PostgresRows, SqliteRows
from workflows.contract import workflow_id

EVENTS = (2, 4, 4, 4, 5, 5, 6, 6)
"""How much has happened to each of the calls that are copied: officers are there, or an investigation takes weeks."""
TEMPLATES, COPIES = 9_000_000, 8_000_000
"""Where their numbers begin; all are of one length."""
PEOPLE = 9_000
"""Who the victims are: no others have these telephone numbers."""
STOPPED = ("api", "worker", "temporal")
_EVENTS_OF = """
    SELECT count(*) FROM timeline JOIN calls ON calls.id = call_id WHERE call_number = ? AND kind = 'event'
"""


async def put_to_sleep(here: Place, calls: int) -> None:
    """So many calls more, each of which waits for its next deadline."""
    numbers = [_number(TEMPLATES + n) for n in range(len(EVENTS))]
    await asyncio.gather(*(_play(here, TEMPLATES + n, events) for n, events in enumerate(EVENTS)))
    commands = [here.processes[name].command for name in STOPPED]
    for name in STOPPED:
        await asyncio.to_thread(here.processes.stop, name)
    say(f"Copying {calls} sleeping calls")
    await asyncio.to_thread(_copy, _stores(here), here.ori, numbers, calls)
    for command in reversed(commands):
        here.processes.start(command)
        if command.name == "temporal":
            await until(lambda: _serves(here), patience=300, look=0.5)
    await until(lambda: _is_ready(here), patience=300, look=0.5)
    await until(lambda: _are_shown(here, calls), patience=60, look=1)
    await _wakes(here, COPIES + calls // 2)


def _copy(stores: Stores, ori: str, numbers: Sequence[str], calls: int) -> None:
    templates = [sleepers.read_template(stores, ori, number) for number in numbers]
    copies = [_number(COPIES + n) for n in range(calls)]
    sleepers.copy(stores, ori, templates, copies)


def _number(n: int) -> str:
    return f"26-{n:07d}"


async def _play(here: Place, n: int, events: int) -> None:
    number, begun = _number(n), datetime.now(UTC)
    handle = here.client.get_workflow_handle(workflow_id(here.ori, number))
    for sent, happening in enumerate(CASE[:events], start=1):
        await _report(here, event(n - TEMPLATES + PEOPLE, number, happening, begun))
        await until(partial(_has, here, number, sent), look=0.2)
    await until(partial(_rests, handle), look=0.2)


async def _report(here: Place, event: dict[str, object]) -> None:
    """Again if the connection was just being closed as idle: a repeat of an event is harmless."""
    headers = {"Content-Type": "application/cloudevents-batch+json"}
    try:
        answer = await here.http.post("/v1/events", json=[event], headers=headers)
    except httpx.TransportError:
        answer = await here.http.post("/v1/events", json=[event], headers=headers)
    answer.raise_for_status()


def _has(here: Place, number: str, events: int) -> bool:
    return int(here.rows(_EVENTS_OF, number)[0][0]) >= events


async def _rests(handle: object) -> bool:
    description = (await handle.describe()).raw_description  # type: ignore[attr-defined]  # generic in its workflow
    return not description.pending_activities and not description.HasField("pending_workflow_task")


def _stores(here: Place) -> Stores:
    if isinstance(here.stack, Stage):
        temporal = SqliteRows(file=here.stack.database.with_name("temporal.db"))
        return Stores(ours=SqliteRows(file=here.stack.database), temporal=temporal, visibility=temporal)
    topology, ours = here.stack.topology, here.stack.settings.database_url
    theirs = f"postgresql://temporal:{topology.passwords['temporal']}@127.0.0.1:{topology.ports['postgres']}"
    return Stores(
        ours=PostgresRows(url=ours),
        temporal=PostgresRows(url=f"{theirs}/temporal"),
        visibility=PostgresRows(url=f"{theirs}/temporal_visibility"),
    )


async def _serves(here: Place) -> bool:
    try:
        return await here.client.service_client.check_health()
    except Exception:  # whatever the transport says while the server starts
        return False


async def _is_ready(here: Place) -> bool:
    try:
        return (await here.http.get("/health/ready")).is_success
    except httpx.HTTPError:
        return False


async def _are_shown(here: Place, calls: int) -> bool:
    return (await here.client.count_workflows("ExecutionStatus = 'Running'")).count >= calls


async def _wakes(here: Place, n: int) -> None:
    """A copy takes an event like any other call, so its rows are whole."""
    number = _number(n)
    before = int(here.rows(_EVENTS_OF, number)[0][0])
    assert before
    again = {"specversion": "1.0", "id": f"{number}/again", "source": "benchmark", "subject": number}
    at = datetime.now(UTC).isoformat()
    await _report(here, {**again, "type": "unit.en_route", "time": at, "data": {"eta_minutes": 10}})
    await until(partial(_has, here, number, before + 1), patience=60, look=0.2)
